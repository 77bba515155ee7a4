"""Mailboxes, the SMS connection, and the lanes they queue in."""

from collections.abc import Sequence as Rows

from sqlalchemy import Connection, delete

from engine.domain.connection import Lane, Mailbox, SmsConnection
from engine.domain.enrollment import mailbox_lane, sms_lane
from storage import tables
from storage.mapping import Mapper, Scope, Scoped
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
        self._rows = Scoped(MAILBOXES, scope)

    def get(self, mailbox_id: int) -> Mailbox | None:
        """Return the mailbox, if it is ours."""
        return self._rows.one(tables.mailbox.c.id == mailbox_id)

    def by_email(self, email: str) -> Mailbox | None:
        """Return the mailbox with this address, however it is capitalised."""
        return self._rows.one(tables.mailbox.c.email_key == email.casefold())

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
        """Write the whole row."""
        self._rows.save(mailbox, tables.mailbox.c.id == mailbox.id)


class SqlSmsRecords:
    """The workspace's SMS connection: one, or none."""

    def __init__(self, scope: Scope) -> None:
        self._rows = Scoped(SMS_CONNECTIONS, scope)

    def get(self) -> SmsConnection | None:
        """Return it, if there is one."""
        return self._rows.one()

    def save(self, connection: SmsConnection) -> None:
        """Insert or replace; makes its lane as well."""
        row = self._rows.dump(connection)
        sql = self._rows.connection
        replace_row(sql, tables.sms_connection, row, key=("workspace_id",))
        ensure_lane(sql, sms_lane(connection.workspace_id), connection.workspace_id)

    def remove(self) -> None:
        """Forget the connection with its tokens; its lane stays."""
        self._rows.connection.execute(delete(tables.sms_connection).where(self._rows.ours))
