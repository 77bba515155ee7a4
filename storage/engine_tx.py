"""The engine's transaction over all workspaces."""

from collections.abc import Mapping
from collections.abc import Sequence as Rows
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Connection, func, select, text, update

from engine.domain.connection import ConnectionState, Lane, Mailbox, SmsConnection
from engine.domain.enrollment import Delivery, Enrollment
from engine.domain.notice import Job, Notice
from engine.domain.workspace import Workspace
from storage import claims, tables
from storage.connections import LANES, MAILBOXES, SMS_CONNECTIONS, ensure_lane
from storage.deliveries import DELIVERIES
from storage.enrollment_mapper import ENROLLMENTS
from storage.memories import Memories
from storage.scoped import Scope
from storage.sends import saving_lane
from storage.tx import SqlTx
from storage.upserts import replace_row
from storage.workspaces import WORKSPACES, digest

_lane = tables.lane.c
_SENDING = text("delivery.state = 'sending'")
_PAUSED = text("enrollment.state = 'paused'")
_CHECKED = text("delivery.check_at IS NOT NULL")
_SENT = text("delivery.state = 'sent'")
_ACTIVE = text("enrollment.state = 'active'")
_ALIVE = "engine:alive"  # the lease row that only says when


class SqlEngineTx(Memories):
    """One transaction over all workspaces: claims, leases, and look-ups by secret."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._scoped: dict[str, SqlTx] = {}

    def within(self, workspace_id: str) -> SqlTx:
        """Return this same transaction, scoped to one workspace."""
        if workspace_id not in self._scoped:
            scope = Scope(connection=self._connection, workspace_id=workspace_id, locks=True)
            self._scoped[workspace_id] = SqlTx(scope)
        return self._scoped[workspace_id]

    def now(self) -> datetime | None:
        """Return the database server's time, UTC; none where it has no clock of its own."""
        if self._connection.dialect.name != "postgresql":
            return None
        time: datetime = self._connection.execute(select(func.clock_timestamp())).scalar_one()
        return time.astimezone(UTC)

    # Claims -----------------------------------------------------------------------------------
    def claim_lane(
        self, *, now: datetime, real: datetime, owner: str, lease_until: datetime
    ) -> Lane | None:
        """Lease one lane that has a due enrollment, is not parked and not leased; epoch + 1.

        Of several, the one that was claimed longest ago: nobody's backlog starves the others.
        """
        return claims.claim_lane(
            self._connection, now=now, real=real, owner=owner, until=lease_until
        )

    def claim_named_lane(
        self, lane_id: str, *, real: datetime, owner: str, lease_until: datetime
    ) -> Lane | None:
        """Lease this lane whatever is due in it; none while it is leased, to the same owner too."""
        return claims.claim_named_lane(
            self._connection, lane_id, real=real, owner=owner, until=lease_until
        )

    def get_lane(self, lane_id: str) -> Lane | None:
        """Return the lane as it stands."""
        row = self._connection.execute(LANES.select.where(_lane.id == lane_id)).first()
        return None if row is None else LANES.load(row)

    def unpark_lane(self, lane_id: str) -> None:
        """Let a lane that waits go on, whoever holds it; pace and lease stay as they are."""
        statement = update(tables.lane).where(_lane.id == lane_id)
        self._connection.execute(statement.values(not_before=None))

    def save_lane(self, lane: Lane, *, epoch: int) -> bool:
        """Store pace and lease if the epoch is still ours; False when we were fenced."""
        save, values = saving_lane(lane, epoch)
        return save.count(self._connection, values) > 0

    def ensure_lane(self, lane_id: str, workspace_id: str) -> None:
        """Make the lane if it does not exist."""
        ensure_lane(self._connection, lane_id, workspace_id)

    def count_due(self, *, now: datetime) -> int:
        """Return how many enrollments are due in lanes that are not parked."""
        return claims.count_due(self._connection, now=now)

    def count_deliveries(self) -> Mapping[str, int]:
        """Return how many deliveries are in each state; states without any are left out."""
        return claims.count_deliveries(self._connection)

    def unresolved(self, *, real: datetime, limit: int) -> Rows[Delivery]:
        """Return deliveries in *sending* whose `resolve_at` has passed, locked (SKIP LOCKED)."""
        resolve_at = tables.delivery.c.resolve_at
        statement = DELIVERIES.select.where(_SENDING, resolve_at <= real)
        ordered = statement.order_by(resolve_at, tables.delivery.c.number).limit(limit)
        locked = ordered.with_for_update(skip_locked=True, key_share=True)
        return [DELIVERIES.load(row) for row in self._connection.execute(locked)]

    def unchecked_texts(self, *, now: datetime, limit: int) -> Rows[Delivery]:
        """Return sent texts whose `check_at` has passed, locked (SKIP LOCKED)."""
        check_at = tables.delivery.c.check_at
        statement = DELIVERIES.select.where(_CHECKED, check_at <= now, _SENT)
        ordered = statement.order_by(check_at, tables.delivery.c.number).limit(limit)
        locked = ordered.with_for_update(skip_locked=True, key_share=True)
        return [DELIVERIES.load(row) for row in self._connection.execute(locked)]

    def expired_absences(self, *, now: datetime, limit: int) -> Rows[Enrollment]:
        """Return enrollments paused until a time that has passed, locked (SKIP LOCKED)."""
        paused_until = tables.enrollment.c.paused_until
        statement = ENROLLMENTS.select.where(_PAUSED, paused_until <= now)
        ordered = statement.order_by(paused_until, tables.enrollment.c.id).limit(limit)
        locked = ordered.with_for_update(skip_locked=True, key_share=True)
        return [ENROLLMENTS.load(row) for row in self._connection.execute(locked)]

    def due_between(self, since: datetime, before: datetime, *, limit: int) -> Rows[Enrollment]:
        """Return active enrollments that were to be woken in that time, the oldest first."""
        wake_at = tables.enrollment.c.wake_at
        statement = ENROLLMENTS.select.where(_ACTIVE, wake_at >= since, wake_at < before)
        ordered = statement.order_by(wake_at, tables.enrollment.c.id).limit(limit)
        locked = ordered.with_for_update(skip_locked=True, key_share=True)
        return [ENROLLMENTS.load(row) for row in self._connection.execute(locked)]

    def last_alive(self) -> datetime | None:
        """Return when any engine on this database last said that it lives, real time, UTC."""
        lease = tables.lease.c
        found = select(lease.until).where(lease.name == _ALIVE)
        return self._connection.execute(found).scalar_one_or_none()

    def say_alive(self, *, real: datetime) -> None:
        """Say that an engine lives."""
        row = {"name": _ALIVE, "owner": "engine", "until": real}
        replace_row(self._connection, tables.lease, row, key=["name"])

    def lease(self, name: str, *, owner: str, real: datetime, until: datetime) -> bool:
        """Take or renew the named lease; False while someone else holds it."""
        return claims.take_lease(self._connection, name, owner=owner, real=real, until=until)

    def claim_notices(self, *, real: datetime, until: datetime, limit: int) -> Rows[Notice]:
        """Return waiting notices whose time has come and push their `next_at` to `until`."""
        return claims.claim_notices(self._connection, real=real, until=until, limit=limit)

    def claim_job(self, *, real: datetime, until: datetime) -> Job | None:
        """Return one waiting job and hide it until then; attempts + 1."""
        return claims.claim_job(self._connection, real=real, until=until)

    # Look-ups ---------------------------------------------------------------------------------
    def workspaces(self) -> Rows[Workspace]:
        """Return every installed workspace."""
        installed = tables.workspace.c.is_installed.is_(True)
        statement = WORKSPACES.select.where(installed).order_by(tables.workspace.c.id)
        return [WORKSPACES.load(row) for row in self._connection.execute(statement)]

    def workspace(self, workspace_id: str) -> Workspace | None:
        """Return the workspace, installed or not; none when it never was."""
        return self._workspace(tables.workspace.c.id == workspace_id)

    def save_workspace(self, workspace: Workspace) -> None:
        """Insert or replace the workspace's row."""
        row = WORKSPACES.dump(workspace)
        replace_row(self._connection, tables.workspace, row, key=("id",))

    def workspace_by_secret(self, webhook_secret: str) -> Workspace | None:
        """Return the workspace whose webhook's address ends in this secret."""
        return self._workspace(tables.workspace.c.webhook_digest == digest(webhook_secret))

    def _workspace(self, condition: ColumnElement[bool]) -> Workspace | None:
        row = self._connection.execute(WORKSPACES.select.where(condition)).first()
        return None if row is None else WORKSPACES.load(row)

    def mailboxes(self) -> Rows[Mailbox]:
        """Return every mailbox that is not waiting to be connected again."""
        usable = tables.mailbox.c.state != ConnectionState.RECONNECT
        statement = MAILBOXES.select.where(usable).order_by(tables.mailbox.c.id)
        return [MAILBOXES.load(row) for row in self._connection.execute(statement)]

    def sms_connections(self) -> Rows[SmsConnection]:
        """Return every SMS connection, whatever its state."""
        statement = SMS_CONNECTIONS.select.order_by(tables.sms_connection.c.workspace_id)
        return [SMS_CONNECTIONS.load(row) for row in self._connection.execute(statement)]
