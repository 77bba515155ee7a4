"""What is due in a lane, found by short ranges of one index however much is due, or will be."""

from collections.abc import Sequence as Rows
from datetime import datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any

from sqlalchemy import Select, bindparam, func, select, text, union_all

from engine.domain.enrollment import Enrollment
from storage import tables
from storage.ahead import TO_SEND, keep_to_send
from storage.arrivals import HAS_NEW_MAIL
from storage.enrollment_mapper import ENROLLMENTS
from storage.limits import first
from storage.memo import unpacked
from storage.prepared import Prepared
from storage.scoped import ABSENT, Scope, on_postgres
from storage.types import UtcDateTime

_enrollment = tables.enrollment.c

# Literals, as the partial indexes have them: a bound value would hide the index from the planner.
_IS_ACTIVE = text("enrollment.state = 'active'")
PRIORITIES = ("0", "1")  # follow-ups go first
_BY_NOW = bindparam("now", type_=UtcDateTime())
_PLACE = attrgetter("priority", "wake_at", "id")  # what a lane is worked in the order of
# Whoever works the lane asks anew for each message, and so learns that it was parked meanwhile.
_PARKED_UNTIL = (
    select(tables.lane.c.parked_until)
    .where(tables.lane.c.id == bindparam("name"))
    .scalar_subquery()
)


@lru_cache
def _due(at_most: int) -> Prepared:
    """Return what is due in a lane, with all that a send looks at of each.

    A short range of the index for a priority.
    """
    ranges = (select(_range(each, at_most).subquery().c.id) for each in PRIORITIES)
    ours = _enrollment.workspace_id == bindparam("ours")
    is_open = func.coalesce(_PARKED_UNTIL, _BY_NOW) <= _BY_NOW
    these = (ours, _enrollment.id.in_(union_all(*ranges)), is_open)
    return Prepared(
        select(*TO_SEND.columns, HAS_NEW_MAIL).select_from(TO_SEND.joined).where(*these)
    )


def _range(priority: str, at_most: int) -> Select[Any]:
    found = (
        select(_enrollment.id)
        .where(_IS_ACTIVE, text(f"enrollment.priority = {priority}"))
        .where(_enrollment.lane == bindparam("name"), _enrollment.wake_at <= _BY_NOW)
        .order_by(_enrollment.wake_at, _enrollment.id)
    )
    return first(found, at_most)


def due_in_lane(scope: Scope, lane_id: str, *, now: datetime, limit: int) -> Rows[Enrollment]:
    """Return the best due enrollments; what a send looks at of each is read ahead."""
    values = {"ours": scope.workspace_id, "name": lane_id, "now": now}
    dialect = scope.connection.dialect
    rows = _due(limit).rows(scope.connection, values)
    found = [(unpacked(ENROLLMENTS, dialect, row[0]), row) for row in rows]
    best = sorted(found, key=lambda one: _PLACE(one[0]))[:limit]
    if not (scope.locks and on_postgres(scope)):  # there it has to be read under its lock
        for enrollment, row in best:
            keep_to_send(scope, row)
            if not row[-1]:
                scope.ahead["inbound", (enrollment.mailbox_id,)] = ABSENT
    return [enrollment for enrollment, _ in best]
