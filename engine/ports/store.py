"""The store: it opens transactions within a workspace (`tx`), and the engine's own over all."""

from collections.abc import Mapping
from collections.abc import Sequence as Rows
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from engine.domain.connection import Lane, Mailbox, SmsConnection
from engine.domain.enrollment import Delivery, Enrollment
from engine.domain.notice import Job, Notice
from engine.domain.witness import StoreState
from engine.domain.workspace import Workspace
from engine.ports.tx import Tx


class EngineTx(Protocol):
    """One transaction over all workspaces: claims, leases, and look-ups by secret."""

    def within(self, workspace_id: str) -> Tx:
        """Return this same transaction, scoped to one workspace."""
        ...

    def now(self) -> datetime | None:
        """Return the database server's time, UTC; none where it has no clock of its own."""
        ...

    # Claims -----------------------------------------------------------------------------------
    def claim_lane(
        self, *, now: datetime, real: datetime, owner: str, lease_until: datetime
    ) -> Lane | None:
        """Lease one lane that has a due enrollment, is not parked and not leased; epoch + 1."""
        ...

    def claim_named_lane(
        self, lane_id: str, *, real: datetime, owner: str, lease_until: datetime
    ) -> Lane | None:
        """Lease this lane whatever is due in it; none while someone else has it."""
        ...

    def get_lane(self, lane_id: str) -> Lane | None: ...
    def unpark_lane(self, lane_id: str) -> None:
        """Let a lane that waits go on, whoever holds it; pace and lease stay as they are."""
        ...

    def save_lane(self, lane: Lane, *, epoch: int) -> bool:
        """Store pace and lease if the epoch is still ours; False when we were fenced."""
        ...

    def ensure_lane(self, lane_id: str, workspace_id: str) -> None:
        """Make the lane if it does not exist."""
        ...

    def count_due(self, *, now: datetime) -> int:
        """Return how many enrollments are due and could be claimed."""
        ...

    def count_deliveries(self) -> Mapping[str, int]:
        """Return how many deliveries are in each state."""
        ...

    def unresolved(self, *, real: datetime, limit: int) -> Rows[Delivery]:
        """Return deliveries in *sending* whose `resolve_at` has passed, locked (SKIP LOCKED)."""
        ...

    def unchecked_texts(self, *, now: datetime, limit: int) -> Rows[Delivery]:
        """Return sent texts whose `check_at` has passed, locked (SKIP LOCKED)."""
        ...

    def expired_absences(self, *, now: datetime, limit: int) -> Rows[Enrollment]:
        """Return enrollments paused until a time that has passed."""
        ...

    def due_between(self, since: datetime, before: datetime, *, limit: int) -> Rows[Enrollment]:
        """Return active enrollments that were to be woken in that time, the oldest first."""
        ...

    def last_alive(self) -> datetime | None:
        """Return when any engine on this database last said that it lives, real time, UTC."""
        ...

    def say_alive(self, *, real: datetime) -> None: ...
    def lease(self, name: str, *, owner: str, real: datetime, until: datetime) -> bool:
        """Take or renew the named lease; False while someone else holds it."""
        ...

    def claim_notices(self, *, real: datetime, until: datetime, limit: int) -> Rows[Notice]:
        """Return waiting notices whose time has come and push their `next_at` to `until`."""
        ...

    def claim_job(self, *, real: datetime, until: datetime) -> Job | None:
        """Return one waiting job and hide it until then; attempts + 1."""
        ...

    # Look-ups ---------------------------------------------------------------------------------
    def workspaces(self) -> Rows[Workspace]:
        """Return every installed workspace."""
        ...

    def workspace(self, workspace_id: str) -> Workspace | None: ...
    def save_workspace(self, workspace: Workspace) -> None:
        """Insert or replace the workspace's row."""
        ...

    def workspace_by_secret(self, webhook_secret: str) -> Workspace | None: ...
    def mailboxes(self) -> Rows[Mailbox]:
        """Return every mailbox that is not waiting to be connected again."""
        ...

    def sms_connections(self) -> Rows[SmsConnection]: ...
    def unsubscribe_token(self, token: str) -> tuple[str, int, int | None, bool] | None:
        """Return (workspace, contact, enrollment, is_test) of an unsubscribe link."""
        ...

    # Small memories ---------------------------------------------------------------------------
    def state(self) -> StoreState:
        """Return what this database says of itself, locked until the transaction ends."""
        ...

    def save_state(self, state: StoreState) -> None:
        """Keep what this database says of itself; that survives a crash of the server."""
        ...

    def has_enrollments(self) -> bool:
        """Whether there is, or was, anything to send to anybody."""
        ...

    def knows_event(self, event_id: str) -> bool:
        """Whether a Slack event was remembered."""
        ...

    def seen_event(self, event_id: str, *, at: datetime) -> bool:
        """Remember a Slack event; True when it was seen before."""
        ...

    def keep_state(
        self, state: str, *, workspace_id: str, member_id: str, verifier: str, expires_at: datetime
    ) -> None:
        """Remember an OAuth state until it is used or expires."""
        ...

    def take_state(self, state: str, *, at: datetime) -> tuple[str, str, str] | None:
        """Return and forget (workspace, member, verifier) of a state; none when old or unknown."""
        ...

    def forget_old(self, *, before: datetime) -> None:
        """Drop seen events and states older than this."""
        ...


class Store(Protocol):
    """Where everything is kept."""

    def begin(self, workspace_id: str) -> AbstractContextManager[Tx]:
        """Open a write transaction; committed on leaving, rolled back on an exception."""
        ...

    def read(self, workspace_id: str) -> AbstractContextManager[Tx]:
        """Open a read-only view of one moment."""
        ...

    def glance(self, workspace_id: str) -> AbstractContextManager[Tx]:
        """Open for reading what one of `sends` is decided on: it costs no transaction."""
        ...

    def loose(self, workspace_id: str) -> AbstractContextManager[Tx]:
        """Open for reading without locks, and then for one of `sends`.

        Between the two others may write: that is what a send's write asks for. It costs no
        transaction of its own where one would be dear.
        """
        ...

    def engine(self) -> AbstractContextManager[EngineTx]:
        """Open a write transaction over all workspaces."""
        ...

    def has_work(self, *, now: datetime, real: datetime) -> bool:
        """Whether a lane can be claimed: a glance that makes nobody wait and waits for nobody."""
        ...

    def answers(self) -> bool:
        """Whether the database can be reached now."""
        ...

    def close(self) -> None:
        """Let go of the database and of its lock."""
        ...
