"""Very many new rows at once: what SQLAlchemy does for each value is done for a whole column."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, Dialect

from storage.mapper import Mapper

_ROWS_IN_ONE_STATEMENT = 5000  # of PostgreSQL, which has to hold them all as arrays

Bind = Callable[[Any], Any]


def insert_all(connection: Connection, mapper: Mapper[Any], values: Sequence[Any]) -> None:
    """Insert rows that have their ids and their workspace."""
    bulk = _bulk(mapper, connection.dialect)
    columns = list(bulk.columns(values))
    if connection.dialect.name != "postgresql":
        connection.exec_driver_sql(bulk.insert, list(zip(*columns, strict=True)))
        return
    # One statement of arrays: a statement for each row takes twice as long.
    for start in range(0, len(values), _ROWS_IN_ONE_STATEMENT):
        part = slice(start, start + _ROWS_IN_ONE_STATEMENT)
        connection.exec_driver_sql(bulk.insert, tuple(column[part] for column in columns))


class _Bulk:
    """A mapper's INSERT in the words of the driver, and how its columns become what that takes."""

    def __init__(self, mapper: Mapper[Any], dialect: Dialect) -> None:
        self._names = mapper.names
        self._derived = tuple(mapper.derived.values())
        names = (*mapper.names, *mapper.derived)
        types = [mapper.table.c[name].type.dialect_impl(dialect) for name in names]
        self._binds: list[Bind | None] = [kind.bind_processor(dialect) for kind in types]
        if dialect.name == "postgresql":
            arrays = ", ".join(f"CAST(%s AS {kind.compile(dialect)}[])" for kind in types)
            rows = f"SELECT * FROM unnest({arrays})"
        else:
            rows = f"VALUES ({', '.join('?' * len(names))})"
        self.insert = f"INSERT INTO {mapper.table.name} ({', '.join(names)}) {rows}"

    def columns(self, values: Sequence[Any]) -> Iterator[list[Any]]:
        """Yield each column, as the driver takes it."""
        read: Iterable[Any] = zip(*map(attrgetter(*self._names), values), strict=True)
        computed = ([compute(value) for value in values] for compute in self._derived)
        given = (list(column) for column in read)
        for column, bind in zip((*given, *computed), self._binds, strict=True):
            yield column if bind is None else list(_bound(column, bind))


def _bound(column: list[Any], bind: Bind) -> Iterator[Any]:
    """Yield what becomes of the values; what many in a row share is done once."""
    last: Any = object()
    found: Any = None
    for value in column:
        if value is not last:
            last, found = value, bind(value)
        yield found


@lru_cache(64)
def _bulk(mapper: Mapper[Any], dialect: Dialect) -> _Bulk:
    return _Bulk(mapper, dialect)
