"""A whole sequence paused and resumed: a few columns of very many rows, in a few statements.

In PostgreSQL every version of a row has its own entries in all indexes, which is most of what a
pause and a resumption cost: each writes a row once, and only if something of it changes.
"""

from collections.abc import Iterable, Mapping
from collections.abc import Sequence as Rows
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Integer,
    and_,
    bindparam,
    case,
    func,
    literal,
    null,
    or_,
    select,
    text,
    type_coerce,
    update,
)

from engine.domain.enrollment import EnrollmentState
from engine.domain.pausing import A_TURN, LAST_TURN
from engine.domain.thawing import Frozen, Group, Stretch
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
_IS_NOT_AWAKE = and_(_enrollment.state == EnrollmentState.ACTIVE, _enrollment.wake_at.is_(None))
_FROZEN = (
    select(*(_enrollment[name] for name in Frozen._fields))
    .where(_IN_SEQUENCE, _enrollment.id > bindparam("after"))
    .where(_enrollment.state.in_((EnrollmentState.ACTIVE, EnrollmentState.HELD)))
    .where(or_(_enrollment.frozen_at.is_not(None), _enrollment.due_at.is_(None), _IS_NOT_AWAKE))
    .order_by(_enrollment.id)
    .limit(bindparam("at_most", type_=Integer()))
)
_LOCKED = _FROZEN.with_for_update(key_share=True)

_CAN_GO_ON = and_(
    _IN_SEQUENCE,
    _enrollment.state.in_((EnrollmentState.ACTIVE, EnrollmentState.HELD)),
    _enrollment.due_at.is_not(None),
    _enrollment.frozen_at.is_not(None),
)
_GROUPS = (
    select(
        _enrollment.step_id,
        _enrollment.had_step_ids,
        _enrollment.frozen_at,
        func.min(_enrollment.due_at),
        func.max(_enrollment.due_at),
    )
    .where(_CAN_GO_ON)
    .group_by(_enrollment.step_id, _enrollment.had_step_ids, _enrollment.frozen_at)
    .having(func.count() >= bindparam("at_least", type_=Integer()))
)
_MICROSECOND = timedelta(microseconds=1)
_DUE = type_coerce(_enrollment.due_at, BigInteger)  # microseconds

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
    statement = _LOCKED if scope.locks else _FROZEN
    rows = scope.connection.execute(statement, values | {"at_most": limit}).all()
    return [Frozen(*row) for row in rows]


def groups(scope: Scope, sequence_id: int, *, at_least: int) -> Rows[Group]:
    """Return the groups of those who wait for the sequence or a person, but for small ones."""
    values = {"ours": scope.workspace_id, "sequence": sequence_id, "at_least": at_least}
    return [Group(*row) for row in scope.connection.execute(_GROUPS, values)]


def thaw_group(scope: Scope, sequence_id: int, group: Group, stretches: Rows[Stretch]) -> None:
    """Write when those of the group are due whose times are in a stretch, in one statement."""
    edges = [tuple(_microseconds(scope.connection, each[:2])) for each in stretches]
    moved = [_moved(scope, group, each) for each in stretches]
    due_at = case(*((end > _DUE, new) for (_, end), new in zip(edges, moved, strict=True)))
    statement = (
        update(tables.enrollment)
        .where(_CAN_GO_ON, _enrollment.frozen_at == group.frozen_at)
        .where(_enrollment.step_id == group.step_id)
        .where(_enrollment.had_step_ids == group.had_step_ids)
        .where(or_(*(and_(begin <= _DUE, end > _DUE) for begin, end in edges)))
        .values(
            due_at=due_at,
            wake_at=case((_enrollment.state == EnrollmentState.ACTIVE, due_at), else_=null()),
            frozen_at=null(),
        )
    )
    values = {"ours": scope.workspace_id, "sequence": sequence_id}
    scope.connection.execute(statement, values)


def _moved(scope: Scope, group: Group, stretch: Stretch) -> Any:
    """Return what `Stretch.moved` does, in microseconds."""
    if stretch.opens_at is None:
        return _DUE + literal(stretch.later // _MICROSECOND, BigInteger)
    instants = (stretch.opens_at, group.frozen_at)
    opens_at, frozen_at = (
        literal(each, BigInteger) for each in _microseconds(scope.connection, instants)
    )
    turns = (frozen_at - _DUE) // literal(A_TURN // _MICROSECOND, BigInteger)
    return opens_at + case((turns < LAST_TURN, LAST_TURN - turns), else_=0)


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
