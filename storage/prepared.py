"""Statements of every send, as the driver takes them.

SQLAlchemy finds what it has compiled by all of a statement's parts, and then gets ready for
whatever could come of it; for what each send does, that was a third of the whole. It still writes
these statements and says what their values are, only once for each database.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Compiled, Connection, Dialect, Executable
from sqlalchemy.exc import DBAPIError

Values = Mapping[str, Any]
Given = tuple[Any, ...] | dict[str, Any]


class Prepared:
    """A statement without lists that grow. Listeners on `before_cursor_execute` hear it as well."""

    def __init__(self, statement: Executable, columns: Sequence[str] | None = None) -> None:
        self.statement = statement
        self._columns = columns  # of an INSERT that names none
        self._on: WeakKeyDictionary[Dialect, tuple[str, Callable[[Values], Given]]] = (
            WeakKeyDictionary()
        )

    def rows(self, connection: Connection, values: Values) -> list[tuple[Any, ...]]:
        """Run it with these values; return its rows as the driver gives them."""
        with closing(self._run(connection, values)) as cursor:
            rows: list[tuple[Any, ...]] = cursor.fetchall()
            return rows

    def count(self, connection: Connection, values: Values) -> int:
        """Run it with these values; return how many rows it changed."""
        with closing(self._run(connection, values)) as cursor:
            count: int = cursor.rowcount
            return count

    def _run(self, connection: Connection, values: Values) -> Any:
        dialect = connection.dialect
        text, given_of = self._on.get(dialect) or self._ready(dialect)
        given = given_of(values)
        cursor = connection.connection.cursor()
        if connection.dispatch.before_cursor_execute:
            connection.dispatch.before_cursor_execute(connection, cursor, text, given, None, False)
        try:
            cursor.execute(text, given)
        except dialect.loaded_dbapi.Error as error:
            cursor.close()
            raise _wrapped(error, text, dialect) from error
        return cursor

    def _ready(self, dialect: Dialect) -> tuple[str, Callable[[Values], Given]]:
        compiled = self.statement.compile(  # type: ignore[attr-defined]
            dialect=dialect, column_keys=self._columns
        )
        ready = self._on[dialect] = (str(compiled), _given(compiled, dialect))
        return ready


def _given(compiled: Compiled, dialect: Dialect) -> Callable[[Values], Given]:
    """Return what makes the driver's parameters of a statement's values."""
    binds: dict[str, Any] = compiled.binds  # type: ignore[attr-defined]
    takes = {
        name: bind.type.dialect_impl(dialect).bind_processor(dialect)
        for name, bind in binds.items()
    }
    fixed = {name: bind.value for name, bind in binds.items() if bind.value is not None}
    names: Sequence[str] = compiled.positiontup or tuple(binds)  # type: ignore[attr-defined]
    plan = [(name, takes[name]) for name in names]

    def in_order(values: Values) -> Given:
        full = {**fixed, **values} if fixed else values
        return tuple([take(full[name]) if take else full[name] for name, take in plan])

    def by_name(values: Values) -> Given:
        full = {**fixed, **values} if fixed else values
        return {name: take(full[name]) if take else full[name] for name, take in plan}

    return in_order if dialect.positional else by_name


def _wrapped(error: Exception, text: str, dialect: Dialect) -> BaseException:
    """Return the driver's error as SQLAlchemy would raise it."""
    base = dialect.loaded_dbapi.Error
    return DBAPIError.instance(text, None, error, base, hide_parameters=True, dialect=dialect)
