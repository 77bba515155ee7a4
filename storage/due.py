"""What is due in a lane, found by short ranges of one index however much is due, or will be."""

from collections.abc import Sequence as Rows
from datetime import datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any

from sqlalchemy import Select, bindparam, func, select, text, union_all

from engine.domain.enrollment import Enrollment
from storage import tables
from storage.arrivals import HAS_NEW_MAIL
from storage.connections import MAILBOXES
from storage.enrollment_mapper import ENROLLMENTS
from storage.limits import first
from storage.memo import packed, unpacked
from storage.prepared import Prepared
from storage.scoped import ABSENT, Scope
from storage.types import UtcDateTime

_enrollment = tables.enrollment.c

# Literals, as the partial indexes have them: a bound value would hide the index from the planner.
_IS_ACTIVE = text("enrollment.state = 'active'")
PRIORITIES = ("0", "1")  # follow-ups go first
_PLACE = attrgetter("priority", "wake_at", "id")  # what a lane is worked in the order of
_BY_NOW = bindparam("now", type_=UtcDateTime())
# Whoever works the lane asks anew for each message, and so learns that it was parked meanwhile.
_PARKED_UNTIL = (
    select(tables.lane.c.parked_until)
    .where(tables.lane.c.id == bindparam("name"))
    .scalar_subquery()
)


@lru_cache
def _due(at_most: int) -> Prepared:
    """Return what is due in a lane, with mailboxes: a short range of the index for a priority."""
    ranges = (select(_range(each, at_most).subquery().c.id) for each in PRIORITIES)
    ours = _enrollment.workspace_id == bindparam("ours")
    is_open = func.coalesce(_PARKED_UNTIL, _BY_NOW) <= _BY_NOW
    sender = tables.enrollment.outerjoin(
        tables.mailbox, tables.mailbox.c.id == _enrollment.mailbox_id
    )
    columns: list[Any] = [packed(ENROLLMENTS), packed(MAILBOXES), HAS_NEW_MAIL]
    these = (ours, _enrollment.id.in_(union_all(*ranges)), is_open)
    return Prepared(select(*columns).select_from(sender).where(*these))


def _range(priority: str, at_most: int) -> Select[Any]:
    found = (
        select(_enrollment.id)
        .where(_IS_ACTIVE, text(f"enrollment.priority = {priority}"))
        .where(_enrollment.lane == bindparam("name"), _enrollment.wake_at <= _BY_NOW)
        .order_by(_enrollment.wake_at, _enrollment.id)
    )
    return first(found, at_most)


def due_in_lane(scope: Scope, lane_id: str, *, now: datetime, limit: int) -> Rows[Enrollment]:
    """Return the best due enrollments; the mailboxes that they are sent from are read ahead."""
    values = {"ours": scope.workspace_id, "name": lane_id, "now": now}
    connection = scope.connection
    rows = _due(limit).rows(connection, values)
    for _, packed_mailbox, has_new_mail in rows:
        if packed_mailbox is not None:
            mailbox = unpacked(MAILBOXES, connection.dialect, packed_mailbox)
            scope.keep_ahead(MAILBOXES, mailbox)
            if not has_new_mail:
                scope.ahead["inbound", (mailbox.id,)] = ABSENT
    found = (unpacked(ENROLLMENTS, connection.dialect, row) for row, *_ in rows)
    return sorted(found, key=_PLACE)[:limit]
