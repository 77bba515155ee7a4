"""The three writes of a send: each at one stroke, and only while all is as it was seen."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, bindparam, select, update

from engine.domain.connection import Lane
from engine.domain.enrollment import Delivery, Enrollment
from engine.ports.records import Seen
from storage import ahead, tables
from storage.chains import DONE, Write, in_turn
from storage.connections import LANES
from storage.deliveries import SqlDeliveries
from storage.enrollments import SqlEnrollments
from storage.links import SqlTokens
from storage.prepared import Prepared
from storage.scoped import Scope, on_postgres
from storage.seen import remember, written_by

_lane = tables.lane.c
_delivery = tables.delivery.c
_PACE_AND_LEASE = set(LANES.names) - {"id", "workspace_id", "epoch"}
_SAVE_LANE = Prepared(
    update(tables.lane)
    .where(_lane.id == bindparam("name"), _lane.epoch == bindparam("ours"))
    .values({name: bindparam(f"new_{name}") for name in _PACE_AND_LEASE})
)
_BY_US = written_by(tables.enrollment)


# Who hears of our own mail locks its delivery first and the sequence then: whoever goes the other
# way must not wait for it.
_DELIVERY_STANDS = Prepared(
    select(DONE)
    .where(_delivery.workspace_id == bindparam("ours"), _delivery.id == bindparam("this"))
    .where(_delivery.state == bindparam("stands"))
    .with_for_update(key_share=True, skip_locked=True)
)


def _standing(was: Delivery) -> Write:
    values = {"ours": was.workspace_id, "this": was.id, "stands": was.state}
    return _DELIVERY_STANDS, values


def saving_lane(lane: Lane, epoch: int) -> Write:
    """Return the write of a lane's pace and lease, if the epoch is still ours."""
    values = {f"new_{name}": getattr(lane, name) for name in _PACE_AND_LEASE}
    return _SAVE_LANE, values | {"name": lane.id, "ours": epoch}


class SqlSends:
    """What a send writes: nothing when anything of what it was decided on has changed."""

    def __init__(
        self,
        scope: Scope,
        deliveries: SqlDeliveries,
        enrollments: SqlEnrollments,
        tokens: SqlTokens,
    ) -> None:
        self._scope = scope
        self._deliveries = deliveries
        self._enrollments = enrollments
        self._tokens = tokens

    def intend(
        self, lane: Lane, *, epoch: int, delivery: Delivery, new_token: str | None, seen: Seen
    ) -> bool:
        """Store the lane, a new unsubscribe link, and the delivery, if none has its key yet."""
        writes = [saving_lane(lane, epoch), self._deliveries.adding(delivery)]
        if new_token is not None:
            writes.insert(1, self._adding(new_token, delivery))
        is_stored = bool(self._if_still(seen, writes, only_to_plan=False))
        if is_stored:
            self._remember(seen)  # nothing of what was seen is written by this
        return is_stored

    def mark(
        self,
        lane: Lane,
        *,
        epoch: int,
        delivery: Delivery,
        was: Delivery,
        asleep: Enrollment,
        awake: Enrollment,
        seen: Seen,
        only_to_plan: bool,
    ) -> Seen | None:
        """Store lane, delivery and enrollment; return what was seen, as it is now."""
        writes = (
            saving_lane(lane, epoch),
            self._deliveries.saving(delivery, expecting=was.state, was=was),
            self._enrollments.saving(asleep, awake),
        )
        done = self._if_still(seen, writes, was=was, only_to_plan=only_to_plan, returning=_BY_US)
        if not done:
            return None
        marked = replace(seen, enrollment=done[0] if on_postgres(self._scope) else asleep)
        self._remember(marked)
        return marked

    def record(
        self,
        delivery: Delivery,
        *,
        was: Delivery,
        after: Enrollment,
        asleep: Enrollment,
        seen: Seen,
    ) -> bool:
        """Store what became of the delivery, and where its contact is now."""
        writes = (
            self._deliveries.saving(delivery, expecting=was.state, was=was),
            self._enrollments.saving(after, asleep),
        )
        return bool(self._if_still(seen, writes, was=was, only_to_plan=True))

    def _remember(self, seen: Seen) -> None:
        if not on_postgres(self._scope):
            remember(self._scope.connection, seen)

    def _adding(self, token: str, delivery: Delivery) -> Write:
        return self._tokens.adding(
            token,
            contact_id=delivery.contact_id,
            enrollment_id=delivery.enrollment_id,
            is_test=False,
            at=delivery.prepared_at,
        )

    def _if_still(
        self,
        seen: Seen,
        writes: Sequence[Write],
        *,
        was: Delivery | None = None,
        only_to_plan: bool,
        returning: ColumnElement[Any] = DONE,
    ) -> tuple[Any, ...]:
        connection = self._scope.connection
        if on_postgres(self._scope):
            is_so = ahead.still(self._scope, seen, only_to_plan=only_to_plan)
            asked = [_standing(was), is_so] if was is not None else [is_so]
            return in_turn(connection, (*asked, *writes), returning)
        if not ahead.is_still(self._scope, seen, only_to_plan=only_to_plan):
            return ()
        return in_turn(connection, writes)
