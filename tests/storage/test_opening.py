"""Addresses, keys and the lock: what opening the store refuses, and how it says so."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import text

from engine.domain.errors import Refusal
from storage import address
from storage.keys import load_keys
from storage.opening import open_store
from storage.store import SqlStore
from tests.storage.rows import install, workspace
from tests.stores import DATABASES, TEST_KEY, fresh_url

OPEN = (
    "import sys; from storage.opening import open_store;"
    " open_store(sys.argv[1], keys=[sys.argv[2]])"
)


def test_a_second_store_on_the_same_file_is_refused_until_the_first_is_closed(
    tmp_path: Path,
) -> None:
    url = f"sqlite:///{tmp_path / 'one.db'}"
    first = open_store(url, keys=[TEST_KEY])
    with pytest.raises(Refusal, match=r"Another process works with one\.db"):
        open_store(url, keys=[TEST_KEY])
    open_store(url, keys=[TEST_KEY], lock=False).close()
    first.close()
    open_store(url, keys=[TEST_KEY]).close()


def test_a_second_process_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'one.db'}"
    command = [sys.executable, "-c", OPEN, url, TEST_KEY]
    with open_store(url, keys=[TEST_KEY]):
        second = subprocess.run(command, capture_output=True, text=True, check=False)
    assert second.returncode != 0
    assert "Another process works with one.db" in second.stderr
    assert subprocess.run(command, check=False).returncode == 0


def test_the_directory_is_made(tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path / 'a' / 'b' / 'c.db'}", keys=[TEST_KEY]) as store:
        assert store.answers()


def test_a_failed_opening_gives_the_lock_back(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'one.db'}"
    with open_store(url, keys=[TEST_KEY]) as store, store._write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for _ in range(2):
        with pytest.raises(Refusal, match="newer version"):
            open_store(url, keys=[TEST_KEY])


@pytest.mark.parametrize(
    ("url", "driver"),
    [
        ("sqlite:///a.db", "sqlite+pysqlite"),
        ("postgres://u:p@h/n", "postgresql+psycopg"),
        ("postgresql://u:p@h/n", "postgresql+psycopg"),
        ("postgresql+psycopg2://u:p@h/n", "postgresql+psycopg"),
    ],
)
def test_addresses_get_the_driver_that_is_installed(url: str, driver: str) -> None:
    assert address.read(url).drivername == driver


@pytest.mark.parametrize(
    "url", ["", "outreach.db", "sqlite://", "sqlite:///:memory:", "mysql://u@h/n"]
)
def test_other_addresses_are_refused_with_examples(url: str) -> None:
    with pytest.raises(Refusal, match="Use sqlite:///"):
        address.read(url)


def test_sqlite_keeps_its_own_key_beside_the_file_for_its_owner_only(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new' / 'one.db'}"
    keys = load_keys(None, url)
    assert load_keys("  ", url) == keys
    path = tmp_path / "new" / "one.db.key"
    assert path.read_text().strip() == keys[0]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_broken_key_file_is_refused_and_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "one.db.key"
    path.write_text("cut off")
    with pytest.raises(Refusal, match="no Fernet key"):
        load_keys(None, f"sqlite:///{tmp_path / 'one.db'}")
    assert path.read_text() == "cut off"


def test_configured_keys_are_taken_in_their_order(tmp_path: Path) -> None:
    one, two = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    assert load_keys(f" {one} ,{two},", "postgresql://h/n") == [one, two]
    assert load_keys(one, f"sqlite:///{tmp_path / 'one.db'}") == [one]
    assert list(tmp_path.iterdir()) == []


def test_postgres_without_keys_is_refused_with_the_way_to_make_one() -> None:
    with pytest.raises(Refusal, match=r"ENCRYPTION_KEYS.*Fernet\.generate_key"):
        load_keys(None, "postgresql://h/n")


def test_a_configured_key_that_is_none_is_refused_without_showing_it() -> None:
    with pytest.raises(Refusal, match="no Fernet key") as refused:
        load_keys("secret-but-wrong", "postgresql://h/n")
    assert "secret-but-wrong" not in refused.value.sentence


@pytest.mark.parametrize("database", DATABASES)
def test_rows_of_an_old_key_are_read_after_a_new_one_was_put_first(database: str) -> None:
    new = Fernet.generate_key().decode()
    with fresh_url(database) as url:
        with SqlStore(url, keys=[TEST_KEY]) as store:
            install(store, "T1")
        with SqlStore(url, keys=[new, TEST_KEY]) as store:
            with store.read("T1") as tx:
                assert tx.workspace.get() == workspace("T1")
            install(store, "T2")
        with SqlStore(url, keys=[new]) as store:
            with store.read("T2") as tx:
                assert tx.workspace.get() == workspace("T2")
            with pytest.raises(InvalidToken), store.read("T1") as tx:
                tx.workspace.get()


@pytest.mark.parametrize("database", DATABASES)
def test_no_token_stands_in_the_database_as_it_is(database: str) -> None:
    with fresh_url(database) as url, SqlStore(url, keys=[TEST_KEY]) as store:
        install(store, "T1")
        with store._write() as connection:
            row = connection.execute(text("SELECT * FROM workspace")).one()
        assert not [value for value in row if "xoxb" in str(value) or "secret-of" in str(value)]
