"""A PostgreSQL server that was restarted: whoever comes next does not notice."""

from functools import partial

import psycopg
import pytest
from sqlalchemy import Engine, create_engine, make_url, text

from storage import address
from storage.engines import ask_before_use, open_engines, still_answers
from storage.sources import Kept
from tests.stores import postgres_url

# Autovacuum may be at work there as well.
OURS = "FROM pg_stat_activity WHERE backend_type = 'client backend' AND datname = %s"
REMAINING = f"SELECT count(*) {OURS}"
HANGS_UP = f"SELECT pg_terminate_backend(pid) {OURS} AND pid <> %s"


def hang_up_on(engine: Engine, url: str) -> None:
    """Let several connections wait in the pool, and end all of them at the server."""
    with engine.connect(), engine.connect(), engine.connect():
        pass
    hang_up(url)


def hang_up(url: str) -> None:
    """End all three connections at the server."""
    with psycopg.connect(url, autocommit=True) as other:
        gone = other.execute(HANGS_UP.encode(), [make_url(url).database, other.info.backend_pid])
        assert len(gone.fetchall()) == 3
        while other.execute(REMAINING.encode(), [make_url(url).database]).fetchone() != (1,):
            pass


@pytest.mark.parametrize("unused_seconds", [0, 3600], ids=["long unused", "just used"])
def test_connections_that_the_server_has_ended_are_made_anew(unused_seconds: float) -> None:
    with postgres_url() as url:
        engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"), pool_size=5)
        ask_before_use(engine, unused_seconds=unused_seconds)
        hang_up_on(engine, url)
        for _ in range(3):
            with engine.connect() as connection:
                assert connection.execute(text("SELECT 1")).scalar() == 1
        engine.dispose()


@pytest.mark.parametrize("unused_seconds", [0, 3600], ids=["long unused", "just used"])
def test_those_that_are_kept_are_made_anew_as_well(unused_seconds: float) -> None:
    with postgres_url() as url:
        engines = open_engines(address.read(url))
        is_well = partial(still_answers, unused_seconds=unused_seconds)
        kept = Kept(engines.writer, most=5, wait_seconds=1, is_well=is_well)
        for each in [kept.take() for _ in range(3)]:
            kept.give_back(each)
        hang_up(url)
        for _ in range(3):
            connection = kept.take()
            assert connection.execute(text("SELECT 1")).scalar() == 1
            kept.give_back(connection)
        kept.close()
        engines.dispose()
