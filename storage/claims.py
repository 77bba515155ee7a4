"""Claims: who may work on what, and until when. Each is safe beside other replicas.

On PostgreSQL a row that somebody else is just claiming is passed over, never waited for. On
SQLite the transaction is the only writer from its beginning. The statements are built once:
they run every second, and building costs more than running.
"""

from collections.abc import Mapping
from collections.abc import Sequence as Rows
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
    Integer,
    Select,
    and_,
    bindparam,
    func,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.sql.dml import ReturningUpdate

from engine.domain.connection import Lane
from engine.domain.notice import Job, Notice
from storage import tables
from storage.connections import LANES
from storage.due import PRIORITIES
from storage.limits import first
from storage.mapper import Mapper
from storage.notices import JOBS, NOTICES
from storage.prepared import Prepared
from storage.types import UtcDateTime
from storage.upserts import insert_for

_lane = tables.lane.c
_enrollment = tables.enrollment.c
_notice = tables.notice.c
_job = tables.job.c
_lease = tables.lease.c


def _instant(name: str) -> BindParameter[datetime]:
    return bindparam(name, type_=UtcDateTime())


_NOW, _REAL, _UNTIL = _instant("now"), _instant("real"), _instant("until_then")
_LIMIT = bindparam("at_most", type_=Integer())

# Literals, as the partial indexes have them: a bound value would hide the index from the planner.
_ACTIVE = text("enrollment.state = 'active'")
_WAITING = text("notice.state = 'waiting'")

_IS_FREE = or_(_lane.lease_until.is_(None), _lane.lease_until <= _REAL)
_IS_NOT_PARKED = and_(
    or_(_lane.not_before.is_(None), _lane.not_before <= _NOW),
    or_(_lane.parked_until.is_(None), _lane.parked_until <= _NOW),
)


def _first_due(priority: str) -> Any:
    found = (
        select(text("1"))
        .select_from(tables.enrollment)
        .where(_ACTIVE, _enrollment.lane == _lane.id, text(f"enrollment.priority = {priority}"))
        .where(_enrollment.wake_at <= _NOW)
        .correlate(tables.lane)
    )
    return first(found).scalar_subquery()


# Not EXISTS: PostgreSQL may turn that into a join that reads every due row of all lanes. These
# can only be probed, lane by lane, and the second only if the first found nothing.
_HAS_DUE = func.coalesce(*map(_first_due, PRIORITIES)).is_not(None)

_LANE_WITH_WORK = first(
    select(_lane.id)
    .where(_IS_FREE, _IS_NOT_PARKED, _HAS_DUE)
    .order_by(text("coalesce(lane.claimed_at, 0)"), _lane.id)
)
_ANY_LANE_WITH_WORK = Prepared(first(select(text("1")).where(_IS_FREE, _IS_NOT_PARKED, _HAS_DUE)))
_NAMED_LANE = select(_lane.id).where(_lane.id == bindparam("name"), _IS_FREE)


def _claim(
    mapper: Mapper[Any], found: Select[Any], changes: dict[str, Any]
) -> ReturningUpdate[Any]:
    """Return the update of the rows found, but for those that somebody else has locked.

    MATERIALIZED is a fence: the planner may otherwise run the LIMIT more than once and update
    more rows than it finds.
    """
    table = mapper.table
    locked = found.with_for_update(skip_locked=True, key_share=True, of=table)
    chosen = locked.cte("chosen").prefix_with("MATERIALIZED", dialect="postgresql")
    statement = update(table).where(table.c.id.in_(select(chosen.c.id))).values(changes)
    return statement.returning(*mapper.select.selected_columns)


_LEASED = {
    "owner": bindparam("new_owner"),
    "lease_until": _UNTIL,
    "epoch": _lane.epoch + 1,
    "claimed_at": _REAL,
}
_CLAIM_LANE = _claim(LANES, _LANE_WITH_WORK, _LEASED)
_CLAIM_NAMED_LANE = _claim(LANES, _NAMED_LANE, _LEASED)
_CLAIM_NOTICES = _claim(
    NOTICES,
    select(_notice.id)
    .where(_WAITING, _notice.next_at <= _REAL)
    .order_by(_notice.next_at, _notice.id)
    .limit(_LIMIT),
    {"next_at": _UNTIL},
)
_CLAIM_JOB = _claim(
    JOBS,
    first(select(_job.id).where(_job.next_at <= _REAL).order_by(_job.next_at, _job.id)),
    {"next_at": _UNTIL, "attempts": _job.attempts + 1},
)
_COUNT_DUE = (
    select(func.count())
    .select_from(tables.lane.join(tables.enrollment, _enrollment.lane == _lane.id))
    .where(_ACTIVE, _enrollment.wake_at <= _NOW, _IS_NOT_PARKED)
)


def has_work(connection: Connection, *, now: datetime, real: datetime) -> bool:
    """Whether there is a lane that `claim_lane` would lease; nothing is locked."""
    return bool(_ANY_LANE_WITH_WORK.rows(connection, {"now": now, "real": real}))


def claim_lane(
    connection: Connection, *, now: datetime, real: datetime, owner: str, until: datetime
) -> Lane | None:
    """Lease the lane that was claimed longest ago of those that are free and have work."""
    values = {"now": now, "real": real, "new_owner": owner, "until_then": until}
    row = connection.execute(_CLAIM_LANE, values).first()
    return None if row is None else LANES.load(row)


def claim_named_lane(
    connection: Connection, lane_id: str, *, real: datetime, owner: str, until: datetime
) -> Lane | None:
    """Lease this lane if nobody has it."""
    values = {"name": lane_id, "real": real, "new_owner": owner, "until_then": until}
    row = connection.execute(_CLAIM_NAMED_LANE, values).first()
    return None if row is None else LANES.load(row)


def count_due(connection: Connection, *, now: datetime) -> int:
    """Return how many enrollments are due in lanes that are not parked."""
    return connection.execute(_COUNT_DUE, {"now": now}).scalar_one()


def count_deliveries(connection: Connection) -> Mapping[str, int]:
    """Return how many deliveries are in each state."""
    state = tables.delivery.c.state
    statement = select(state, func.count().label("found")).group_by(state)
    return {str(row.state): row.found for row in connection.execute(statement)}


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
    values = {"real": real, "until_then": until, "at_most": limit}
    rows = connection.execute(_CLAIM_NOTICES, values)
    return sorted((NOTICES.load(row) for row in rows), key=lambda notice: notice.id)


def claim_job(connection: Connection, *, real: datetime, until: datetime) -> Job | None:
    """Return one waiting job and hide it until then; attempts + 1."""
    row = connection.execute(_CLAIM_JOB, {"real": real, "until_then": until}).first()
    return None if row is None else JOBS.load(row)
