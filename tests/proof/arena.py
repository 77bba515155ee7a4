"""A database that is made once and is as good as new for each run."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from pysqlite3 import dbapi2

from engine.domain.connection import Mailbox, SmsConnection
from engine.domain.workspace import Actor, Member, Workspace
from storage.address import sqlite_path
from storage.store import SqlStore
from storage.tables import metadata
from tests.proof.watching import RawConnection
from tests.stores import TEST_KEY, postgres_url, sqlite_url

TEAM = "T1"
RITA = Actor(
    workspace_id=TEAM,
    user_id="URITA",
    name="Rita Rep",
    zone="America/New_York",
    is_admin=True,
    is_approver=False,
)
ZONES = {1: "America/New_York", 2: "Europe/Paris", 3: "Asia/Tokyo"}  # of the mailboxes
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(slots=True, kw_only=True)
class Arena:
    """A store, and a connection beside it that reads what it committed."""

    store: SqlStore
    connect: Callable[[], Any]
    renew: Callable[[], None]  # makes the database as it was, while nobody is connected
    raw: Any = None

    def ready(self) -> RawConnection:
        """Forget the last run; return the connection beside the store."""
        self.close()
        self.renew()
        self.raw = self.connect()
        connection: RawConnection = self.raw
        return connection

    def close(self) -> None:
        """Let go of every connection. The store opens new ones when it is used again."""
        if self.raw is not None:
            self.raw.close()
            self.raw = None
        self.store.close()


@contextmanager
def arena(database: str) -> Iterator[Arena]:
    """Give an arena on "sqlite" or "postgres"."""
    with sqlite_arena() if database == "sqlite" else postgres_arena() as made:
        try:
            yield made
        finally:
            made.close()


@contextmanager
def sqlite_arena() -> Iterator[Arena]:
    """Give an arena on a file, which is written anew for each run."""
    with tempfile.TemporaryDirectory() as directory:
        url = sqlite_url(Path(directory))
        path = sqlite_path(url)
        assert path is not None
        store = SqlStore(url, keys=[TEST_KEY])
        furnish(store)
        store.close()
        template = path.read_bytes()

        def renew() -> None:
            for beside in ("-wal", "-shm"):
                path.with_name(path.name + beside).unlink(missing_ok=True)
            path.write_bytes(template)

        def connect() -> Any:
            return dbapi2.connect(path, isolation_level=None, check_same_thread=False)

        yield Arena(store=store, connect=connect, renew=renew)


@contextmanager
def postgres_arena() -> Iterator[Arena]:
    """Give an arena on a database of its own, whose rows are deleted for each run."""
    with postgres_url() as url:
        store = SqlStore(url, keys=[TEST_KEY])

        def renew() -> None:
            with psycopg.connect(url, autocommit=True) as connection:
                deletes = "".join(f'DELETE FROM "{table}";' for table in metadata.tables)
                connection.execute(f"SET session_replication_role = replica; {deletes}".encode())
                connection.execute(
                    "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, 1, false)"
                    " FROM pg_sequences"
                )
            furnish(store)

        yield Arena(store=store, connect=lambda: psycopg.connect(url, autocommit=True), renew=renew)


def furnish(store: SqlStore) -> None:
    """Install a workspace with three mailboxes and a number."""
    with store.engine() as etx:
        etx.save_workspace(
            Workspace(
                id=TEAM, name="Acme", bot_token="xoxb-1", bot_user_id="U0", webhook_secret="s"
            )
        )
        tx = etx.within(TEAM)
        tx.members.save(
            Member(
                workspace_id=TEAM,
                user_id=RITA.user_id,
                name=RITA.name,
                first_name="Rita",
                zone=RITA.zone,
                is_admin=True,
                seen_at=LONG_AGO,
            )
        )
        tx.contacts.add_columns({"number"})
        tx.sms.save(SmsConnection(workspace_id=TEAM, token="t", team_id="7", connected_by="URITA"))
        for number, zone in ZONES.items():
            tx.mailboxes.add(
                Mailbox(
                    id=0,
                    workspace_id=TEAM,
                    owner_id=RITA.user_id,
                    email=f"rita{number}@acme.example",
                    name=RITA.name,
                    refresh_token="r",
                    zone=zone,
                    history_id="0",
                    heard_at=LONG_AGO,
                )
            )
