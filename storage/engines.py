"""Connections: how each database is opened, and what a transaction begins with."""

from dataclasses import dataclass
from typing import Any

from pysqlite3 import dbapi2
from sqlalchemy import URL, Connection, Engine, create_engine, event

_BUSY_SECONDS = 10
_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    # A commit that was reported must survive a power cut: WAL alone promises that with FULL only.
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    f"PRAGMA busy_timeout = {_BUSY_SECONDS * 1000}",
)
_POSTGRES_OPTIONS = (
    # Dead rows pile up behind a transaction that somebody forgot: see VACUUM in the manual.
    "-c idle_in_transaction_session_timeout=30000",
    f"-c lock_timeout={_BUSY_SECONDS * 1000}",
    "-c timezone=UTC",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Engines:
    """Where write transactions and read-only ones get their connections."""

    writer: Engine
    reader: Engine

    def dispose(self) -> None:
        """Close the connections that are not in use."""
        self.writer.dispose()
        self.reader.dispose()


def open_engines(url: URL) -> Engines:
    """Return the engines for this address; nothing is connected yet."""
    if url.get_backend_name() == "sqlite":
        return _sqlite(url)
    return _postgres(url)


def _sqlite(url: URL) -> Engines:
    # One connection writes: who waits for it waits in the pool, in turn, and not in SQLite's
    # busy handler, which sleeps and leaves the next turn to chance.
    alone = {"pool_size": 1, "max_overflow": 0, "pool_timeout": _BUSY_SECONDS}
    writer = create_engine(url, module=dbapi2, **alone)
    reader = create_engine(url, module=dbapi2, pool_size=8, max_overflow=24)
    event.listen(writer, "connect", _prepare)
    event.listen(reader, "connect", _prepare_reader)
    # Asked for at once: a transaction that reads first and writes then fails without waiting
    # when another one has written meanwhile.
    event.listen(writer, "begin", _begin_immediate)
    event.listen(reader, "begin", _begin_deferred)
    return Engines(writer=writer, reader=reader)


def _prepare(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # BEGIN is ours
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _prepare_reader(connection: Any, record: object) -> None:
    _prepare(connection, record)
    connection.execute("PRAGMA query_only = ON")


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin_deferred(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _postgres(url: URL) -> Engines:
    given = url.query.get("options", "")
    options = " ".join((*_POSTGRES_OPTIONS, *([given] if isinstance(given, str) else given)))
    writer = create_engine(
        url.difference_update_query(["options"]),
        connect_args={"options": options.strip()},
        isolation_level="READ COMMITTED",
        pool_size=10,
        max_overflow=20,
        pool_pre_ping=True,  # after the server was restarted, the first click should work
    )
    moment = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    return Engines(writer=writer, reader=writer.execution_options(**moment))
