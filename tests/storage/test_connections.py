"""How each database is opened, and what a transaction says when it can't go on."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from engine.domain.errors import Refusal
from engine.ports.store import Store
from engine.ports.tx import Tx
from storage.store import SqlStore
from tests.storage.rows import World, a_world, install, new_delivery
from tests.stores import TEST_KEY, fresh_store, postgres_url, sqlite_url


def test_sqlite_survives_a_power_cut_and_keeps_references() -> None:
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10_000}
    with fresh_store("sqlite") as store, store._write() as connection:
        found = {name: connection.execute(text(f"PRAGMA {name}")).scalar_one() for name in wanted}
        version = connection.execute(text("SELECT sqlite_version()")).scalar_one()
    assert found == wanted
    # Older ones can corrupt a file that two connections write: sqlite.org, 3.51.3's changes.
    assert tuple(map(int, version.split("."))) >= (3, 51, 3)


def test_postgres_forgets_idle_transactions_and_waits_for_no_lock_forever() -> None:
    wanted = {
        "idle_in_transaction_session_timeout": "30s",
        "lock_timeout": "10s",
        "TimeZone": "UTC",
        "transaction_isolation": "read committed",
    }
    with (
        postgres_url() as url,
        SqlStore(url, keys=[TEST_KEY]) as store,
        store._write() as connection,
    ):
        found = {name: connection.execute(text(f"SHOW {name}")).scalar_one() for name in wanted}
    assert found == wanted


def test_two_sqlite_writers_that_read_first_wait_for_each_other(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path)
    start = Barrier(2)
    with SqlStore(url, keys=[TEST_KEY]) as one, SqlStore(url, keys=[TEST_KEY]) as other:
        install(one, "T1")
        with one.begin("T1") as tx:
            world = a_world(tx)

        def count(store: SqlStore) -> None:
            start.wait()
            for _round in range(25):
                with store.begin("T1") as tx:
                    found = tx.enrollments.get(world.enrollment.id)
                    assert found is not None
                    tx.enrollments.save(replace(found, attempt=found.attempt + 1))

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(count, (one, other)))
        with one.read("T1") as tx:
            kept = tx.enrollments.get(world.enrollment.id)
    assert kept is not None
    assert kept.attempt == 50


def rename_and_read(tx: Tx, world: World) -> None:
    tx.sequences.save(replace(world.sequence, name="Changed"))
    tx.enrollments.get(world.enrollment.id)


def test_who_waits_too_long_for_a_lock_is_told_so_and_changes_nothing() -> None:
    with postgres_url() as url:
        # What stands in the address comes last and counts.
        impatient = f"{url}&options=-c%20lock_timeout%3D50"
        with SqlStore(url, keys=[TEST_KEY]) as one, SqlStore(impatient, keys=[TEST_KEY]) as other:
            install(one, "T1")
            with one.begin("T1") as tx:
                world = a_world(tx)
            with one.begin("T1") as tx:
                tx.enrollments.get(world.enrollment.id)
                with pytest.raises(Refusal, match="busy"), other.begin("T1") as late:
                    rename_and_read(late, world)
            with one.read("T1") as tx:
                assert tx.sequences.get(world.sequence.id) == world.sequence


def test_a_fault_of_ours_is_not_taken_for_somebody_elses_change(store: Store) -> None:
    install(store, "T1")
    with store.begin("T1") as tx:
        delivery = new_delivery(a_world(tx))
    faults = [
        replace(delivery, state="lost"),  # type: ignore[arg-type]
        replace(delivery, key=None),  # type: ignore[arg-type]
        replace(delivery, enrollment_id=999),
    ]
    for fault in faults:
        with pytest.raises(IntegrityError), store.begin("T1") as tx:
            tx.deliveries.add(fault)
