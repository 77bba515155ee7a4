"""Writes of which each takes place only if all those before it did.

On PostgreSQL they are one statement, which goes there and back once, and may begin with questions.
Each changes another table: parts of one statement don't see what the others write.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeVar, cast

from sqlalchemy import (
    CTE,
    BindParameter,
    ColumnElement,
    Connection,
    Insert,
    Integer,
    Select,
    Update,
    bindparam,
    exists,
    literal_column,
    select,
)
from sqlalchemy.sql.visitors import replacement_traverse

from storage.prepared import Prepared

Write = tuple[Prepared, Mapping[str, Any]]  # an INSERT or UPDATE with its values
Statement = Select[Any] | Insert | Update
One = TypeVar("One", Select[Any], Update)

DONE: ColumnElement[int] = literal_column("1", Integer()).label("done")


def in_turn(
    connection: Connection, writes: Sequence[Write], returning: ColumnElement[Any] = DONE
) -> tuple[Any, ...]:
    """Do one after the other until one changes nothing; return a row if all changed something.

    On PostgreSQL it is what the last one returns.
    """
    if connection.dialect.name != "postgresql":
        return (1,) if all(write.count(connection, values) for write, values in writes) else ()
    joined = _joined(tuple([write for write, _ in writes]), returning)
    values = {
        own[name]: value
        for own, (_, given) in zip(_OWN_NAMES, writes, strict=False)
        for name, value in given.items()
    }
    return next(iter(joined.rows(connection, values)), ())


@lru_cache(256)
def _joined(writes: tuple[Prepared, ...], returning: ColumnElement[Any]) -> Prepared:
    """Return the last of them, with the others as its WITH clauses."""
    before: CTE | None = None
    for place, write in enumerate(writes[:-1]):
        before = _after(before, write, place, DONE).cte(f"write_{place}")
    return Prepared(_after(before, writes[-1], len(writes) - 1, returning))


def _after(
    before: CTE | None, write: Prepared, place: int, returning: ColumnElement[Any]
) -> Statement:
    """Return the statement, which does nothing unless the one before it did something."""
    statement = cast("Statement", write.statement)
    if isinstance(statement, Select):
        asked = _with_own_names(statement, place)
        return asked if before is None else asked.where(_is_done(before))
    if isinstance(statement, Update):
        renamed = _with_own_names(statement, place).returning(returning)
        return renamed if before is None else renamed.where(_is_done(before))
    row = select(*(_value(statement, name, place) for name in write.columns))
    given = row if before is None else row.where(_is_done(before))
    inserted = statement.from_select(write.columns, given, include_defaults=False)
    return inserted.returning(returning)


def _is_done(before: CTE) -> ColumnElement[bool]:
    return exists(select(before.c.done))


def _value(statement: Insert, name: str, place: int) -> ColumnElement[Any]:
    return bindparam(_name(place, name), type_=statement.table.c[name].type).label(name)


def _with_own_names(statement: One, place: int) -> One:
    """Return the statement with parameters that no other one has."""

    def renamed(element: Any, **_: Any) -> Any:
        if isinstance(element, BindParameter):
            return bindparam(_name(place, element.key), element.value, type_=element.type)
        return None

    return cast("One", replacement_traverse(statement, {}, renamed))


def _name(place: int, name: str) -> str:
    return _OWN_NAMES[place][name]


class _OwnNames(dict[str, str]):
    """What the parameters of the statement in one place of a chain are called in it."""

    def __init__(self, place: int) -> None:
        super().__init__()
        self._place = place

    def __missing__(self, name: str) -> str:
        own = self[name] = f"{name}_{self._place}"
        return own


_OWN_NAMES = tuple(_OwnNames(place) for place in range(8))
