"""The store: opens transactions on one database, SQLite or PostgreSQL."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Self

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from engine.domain.errors import Refusal, Stale
from engine.ports.store import EngineTx
from engine.ports.tx import Tx
from storage import address, claims, migrating
from storage.engine_tx import SqlEngineTx
from storage.engines import open_engines
from storage.locking import FileLock
from storage.scoped import Scope
from storage.tx import SqlTx
from storage.types import give_keys

# PostgreSQL: appendix A of its manual, "Error Codes".
_UNIQUE_VIOLATION = "23505"
_BUSY = ("40P01", "55P03")  # a deadlock, of which we were chosen to give way; a lock's time-out


class SqlStore:
    """Everything that is kept, on one database. Safe to use from many threads.

    `keys` are Fernet keys: the first encrypts, all of them decrypt. The lock, if there is one,
    is released by `close`.
    """

    def __init__(self, url: str, *, keys: Sequence[str], lock: FileLock | None = None) -> None:
        self._engines = open_engines(address.read(url))
        self._lock = lock
        self._is_shared = self._engines.writer.dialect.name == "postgresql"
        for engine in (self._engines.writer, self._engines.reader):
            give_keys(engine.dialect, keys)

    @contextmanager
    def begin(self, workspace_id: str) -> Iterator[Tx]:
        """Open a write transaction; committed on leaving, rolled back on an exception.

        Raises Stale when somebody else has just taken a name or key that has to be unique.
        """
        with self._write() as connection:
            yield SqlTx(Scope(connection=connection, workspace_id=workspace_id, locks=True))

    @contextmanager
    def read(self, workspace_id: str) -> Iterator[Tx]:
        """Open a read-only view of one moment."""
        with self._engines.reader.begin() as connection:
            yield SqlTx(Scope(connection=connection, workspace_id=workspace_id, locks=False))

    @contextmanager
    def glance(self, workspace_id: str) -> Iterator[Tx]:
        """Open for questions that need not agree; those of every send cost no transaction."""
        with self._engines.reader.connect() as connection:
            yield SqlTx(Scope(connection=connection, workspace_id=workspace_id, locks=False))

    @contextmanager
    def loose(self, workspace_id: str) -> Iterator[Tx]:
        """Open for reading without locks, and for a write that asks whether all is as it was seen.

        On PostgreSQL no transaction spans the two, on SQLite one does: it costs nothing there.
        """
        if not self._is_shared:
            with self.begin(workspace_id) as tx:
                yield tx
            return
        with self._refusing(), self._engines.writer.connect() as connection:
            yield SqlTx(Scope(connection=connection, workspace_id=workspace_id, locks=False))
            connection.commit()  # what was asked for beside the statements of every send

    @contextmanager
    def engine(self) -> Iterator[EngineTx]:
        """Open a write transaction over all workspaces."""
        with self._write() as connection:
            yield SqlEngineTx(connection)

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
        with self._engines.writer.begin() as connection:
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

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        with self._refusing(), self._engines.writer.begin() as connection:
            yield connection

    @contextmanager
    def _refusing(self) -> Iterator[None]:
        """Tell of what others have done as of a refusal."""
        try:
            yield
        except IntegrityError as error:
            if _is_taken(error):
                raise Stale(
                    "Somebody else has just saved the same. Look again, then try once more."
                ) from error
            raise
        except (OperationalError, PoolTimeout) as error:
            if isinstance(error, PoolTimeout) or _is_busy(error):
                raise Refusal(
                    "The database was busy, so nothing was changed. Try again in a moment."
                ) from error
            raise


def _is_busy(error: OperationalError) -> bool:
    """Whether another transaction held what this one needed for too long."""
    state = getattr(error.orig, "sqlstate", None)
    return state in _BUSY or str(error.orig) == "database is locked"


def _is_taken(error: IntegrityError) -> bool:
    """Whether a unique key refused the row; other constraints are faults of ours."""
    state = getattr(error.orig, "sqlstate", None)
    return state == _UNIQUE_VIOLATION or str(error.orig).startswith("UNIQUE constraint failed")
