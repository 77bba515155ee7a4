"""Mailboxes, the SMS connection, and the lanes they queue in."""

from collections.abc import Sequence as Rows
from datetime import datetime

from sqlalchemy import Connection, delete, or_, update

from engine.domain.connection import Lane, Mailbox, SmsConnection
from engine.domain.enrollment import mailbox_lane, sms_lane
from storage import tables
from storage.mapper import Mapper
from storage.merging import Merged
from storage.scoped import Scope
from storage.upserts import insert_new, replace_row

MAILBOXES = Mapper(tables.mailbox, Mailbox, {"email_key": lambda mailbox: mailbox.email.casefold()})
SMS_CONNECTIONS = Mapper(tables.sms_connection, SmsConnection)
LANES = Mapper(tables.lane, Lane)


def ensure_lane(connection: Connection, lane_id: str, workspace_id: str) -> None:
    """Make the lane if it does not exist."""
    row = LANES.dump(Lane(id=lane_id, workspace_id=workspace_id))
    insert_new(connection, tables.lane, [row])


class SqlMailboxRecords:
    """Connected Gmail accounts."""

    def __init__(self, scope: Scope) -> None:
        self._rows = Merged(MAILBOXES, scope)

    def get(self, mailbox_id: int) -> Mailbox | None:
        """Return the mailbox, if it is ours."""
        return self._rows.get(mailbox_id)

    def by_email(self, email: str) -> Mailbox | None:
        """Return the mailbox with this address, however it is capitalised."""
        return self._rows.find(email_key=email.casefold())

    def of(self, owner_id: str) -> Rows[Mailbox]:
        """Return what this member has connected, by id."""
        owned = tables.mailbox.c.owner_id == owner_id
        return self._rows.all(owned, order_by=[tables.mailbox.c.id])

    def all(self) -> Rows[Mailbox]:
        """Return every mailbox, by id."""
        return self._rows.all(order_by=[tables.mailbox.c.id])

    def add(self, mailbox: Mailbox) -> Mailbox:
        """Insert (the id is ignored) and return it with its id; makes its lane as well."""
        added = self._rows.add(mailbox)
        ensure_lane(self._rows.connection, mailbox_lane(added.id), self._rows.workspace_id)
        return added

    def save(self, mailbox: Mailbox) -> None:
        """Write what has changed since it was read here."""
        self._rows.save(mailbox)

    def park(self, mailbox_id: int, *, until: datetime) -> None:
        """Let nothing go out of this mailbox before then; an earlier end changes nothing."""
        lane = tables.lane.c
        ours = (lane.workspace_id == self._rows.workspace_id, lane.id == mailbox_lane(mailbox_id))
        sooner = or_(lane.parked_until.is_(None), lane.parked_until < until)
        statement = update(tables.lane).where(*ours, sooner).values(parked_until=until)
        self._rows.connection.execute(statement)


class SqlSmsRecords:
    """The workspace's SMS connection: one, or none."""

    def __init__(self, scope: Scope) -> None:
        self._rows = Merged(SMS_CONNECTIONS, scope)

    def get(self) -> SmsConnection | None:
        """Return it, if there is one."""
        return self._rows.find()

    def save(self, connection: SmsConnection) -> None:
        """Insert or replace; makes its lane as well."""
        if self._rows.was_read(connection):
            self._rows.save(connection)
            return
        row = self._rows.dump(connection)
        sql = self._rows.connection
        replace_row(sql, tables.sms_connection, row, key=("workspace_id",))
        ensure_lane(sql, sms_lane(connection.workspace_id), connection.workspace_id)

    def remove(self) -> None:
        """Forget the connection with its tokens; its lane stays."""
        self._rows.connection.execute(delete(tables.sms_connection).where(self._rows.ours))
        self._rows.forget()
