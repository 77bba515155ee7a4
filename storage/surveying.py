"""How much waits, for who watches from outside: counts over partial indexes, never over a table.

Each statement reads only what it counts, however many enrollments lie in the future and however
many deliveries in the past. Read-only, so that a look delays no claim.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, func, or_, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from engine.domain.enrollment import HoldReason
from engine.domain.sequence import Channel
from engine.ports import Survey
from storage import tables
from storage.store import SqlStore
from storage.types import UtcDateTime

_OPEN_AFTER = timedelta(minutes=2)  # a call and its grace are over by then

_lane = tables.lane.c
_NOW = bindparam("now", type_=UtcDateTime())
_REAL = bindparam("real", type_=UtcDateTime())
_LONG_AGO = bindparam("long_ago", type_=UtcDateTime())


def _due_with(priority: int) -> Any:
    # Literals, as the index has them. One probe per lane and priority: nothing else is read.
    return (
        select(func.count())
        .select_from(tables.enrollment)
        .where(text("enrollment.state = 'active'"), text(f"enrollment.priority = {priority}"))
        .where(tables.enrollment.c.lane == _lane.id, tables.enrollment.c.wake_at <= _NOW)
        .correlate(tables.lane)
        .scalar_subquery()
    )


_IS_NOT_PARKED = and_(
    or_(_lane.not_before.is_(None), _lane.not_before <= _NOW),
    or_(_lane.parked_until.is_(None), _lane.parked_until <= _NOW),
)
_DUE = select(_lane.id, (_due_with(0) + _due_with(1)).label("due")).where(_IS_NOT_PARKED)
_CLAIMED = select(func.count()).select_from(tables.lane).where(_lane.lease_until > _REAL)
_HELD = (
    select(tables.enrollment.c.hold, func.count().label("found"))
    .where(text("enrollment.state = 'held'"))
    .group_by(tables.enrollment.c.hold)
)
_LOOKED_FOR = (
    select(func.count())
    .select_from(tables.delivery)
    .where(text("delivery.state = 'sending'"), tables.delivery.c.sending_at <= _LONG_AGO)
)


def _where(table: Any, condition: str) -> Select[int]:
    return select(func.count()).select_from(table).where(text(condition))


_ASKED = _where(tables.delivery, "delivery.state = 'held'")
_NOTICES = _where(tables.notice, "notice.state = 'waiting'")
_UNJUDGED = _where(tables.inbound, "inbound.state = 'new'")
_QUARANTINED = _where(tables.inbound, "inbound.state = 'quarantined'")


def survey(store: SqlStore, *, now: datetime, real: datetime) -> Survey | None:
    """Return how much waits at this moment: `now` of the schedule, `real` of the machine.

    None while the database can't be reached.
    """
    try:
        with store._engines.reader.begin() as connection:
            return _look(connection, now=now, real=real)
    except (DBAPIError, PoolTimeout):
        return None


def _look(connection: Connection, *, now: datetime, real: datetime) -> Survey:
    def count(statement: Select[int], **values: datetime) -> int:
        return connection.execute(statement, values).scalar_one()

    return Survey(
        due=_due(connection, now),
        claimed_lanes=count(_CLAIMED, real=real),
        held={HoldReason(row.hold): row.found for row in connection.execute(_HELD) if row.hold},
        looked_for=count(_LOOKED_FOR, long_ago=real - _OPEN_AFTER),
        asked=count(_ASKED),
        notices_waiting=count(_NOTICES),
        unjudged=count(_UNJUDGED),
        quarantined=count(_QUARANTINED),
    )


def _due(connection: Connection, now: datetime) -> Mapping[Channel, int]:
    due = dict.fromkeys(Channel, 0)
    for row in connection.execute(_DUE, {"now": now}):
        due[Channel.SMS if row.id.startswith("sms:") else Channel.EMAIL] += row.due
    return due
