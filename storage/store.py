"""The store: opens transactions on one database, SQLite or PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Self

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from engine.ports.store import EngineTx
from engine.ports.tx import Tx
from storage import address, claims, migrating
from storage.engine_tx import SqlEngineTx
from storage.engines import open_engines
from storage.locking import FileLock
from storage.memo import share
from storage.opened import Opened
from storage.scoped import Scope
from storage.sources import Pooled
from storage.tx import SqlTx
from storage.types import give_keys


class SqlStore:
    """Everything that is kept, on one database. Safe to use from many threads.

    `keys` are Fernet keys: the first encrypts, all of them decrypt. The lock, if there is one,
    is released by `close`.
    """

    def __init__(self, url: str, *, keys: Sequence[str], lock: FileLock | None = None) -> None:
        self._engines = open_engines(address.read(url))
        self._lock = lock
        self._is_shared = self._engines.writer.dialect.name == "postgresql"
        self._writer = self._engines.writing
        both = (self._engines.writer.dialect, self._engines.reader.dialect)
        give_keys(keys, *both)
        share(*both)

    def begin(self, workspace_id: str) -> Opened[Tx]:
        """Open a write transaction; committed on leaving, rolled back on an exception.

        Raises Stale when somebody else has just taken a name or key that has to be unique.
        """
        return self._writing(workspace_id, locks=True, begins=True)

    def read(self, workspace_id: str) -> Opened[Tx]:
        """Open a read-only view of one moment."""
        made = partial(_within, workspace_id, locks=False)
        return Opened(Pooled(self._engines.reader), made, begins=True)

    def glance(self, workspace_id: str) -> Opened[Tx]:
        """Open for reading what a write of `loose` is decided on; it costs no transaction.

        On SQLite by the only writer, which is told by that what has been written since.
        """
        return self._writing(workspace_id, locks=not self._is_shared, begins=False)

    def loose(self, workspace_id: str) -> Opened[Tx]:
        """Open for reading without locks, and for a write that asks whether all is as it was seen.

        On PostgreSQL no transaction spans the two, on SQLite one does: it costs little there.
        """
        is_alone = not self._is_shared
        return self._writing(workspace_id, locks=is_alone, begins=is_alone)

    def engine(self) -> Opened[EngineTx]:
        """Open a write transaction over all workspaces."""
        return Opened(self._writer, SqlEngineTx, begins=True)

    def has_work(self, *, now: datetime, real: datetime) -> bool:
        """Whether a lane can be claimed: a glance that makes nobody wait and waits for nobody."""
        with self._engines.reader.connect() as connection:
            return claims.has_work(connection, now=now, real=real)

    def answers(self) -> bool:
        """Whether the database can be reached now."""
        try:
            with self._engines.reader.connect() as connection:
                connection.execute(text("SELECT 1"))
        except (DBAPIError, PoolTimeout):
            return False
        return True

    def migrate(self) -> None:
        """Bring the tables to what this version needs; does nothing when they are."""
        with self._write() as connection:
            migrating.migrate(connection)

    def close(self) -> None:
        """Close the connections and let another process have the database."""
        self._engines.dispose()
        if self._lock is not None:
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _writing(self, workspace_id: str, *, locks: bool, begins: bool) -> Opened[Tx]:
        return Opened(self._writer, partial(_within, workspace_id, locks=locks), begins=begins)

    def _write(self) -> Opened[Connection]:
        return Opened(self._writer, _bare, begins=True)


def _bare(connection: Connection) -> Connection:
    return connection


def _within(workspace_id: str, connection: Connection, *, locks: bool) -> Tx:
    return SqlTx(Scope(connection=connection, workspace_id=workspace_id, locks=locks))
