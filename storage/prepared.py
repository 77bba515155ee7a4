"""Statements of every send, as the driver takes them.

SQLAlchemy finds what it has compiled by all of a statement's parts, and then gets ready for
whatever could come of it; for what each send does, that was a third of the whole. It still writes
these statements and says what their values are, only once for each database.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Compiled, Connection, Dialect, Executable
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeDecorator, TypeEngine

Values = Mapping[str, Any]
Given = tuple[Any, ...] | dict[str, Any]
Ready = tuple[str, Callable[[Values], Given]]

_CURSOR = "cursor"  # in a connection's info


class Prepared:
    """A statement without lists that grow. Listeners on cursors hear it as well."""

    def __init__(self, statement: Executable, columns: Sequence[str] | None = None) -> None:
        self.statement = statement
        self.columns = tuple(columns or ())  # of an INSERT that names none
        self._on: WeakKeyDictionary[Dialect, Ready] = WeakKeyDictionary()
        self._last: tuple[Dialect | None, Ready] = (None, ("", dict))

    def rows(self, connection: Connection, values: Values) -> list[tuple[Any, ...]]:
        """Run it with these values; return its rows as the driver gives them."""
        rows: list[tuple[Any, ...]] = self._run(connection, values).fetchall()
        return rows

    def count(self, connection: Connection, values: Values) -> int:
        """Run it with these values; return how many rows it changed."""
        count: int = self._run(connection, values).rowcount
        return count

    def _run(self, connection: Connection, values: Values) -> Any:
        dialect = connection.dialect
        last, ready = self._last
        text, given_of = ready if last is dialect else self._ready(dialect)
        given = given_of(values)
        cursor = _cursor_of(connection)
        # As SQLAlchemy asks itself: to look for listeners takes longer than some statements.
        is_heard = connection._has_events or connection.engine._has_events
        if is_heard:
            connection.dispatch.before_cursor_execute(connection, cursor, text, given, None, False)
        try:
            cursor.execute(text, given)
        except dialect.loaded_dbapi.Error as error:
            raise _wrapped(error, text, dialect) from error
        if is_heard:
            connection.dispatch.after_cursor_execute(connection, cursor, text, given, None, False)
        return cursor

    def _ready(self, dialect: Dialect) -> Ready:
        ready = self._on.get(dialect) or self._compiled(dialect)
        self._last = (dialect, ready)  # a process has one or two
        return ready

    def _compiled(self, dialect: Dialect) -> Ready:
        compiled = self.statement.compile(  # type: ignore[attr-defined]
            dialect=dialect, column_keys=self.columns or None
        )
        ready = self._on[dialect] = (str(compiled), _given(compiled, dialect))
        return ready


def _cursor_of(connection: Connection) -> Any:
    """Return the connection's own cursor: to make one takes a third as long as a statement.

    Nobody else's rows are in it: they are fetched at once.
    """
    info = connection.info
    cursor = info.get(_CURSOR)
    if cursor is None:
        cursor = info[_CURSOR] = connection.connection.cursor()
    return cursor


def _given(compiled: Compiled, dialect: Dialect) -> Callable[[Values], Given]:
    """Return what makes the driver's parameters of a statement's values."""
    binds: dict[str, Any] = compiled.binds  # type: ignore[attr-defined]
    takes = {name: _taking(bind.type, dialect) for name, bind in binds.items()}
    fixed = {name: bind.value for name, bind in binds.items() if bind.value is not None}
    names: Sequence[str] = compiled.positiontup or tuple(binds)  # type: ignore[attr-defined]
    plan = [(name, takes[name]) for name in names]

    def in_order(values: Values) -> Given:
        full = {**fixed, **values} if fixed else values
        return tuple(
            [v if (v := full[name]) is None or take is None else take(v) for name, take in plan]
        )

    def by_name(values: Values) -> Given:
        full = {**fixed, **values} if fixed else values
        return {
            name: v if (v := full[name]) is None or take is None else take(v) for name, take in plan
        }

    return in_order if dialect.positional else by_name


def _taking(kind: TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    """Return what makes the driver's value of another one than none, which is always NULL.

    None where the driver takes the value as it is.
    """
    if isinstance(kind, TypeDecorator) and _is_plain(kind.impl_instance, dialect):
        return partial(kind.process_bind_param, dialect=dialect)  # without SQLAlchemy's in between
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _is_plain(kind: TypeEngine[Any], dialect: Dialect) -> bool:
    return kind.dialect_impl(dialect).bind_processor(dialect) is None


def _wrapped(error: Exception, text: str, dialect: Dialect) -> BaseException:
    """Return the driver's error as SQLAlchemy would raise it."""
    base = dialect.loaded_dbapi.Error
    return DBAPIError.instance(text, None, error, base, hide_parameters=True, dialect=dialect)
