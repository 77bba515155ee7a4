"""Writes of which each takes place only if all those before it did.

On PostgreSQL they are one statement, which goes there and back once. Each changes another table:
parts of one statement don't see what the others write.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Integer,
    Update,
    bindparam,
    exists,
    literal_column,
    select,
)
from sqlalchemy.sql.visitors import replacement_traverse

from storage.prepared import Prepared

Write = tuple[Prepared, Mapping[str, Any]]  # an UPDATE with its values


def in_turn(connection: Connection, writes: Sequence[Write]) -> bool:
    """Do one after the other until one changes nothing; whether all changed something."""
    if connection.dialect.name != "postgresql":
        return all(statement.count(connection, values) for statement, values in writes)
    values = {
        _name(place, name): value
        for place, (_, given) in enumerate(writes)
        for name, value in given.items()
    }
    return _joined(tuple(statement for statement, _ in writes)).count(connection, values) > 0


@lru_cache(256)
def _joined(writes: tuple[Prepared, ...]) -> Prepared:
    """Return the last of them, with the others as its WITH clauses."""
    done: ColumnElement[int] = literal_column("1", Integer()).label("done")
    statement = _with_own_names(writes[0], 0)
    for place, write in enumerate(writes[1:], start=1):
        before = statement.returning(done).cte(f"write_{place}")
        statement = _with_own_names(write, place).where(exists(select(before.c.done)))
    return Prepared(statement)


def _with_own_names(write: Prepared, place: int) -> Update:
    """Return the statement with parameters that no other one has."""

    def renamed(element: Any, **_: Any) -> Any:
        if isinstance(element, BindParameter):
            return bindparam(_name(place, element.key), type_=element.type)
        return None

    return cast("Update", replacement_traverse(cast("Update", write.statement), {}, renamed))


def _name(place: int, name: str) -> str:
    return f"{name}_{place}"
