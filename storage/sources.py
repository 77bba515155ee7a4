"""Where a transaction gets its connection from, and where it leaves it."""

import time
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Protocol

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import TimeoutError as PoolTimeout

PUT_DOWN = "put_down"  # in a connection's info: when, by the monotonic clock


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


class Kept:
    """Connections that are never put down, those used last first: they know the statements.

    SQLAlchemy's pool makes each anew for whoever takes it, which took as long as a transaction. Who
    waits for a database's only writer waits here, and not in SQLite's busy handler, which sleeps
    and leaves the next turn to chance.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        most: int,
        wait_seconds: float,
        is_well: Callable[[Connection], bool] = lambda _: True,
    ) -> None:
        """Keep so many at most; one that `is_well` denies is made anew."""
        self._engine = engine
        self._most = most
        self._wait_seconds = wait_seconds
        self._is_well = is_well
        self._idle: list[Connection] = []
        self._turns: SimpleQueue[None] = SimpleQueue()
        for _ in range(most):
            self._turns.put(None)

    def take(self) -> Connection:
        """Return one. Raises SQLAlchemy's TimeoutError when none was to be had in time."""
        if not self._got_turn():
            raise PoolTimeout(f"All {self._most} were in use for {self._wait_seconds} seconds.")
        try:
            return self._well() or self._engine.connect()
        except BaseException:
            self._turns.put(None)
            raise

    def _got_turn(self) -> bool:
        try:
            self._turns.get(timeout=self._wait_seconds)
        except Empty:
            return False
        return True

    def _well(self) -> Connection | None:
        while (connection := self._put_down_last()) is not None:
            if self._is_well(connection):
                return connection
            _drop(connection)
        return None

    def _put_down_last(self) -> Connection | None:
        try:
            return self._idle.pop()
        except IndexError:  # at once, rather than asked before: others take them as well
            return None

    def give_back(self, connection: Connection) -> None:
        """Undo what is not committed, and let the next one have it."""
        try:
            if connection.in_transaction():
                connection.rollback()
            connection.info[PUT_DOWN] = time.monotonic()
            self._idle.append(connection)
        except BaseException:
            _drop(connection)  # nobody knows what is open on it
            raise
        finally:
            self._turns.put(None)

    def close(self) -> None:
        """Close them; whoever has one still may finish."""
        turns = 0
        while turns < self._most and self._got_turn():
            turns += 1
        while (connection := self._put_down_last()) is not None:
            _drop(connection)
        for _ in range(turns):
            self._turns.put(None)


def _drop(connection: Connection) -> None:
    connection.invalidate()
    connection.close()
