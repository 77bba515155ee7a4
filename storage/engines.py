"""Connections: how each database is opened, and what a transaction begins with."""

import select
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
from pysqlite3 import dbapi2
from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.exc import InvalidatePoolError

from storage.sources import PUT_DOWN, Kept

_BUSY_SECONDS = 10
# SQLAlchemy's connection ends what it began before it goes back to its pool, which need not ask
# the database to undo nothing.
_NOTHING_TO_UNDO: Any = {"pool_reset_on_return": None}
_UNUSED_SECONDS = 2.0
_MOST_WRITERS = 20
_WAIT_SECONDS = 30  # for one of them
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
    writing: Kept  # the writer's connections

    def dispose(self) -> None:
        """Close the connections that are not in use."""
        self.writing.close()
        self.writer.dispose()
        self.reader.dispose()


def open_engines(url: URL) -> Engines:
    """Return the engines for this address; nothing is connected yet."""
    if url.get_backend_name() == "sqlite":
        return _sqlite(url)
    return _postgres(url)


def _sqlite(url: URL) -> Engines:
    alone = {"pool_size": 1, "max_overflow": 0} | _NOTHING_TO_UNDO
    writer = create_engine(url.set(drivername="sqlite+writing"), module=dbapi2, **alone)
    shared = {"pool_size": 8, "max_overflow": 24} | _NOTHING_TO_UNDO
    reader = create_engine(url.set(drivername="sqlite+reading"), module=dbapi2, **shared)
    event.listen(writer, "connect", _prepare)
    event.listen(reader, "connect", _prepare_reader)
    writing = Kept(writer, most=1, wait_seconds=_BUSY_SECONDS)
    return Engines(writer=writer, reader=reader, writing=writing)


class Writing(SQLiteDialect_pysqlite):
    """Asks for the writer's place at once.

    A transaction that reads first and writes then fails without waiting when another one has
    written meanwhile. In the dialect and not on the event `begin`: an engine with any event of
    its own looks for listeners around every statement.
    """

    supports_statement_cache = True

    def do_begin(self, dbapi_connection: Any) -> None:
        """Begin a transaction that may write."""
        dbapi_connection.execute("BEGIN IMMEDIATE")


class Reading(SQLiteDialect_pysqlite):
    """Begins at all: the driver would, but only before it writes."""

    supports_statement_cache = True

    def do_begin(self, dbapi_connection: Any) -> None:
        """Begin a view of one moment."""
        dbapi_connection.execute("BEGIN")


registry.register("sqlite.writing", __name__, Writing.__name__)
registry.register("sqlite.reading", __name__, Reading.__name__)


def _prepare(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # BEGIN is ours
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _prepare_reader(connection: Any, record: object) -> None:
    _prepare(connection, record)
    connection.execute("PRAGMA query_only = ON")


class WritingOnPostgres(PGDialect_psycopg):
    """Begins by itself, on connections that begin nothing: a statement alone goes there and back.

    To let the driver begin, and keep it from it for such a statement, takes time at every use.
    """

    supports_statement_cache = True
    begin = b"BEGIN ISOLATION LEVEL READ COMMITTED"

    def do_begin(self, dbapi_connection: Any) -> None:
        """Begin a transaction."""
        dbapi_connection.execute(self.begin)


class ReadingOnPostgres(WritingOnPostgres):
    """Begins a view of one moment."""

    supports_statement_cache = True
    begin = b"BEGIN ISOLATION LEVEL REPEATABLE READ"


registry.register("postgresql.writing", __name__, WritingOnPostgres.__name__)
registry.register("postgresql.reading", __name__, ReadingOnPostgres.__name__)


def _postgres(url: URL) -> Engines:
    given = url.query.get("options", "")
    options = " ".join((*_POSTGRES_OPTIONS, *([given] if isinstance(given, str) else given)))
    plain = url.difference_update_query(["options"])
    # A plan that was made while a table had no more than a page reads all of it for as long as the
    # statement is prepared, or until autovacuum comes by: what we write by has an index.
    by_index = f"{options} -c enable_seqscan=off"
    writer = _pool(plain.set(drivername="postgresql+writing"), by_index, size=_MOST_WRITERS)
    # Connections of their own: to change what a transaction is costs a round trip each way.
    read_only = f"{options} -c default_transaction_read_only=on"
    reader = _pool(plain.set(drivername="postgresql+reading"), read_only, size=10)
    writing = Kept(writer, most=_MOST_WRITERS, wait_seconds=_WAIT_SECONDS, is_well=still_answers)
    return Engines(writer=writer, reader=reader, writing=writing)


def _pool(url: URL, options: str, *, size: int) -> Engine:
    engine = create_engine(
        url,
        connect_args={"options": options.strip()},
        isolation_level="AUTOCOMMIT",
        # What overflows a pool is closed when it comes back: with more slots than places in it,
        # PostgreSQL forks a server process, which takes as long as a send, many times a second.
        pool_size=size,
        max_overflow=0,
        pool_use_lifo=True,  # those used last know the statements; the others cost nothing
        **_NOTHING_TO_UNDO,
    )
    ask_before_use(engine, unused_seconds=_UNUSED_SECONDS)
    return engine


def ask_before_use(engine: Engine, *, unused_seconds: float) -> None:
    """See that a connection of a pool still is one, so that nobody notices a server's restart."""

    def put_down(_connection: Any, record: Any) -> None:
        record.info[PUT_DOWN] = time.monotonic()

    def pick_up(connection: Any, record: Any, _proxy: object) -> None:
        if not _still_answers(connection, record.info, unused_seconds):
            raise InvalidatePoolError  # of all of them: made anew as they are needed

    event.listen(engine, "checkin", put_down)
    event.listen(engine, "checkout", pick_up)


def still_answers(connection: Connection, *, unused_seconds: float = _UNUSED_SECONDS) -> bool:
    """Whether a connection that is kept still is one."""
    return _still_answers(connection.connection.dbapi_connection, connection.info, unused_seconds)


def _still_answers(driver: Any, info: Mapping[Any, Any], unused_seconds: float) -> bool:
    """Ask one that was unused for so long, or on which something waits: the server's goodbye.

    Asking takes as long as most statements do.
    """
    now = time.monotonic()
    try:
        if now - info.get(PUT_DOWN, now) >= unused_seconds or _has_news(driver):
            driver.execute("SELECT 1")
    except psycopg.Error:
        return False
    return True


def _has_news(connection: Any) -> bool:
    """Whether the server has said something that nobody asked for, or hung up."""
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    return bool(poll.poll(0))
