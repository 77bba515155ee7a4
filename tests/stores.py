"""Stores for tests: a fresh SQLite file, or a fresh database on a real PostgreSQL server.

Both are copies of a migrated template, so that a test pays for a copy and not for migrations. The
same few addresses are used over and over, and a store is opened again where it was before: it
still knows its statements, and building them takes a quarter of a test of the engine.
"""

import atexit
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from weakref import WeakSet

import pytest

from storage.opening import open_store
from storage.store import SqlStore
from tests.postgres import TEST_KEY, fresh_database

__all__ = [
    "DATABASES",
    "TEST_KEY",
    "fresh_store",
    "fresh_url",
    "kept",
    "postgres_url",
    "reopened",
    "sqlite_url",
    "store",
    "store_at",
]

DATABASES = ("sqlite", "postgres")

_free_folders: list[Path] = []
_closed: dict[str, SqlStore] = {}
_ours: WeakSet[SqlStore] = WeakSet()


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


@contextmanager
def postgres_url() -> Iterator[str]:
    """Give the address of a fresh, migrated PostgreSQL database; dropped afterwards."""
    with fresh_database() as url:
        yield url


@contextmanager
def fresh_url(database: str) -> Iterator[str]:
    """Give the address of a fresh, migrated database: one of `DATABASES`; gone afterwards."""
    with postgres_url() if database == "postgres" else _fresh_sqlite_url() as url:
        yield url


@contextmanager
def _fresh_sqlite_url() -> Iterator[str]:
    folder = _free_folders.pop() if _free_folders else _made_folder()
    yield sqlite_url(folder)
    for file in folder.iterdir():
        file.unlink()
    _free_folders.append(folder)


def _made_folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="outreach-test-sqlite-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def reopened(url: str) -> SqlStore:
    """Return the store on a database; once it is closed, tell `kept` of it."""
    if url in _closed:
        return _closed.pop(url)
    store = SqlStore(url, keys=[TEST_KEY])
    _ours.add(store)
    return store


def kept(url: str, store: SqlStore) -> None:
    """Let a closed store be opened again, unless it was opened elsewhere, with a lock on it."""
    if store in _ours:
        _closed[url] = store


@contextmanager
def store_at(url: str) -> Iterator[SqlStore]:
    """Give the store on a migrated database; closed afterwards."""
    store = reopened(url)
    try:
        yield store
    finally:
        store.close()
        kept(url, store)


@contextmanager
def fresh_store(database: str) -> Iterator[SqlStore]:
    """Give an empty store on one of `DATABASES`; closed afterwards."""
    with fresh_url(database) as url, store_at(url) as store:
        yield store


@pytest.fixture(params=DATABASES)
def store(request: pytest.FixtureRequest) -> Iterator[SqlStore]:
    """An empty store; the test runs once on each database."""
    with fresh_store(request.param) as opened:
        yield opened
