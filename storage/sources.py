"""Where a transaction gets its connection from, and where it leaves it."""

from threading import Lock
from typing import Protocol

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import TimeoutError as PoolTimeout


class Source(Protocol):
    """Connections, each for one user at a time."""

    def take(self) -> Connection:
        """Return one. Raises SQLAlchemy's TimeoutError when others kept them all for too long."""
        ...

    def give_back(self, connection: Connection) -> None:
        """Undo what is not committed, and let the next one have it."""
        ...

    def close(self) -> None:
        """Close what is kept open here."""
        ...


class Pooled:
    """From an engine's pool."""

    def __init__(self, engine: Engine) -> None:
        self.take = engine.connect

    def give_back(self, connection: Connection) -> None:
        """Undo what is not committed, and let the next one have it."""
        connection.close()

    def close(self) -> None:
        """Do nothing: the pool closes its own."""


class TheOnlyOne:
    """A database's only writer, which is never put down: a pool took as long as a transaction.

    Who waits for it waits here, and not in SQLite's busy handler, which sleeps and leaves the next
    turn to chance.
    """

    def __init__(self, engine: Engine, *, wait_seconds: float) -> None:
        self._engine = engine
        self._wait_seconds = wait_seconds
        self._turn = Lock()
        self._kept: Connection | None = None

    def take(self) -> Connection:
        """Return it. Raises SQLAlchemy's TimeoutError when it was not to be had in time."""
        if not self._turn.acquire(timeout=self._wait_seconds):
            raise PoolTimeout(f"The writer was in use for {self._wait_seconds} seconds.")
        try:
            if self._kept is None:
                self._kept = self._engine.connect()
        except BaseException:
            self._turn.release()
            raise
        return self._kept

    def give_back(self, connection: Connection) -> None:
        """Undo what is not committed, and let the next one have it."""
        try:
            if connection.in_transaction():
                connection.rollback()
        except BaseException:
            self._drop(connection)  # nobody knows what is open on it
            raise
        finally:
            self._turn.release()

    def close(self) -> None:
        """Close it; whoever has it still may finish."""
        if self._turn.acquire(timeout=self._wait_seconds):
            if self._kept is not None:
                self._drop(self._kept)
            self._turn.release()

    def _drop(self, connection: Connection) -> None:
        self._kept = None
        connection.invalidate()
        connection.close()
