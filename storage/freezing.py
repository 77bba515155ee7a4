"""A whole sequence paused and resumed: a few columns of very many rows, in a few statements.

In PostgreSQL every version of a row has its own entries in all indexes, which is most of what a
pause and a resumption cost: each writes a row once, and only if something of it changes.
"""

from collections.abc import Iterable, Mapping
from collections.abc import Sequence as Rows
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    and_,
    bindparam,
    case,
    func,
    null,
    or_,
    select,
    text,
    update,
)

from engine.domain.enrollment import EnrollmentState
from engine.domain.thawing import Frozen
from storage import tables
from storage.scoped import Scope
from storage.types import UtcDateTime

_enrollment = tables.enrollment.c
_NOT_OVER = (EnrollmentState.ACTIVE, EnrollmentState.PAUSED, EnrollmentState.HELD)
_AT = bindparam("at", type_=UtcDateTime())

_IN_SEQUENCE = and_(
    _enrollment.workspace_id == bindparam("ours"),
    _enrollment.sequence_id == bindparam("sequence"),
)
_IS_TO_KEEP = and_(_enrollment.due_at.is_not(None), _enrollment.frozen_at.is_(None))
_IS_TO_FREEZE = and_(
    _IN_SEQUENCE,
    _enrollment.state.in_(_NOT_OVER),
    or_(_enrollment.wake_at.is_not(None), _IS_TO_KEEP),
)


def _later(one: ColumnElement[datetime], other: ColumnElement[datetime]) -> ColumnElement[datetime]:
    return case((one > other, one), else_=other)


_LOCK = select(func.count()).select_from(
    select(_enrollment.id)
    .where(_IS_TO_FREEZE)
    .order_by(_enrollment.id)
    .with_for_update(key_share=True)
    .subquery()
)
_FREEZE = (
    update(tables.enrollment)
    .where(_IS_TO_FREEZE)
    .values(
        wake_at=null(),
        frozen_at=case(
            (_IS_TO_KEEP, _later(_enrollment.anchor_at, _AT)), else_=_enrollment.frozen_at
        ),
    )
)
_FROZEN = (
    select(*(_enrollment[name] for name in Frozen._fields))
    .where(_IN_SEQUENCE, _enrollment.id > bindparam("after"))
    .where(_enrollment.state.in_((EnrollmentState.ACTIVE, EnrollmentState.HELD)))
    .order_by(_enrollment.id)
    .limit(bindparam("at_most", type_=Integer()))
)
_LOCKED = _FROZEN.with_for_update(key_share=True)

# One statement of arrays, where a statement for each row takes five times as long.
_THAW_ON_POSTGRES = text(
    "UPDATE enrollment SET due_at = new.due_at, frozen_at = NULL,"
    " wake_at = CASE WHEN state = 'active' THEN new.due_at END"
    " FROM unnest(CAST(:ids AS bigint[]), CAST(:dues AS bigint[])) AS new (id, due_at)"
    " WHERE enrollment.id = new.id AND enrollment.workspace_id = :ours"
)
_THAW_ON_SQLITE = (
    "UPDATE enrollment SET due_at = ?1, frozen_at = NULL,"
    " wake_at = CASE WHEN state = 'active' THEN ?1 END"
    " WHERE id = ?2 AND workspace_id = ?3"
)


def freeze(scope: Scope, sequence_id: int, at: datetime) -> None:
    """Do what `progress.frozen` does, to everyone in the sequence who is not over."""
    values = {"ours": scope.workspace_id, "sequence": sequence_id}
    if scope.connection.dialect.name == "postgresql":
        # An UPDATE locks in an order of its own: two of them could wait for each other.
        scope.connection.execute(_LOCK, values)
    scope.connection.execute(_FREEZE, values | {"at": at})


def frozen(scope: Scope, sequence_id: int, *, after_id: int, limit: int) -> Rows[Frozen]:
    """Return a page of those who wait for the sequence or a person, by id; locked if we write."""
    values = {"ours": scope.workspace_id, "sequence": sequence_id, "after": after_id}
    statement = _LOCKED if scope.writes else _FROZEN
    rows = scope.connection.execute(statement, values | {"at_most": limit}).all()
    return [Frozen(*row) for row in rows]


def thaw(scope: Scope, dues: Mapping[int, datetime]) -> None:
    """Write when each is due from now on; those who are active are woken then."""
    instants = list(_microseconds(scope.connection, dues.values()))
    if scope.connection.dialect.name == "postgresql":
        values = {"ours": scope.workspace_id, "ids": list(dues), "dues": instants}
        scope.connection.execute(_THAW_ON_POSTGRES, values)
    elif dues:
        ours = scope.workspace_id
        rows = [(due, id_, ours) for id_, due in zip(dues, instants, strict=True)]
        scope.connection.exec_driver_sql(_THAW_ON_SQLITE, rows)


def _microseconds(connection: Connection, instants: Iterable[datetime]) -> Iterable[int | None]:
    kind = UtcDateTime()
    return (kind.process_bind_param(each, connection.dialect) for each in instants)
