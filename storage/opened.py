"""A connection in use, and how what others did meanwhile is told.

Classes and not generators: three of those around each other took longer than what they opened.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from types import TracebackType
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from engine.domain.errors import Refusal, Stale
from storage.sources import Source

T = TypeVar("T")

# PostgreSQL: appendix A of its manual, "Error Codes".
_UNIQUE_VIOLATION = "23505"
_BUSY = ("40P01", "55P03")  # a deadlock, of which we were chosen to give way; a lock's time-out


class Opened(AbstractContextManager[T]):
    """A connection as what `made` makes of it, for as long as it is entered, which is once.

    What was begun on it is committed on leaving, and undone on an exception. With `begins` a
    transaction spans all of it.

    Raises Stale when somebody else has just taken a name or key that has to be unique, and Refusal
    when others kept the database busy for too long.
    """

    def __init__(self, source: Source, made: Callable[[Connection], T], *, begins: bool) -> None:
        self._source = source
        self._made = made
        self._begins = begins

    def __enter__(self) -> T:
        try:
            self._connection = self._opened()
        except (OperationalError, PoolTimeout) as error:
            _tell_of_others(error)
            raise
        return self._made(self._connection)

    def _opened(self) -> Connection:
        connection = self._source.take()
        if self._begins:
            try:
                connection.begin()
            except BaseException:
                self._source.give_back(connection)
                raise
        return connection

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        try:
            self._leave(is_good=error is None)
        except (IntegrityError, OperationalError) as failed:
            _tell_of_others(failed)
            raise
        if error is not None:
            _tell_of_others(error)

    def _leave(self, *, is_good: bool) -> None:
        try:
            if is_good:
                self._connection.commit()
        finally:
            self._source.give_back(self._connection)


def _tell_of_others(error: BaseException) -> None:
    """Raise what others have done as of a refusal; do nothing about another error."""
    if isinstance(error, IntegrityError) and _is_taken(error):
        raise Stale(
            "Somebody else has just saved the same. Look again, then try once more."
        ) from error
    if isinstance(error, PoolTimeout) or (isinstance(error, OperationalError) and _is_busy(error)):
        raise Refusal(
            "The database was busy, so nothing was changed. Try again in a moment."
        ) from error


def _is_busy(error: OperationalError) -> bool:
    """Whether another transaction held what this one needed for too long."""
    state = getattr(error.orig, "sqlstate", None)
    return state in _BUSY or str(error.orig) == "database is locked"


def _is_taken(error: IntegrityError) -> bool:
    """Whether a unique key refused the row; other constraints are faults of ours."""
    state = getattr(error.orig, "sqlstate", None)
    return state == _UNIQUE_VIOLATION or str(error.orig).startswith("UNIQUE constraint failed")
