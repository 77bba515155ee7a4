"""Claims: who may work on what, and until when. Each is safe beside other replicas.

On PostgreSQL a row that somebody else is just claiming is passed over, never waited for. On
SQLite the transaction is the only writer from its beginning.
"""

from collections.abc import Sequence as Rows
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, Update, func, or_, select, text, update

from engine.domain.connection import Lane
from engine.domain.enrollment import Enrollment
from engine.domain.notice import Job, Notice
from storage import tables
from storage.connections import LANES
from storage.enrollments import ENROLLMENTS
from storage.notices import JOBS, NOTICES
from storage.upserts import insert_for

_lane = tables.lane.c
_enrollment = tables.enrollment.c
_notice = tables.notice.c
_job = tables.job.c
_lease = tables.lease.c

# Literals, as the partial indexes have them: a bound value would hide the index from the planner.
_ACTIVE = text("enrollment.state = 'active'")
_WAITING = text("notice.state = 'waiting'")
_PRIORITIES = ("0", "1")  # follow-ups go first
_BEFORE_ALL = text("coalesce(lane.claimed_at, 0)")


def lane_with_work(*, now: datetime, real: datetime) -> Select[Any]:
    """Return the lane that was claimed longest ago of those that are free and have work."""
    return (
        select(_lane.id)
        .where(_is_free(real), _is_not_parked(now), _has_due(now))
        .order_by(_BEFORE_ALL, _lane.id)
        .limit(1)
    )


def named_lane(lane_id: str, *, real: datetime) -> Select[Any]:
    """Return this lane if nobody has it."""
    return select(_lane.id).where(_lane.id == lane_id, _is_free(real))


def _is_free(real: datetime) -> Any:
    return or_(_lane.lease_until.is_(None), _lane.lease_until <= real)


def _is_not_parked(now: datetime) -> Any:
    return or_(_lane.not_before.is_(None), _lane.not_before <= now)


def _has_due(now: datetime) -> Any:
    # Not EXISTS: PostgreSQL may turn that into a join that reads every due row of all lanes.
    # These can only be probed, lane by lane, and the second only if the first found nothing.
    return func.coalesce(*(_first_due(priority, now) for priority in _PRIORITIES)).is_not(None)


def _first_due(priority: str, now: datetime) -> Any:
    return (
        select(text("1"))
        .select_from(tables.enrollment)
        .where(_ACTIVE, _enrollment.lane == _lane.id, text(f"enrollment.priority = {priority}"))
        .where(_enrollment.wake_at <= now)
        .limit(1)
        .correlate(tables.lane)
        .scalar_subquery()
    )


def lease_lane(
    connection: Connection, found: Select[Any], *, owner: str, real: datetime, until: datetime
) -> Lane | None:
    """Lease the lane that the statement finds; none when it finds none."""
    statement = _update_found(update(tables.lane), _lane.id, found)
    changes = {
        "owner": owner,
        "lease_until": until,
        "epoch": _lane.epoch + 1,
        "claimed_at": real,
    }
    row = connection.execute(
        statement.values(changes).returning(*LANES.select.selected_columns)
    ).first()
    return None if row is None else LANES.load(row)


def _update_found(statement: Update, key: Any, found: Select[Any]) -> Update:
    """Restrict the update to the rows found, skipping those that somebody else has locked.

    MATERIALIZED is a fence: the planner may otherwise run the LIMIT more than once and update
    more rows than it finds.
    """
    locked = found.with_for_update(skip_locked=True, key_share=True, of=key.table)
    chosen = locked.cte("chosen").prefix_with("MATERIALIZED", dialect="postgresql")
    return statement.where(key.in_(select(chosen.c[key.name])))


def due_in_lane(
    connection: Connection, lane_id: str, *, now: datetime, limit: int
) -> Rows[Enrollment]:
    """Return the best due enrollments: one short index range for each priority."""
    found: list[Enrollment] = []
    for priority in _PRIORITIES:
        if len(found) < limit:
            statement = _due(lane_id, priority, now).limit(limit - len(found))
            found += [ENROLLMENTS.load(row) for row in connection.execute(statement)]
    return found


def _due(lane_id: str, priority: str, now: datetime) -> Select[Any]:
    return (
        ENROLLMENTS.select.where(_ACTIVE, text(f"enrollment.priority = {priority}"))
        .where(_enrollment.lane == lane_id, _enrollment.wake_at <= now)
        .order_by(_enrollment.wake_at, _enrollment.id)
    )


def count_due(connection: Connection, *, now: datetime) -> int:
    """Return how many enrollments are due in lanes that are not parked."""
    statement = (
        select(func.count())
        .select_from(tables.lane.join(tables.enrollment, _enrollment.lane == _lane.id))
        .where(_ACTIVE, _enrollment.wake_at <= now, _is_not_parked(now))
    )
    return connection.execute(statement).scalar_one()


def take_lease(
    connection: Connection, name: str, *, owner: str, real: datetime, until: datetime
) -> bool:
    """Take or renew the named lease; False while someone else holds it."""
    statement = insert_for(connection, tables.lease)
    taken = statement.values(name=name, owner=owner, until=until).on_conflict_do_update(
        index_elements=["name"],
        set_={"owner": owner, "until": until},
        where=or_(_lease.owner == owner, _lease.until <= real),
    )
    return connection.execute(taken.returning(_lease.name)).first() is not None


def claim_notices(
    connection: Connection, *, real: datetime, until: datetime, limit: int
) -> Rows[Notice]:
    """Return waiting notices whose time has come, in the order they were made."""
    found = (
        select(_notice.id)
        .where(_WAITING, _notice.next_at <= real)
        .order_by(_notice.next_at, _notice.id)
        .limit(limit)
    )
    statement = _update_found(update(tables.notice), _notice.id, found).values(next_at=until)
    rows = connection.execute(statement.returning(*NOTICES.select.selected_columns))
    return sorted((NOTICES.load(row) for row in rows), key=lambda notice: notice.id)


def claim_job(connection: Connection, *, real: datetime, until: datetime) -> Job | None:
    """Return one waiting job and hide it until then; attempts + 1."""
    found = select(_job.id).where(_job.next_at <= real).order_by(_job.next_at, _job.id).limit(1)
    changes = {"next_at": until, "attempts": _job.attempts + 1}
    statement = _update_found(update(tables.job), _job.id, found).values(changes)
    row = connection.execute(statement.returning(*JOBS.select.selected_columns)).first()
    return None if row is None else JOBS.load(row)
