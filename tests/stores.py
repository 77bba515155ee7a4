"""Stores for tests: a fresh SQLite file, or a fresh database on a real PostgreSQL server.

Both are copies of a migrated template, so that a test pays for a copy and not for migrations.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest

from storage.opening import open_store
from storage.store import SqlStore
from tests.postgres import TEST_KEY, fresh_database

__all__ = [
    "DATABASES",
    "TEST_KEY",
    "fresh_store",
    "fresh_url",
    "postgres_url",
    "sqlite_store",
    "sqlite_url",
    "store",
]

DATABASES = ("sqlite", "postgres")


@cache
def _sqlite_template() -> bytes:
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "template.db"
        open_store(f"sqlite:///{path}", keys=[TEST_KEY]).close()
        return path.read_bytes()


def sqlite_url(directory: Path) -> str:
    """Return the address of a fresh, migrated SQLite file in the directory."""
    path = directory / "sequences.db"
    path.write_bytes(_sqlite_template())
    return f"sqlite:///{path}"


def sqlite_store(directory: Path) -> SqlStore:
    """Return an empty store on SQLite; close it after use."""
    return SqlStore(sqlite_url(directory), keys=[TEST_KEY])


@contextmanager
def postgres_url() -> Iterator[str]:
    """Give the address of a fresh, migrated PostgreSQL database; dropped afterwards."""
    with fresh_database() as url:
        yield url


@contextmanager
def fresh_url(database: str, directory: Path) -> Iterator[str]:
    """Give the address of a fresh, migrated database: one of `DATABASES`."""
    if database == "sqlite":
        yield sqlite_url(directory)
    else:
        with postgres_url() as url:
            yield url


@contextmanager
def fresh_store(database: str, directory: Path) -> Iterator[SqlStore]:
    """Give an empty store on one of `DATABASES`; closed afterwards."""
    with fresh_url(database, directory) as url, SqlStore(url, keys=[TEST_KEY]) as store:
        yield store


@pytest.fixture(params=DATABASES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlStore]:
    """An empty store; the test runs once on each database."""
    with fresh_store(request.param, tmp_path) as opened:
        yield opened
