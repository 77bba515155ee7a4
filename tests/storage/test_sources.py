"""Connections that are kept: each for one user at a time, with nothing left open on it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from engine.domain.errors import Refusal
from storage import address
from storage.engines import open_engines
from storage.opened import Opened
from storage.sources import Kept

LONG, SHORT = 30.0, 0.01


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Engine]:
    engines = open_engines(address.read(f"sqlite:///{tmp_path / 'own.db'}"))
    yield engines.writer
    engines.dispose()


def test_it_is_the_same_connection_every_time(writer: Engine) -> None:
    source = Kept(writer, most=1, wait_seconds=SHORT)
    first = source.take()
    source.give_back(first)
    assert source.take() is first


def test_who_waits_too_long_is_told_that_it_was_busy(writer: Engine) -> None:
    source = Kept(writer, most=1, wait_seconds=SHORT)
    source.take()
    with pytest.raises(PoolTimeout):
        source.take()
    with pytest.raises(Refusal, match="busy"), Opened(source, str, begins=True):
        pass


def test_who_waits_gets_it_when_it_is_given_back(writer: Engine) -> None:
    source = Kept(writer, most=1, wait_seconds=LONG)
    had = source.take()
    got: list[object] = []
    waiting = Thread(target=lambda: got.append(source.take()))
    waiting.start()
    assert not got
    source.give_back(had)
    waiting.join(LONG)
    assert got == [had]


def test_what_was_not_committed_is_undone_before_the_next_one_has_it(writer: Engine) -> None:
    source = Kept(writer, most=1, wait_seconds=SHORT)
    connection = source.take()
    connection.execute(text("CREATE TABLE kept (id INTEGER)"))
    connection.commit()
    connection.execute(text("INSERT INTO kept VALUES (1)"))
    source.give_back(connection)
    with Opened(source, lambda opened: opened, begins=True) as after:
        assert after.execute(text("SELECT count(*) FROM kept")).scalar_one() == 0


def test_one_that_can_not_be_undone_is_made_anew(writer: Engine) -> None:
    source = Kept(writer, most=1, wait_seconds=SHORT)
    broken = source.take()
    broken.begin()
    driver = broken.connection.dbapi_connection
    assert driver is not None
    driver.close()
    with pytest.raises(Exception, match="closed"):
        source.give_back(broken)
    with Opened(source, lambda opened: opened, begins=True) as fresh:
        assert fresh is not broken
        assert fresh.execute(text("SELECT 1")).scalar_one() == 1


def test_one_that_can_not_be_opened_is_nobodys(tmp_path: Path) -> None:
    engines = open_engines(address.read(f"sqlite:///{tmp_path / 'nowhere' / 'own.db'}"))
    source = Kept(engines.writer, most=1, wait_seconds=SHORT)
    for _ in range(2):  # the second would wait for the first in vain
        with pytest.raises(OperationalError, match="unable to open"):
            source.take()


def test_a_closed_one_is_opened_again_by_whoever_still_asks(writer: Engine) -> None:
    source = Kept(writer, most=1, wait_seconds=SHORT)
    first = source.take()
    source.give_back(first)
    source.close()
    assert first.closed
    with Opened(source, lambda opened: opened, begins=True) as fresh:
        assert fresh.execute(text("SELECT 1")).scalar_one() == 1


def test_many_who_take_at_once_get_one_each(tmp_path: Path) -> None:
    engines = open_engines(address.read(f"sqlite:///{tmp_path / 'own.db'}"))
    source = Kept(engines.reader, most=2, wait_seconds=LONG)
    used: list[tuple[int, int]] = []
    in_use: set[int] = set()

    def use() -> None:
        for _ in range(200):
            connection = source.take()
            assert id(connection) not in in_use
            in_use.add(id(connection))
            used.append((id(connection), len(in_use)))
            in_use.remove(id(connection))
            source.give_back(connection)

    with ThreadPoolExecutor(4) as pool:
        for each in [pool.submit(use) for _ in range(4)]:
            each.result()
    source.close()
    engines.dispose()
    assert len(used) == 800
    assert max(count for _, count in used) <= 2
