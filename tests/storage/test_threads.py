"""One store, many threads: nobody shares a connection, and nobody's write is lost."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

from engine.ports.store import Store
from tests.storage.rows import NOW, a_contact, a_world, install

THREADS, ROUNDS = 8, 12


def at_once(work: Callable[[int], object]) -> None:
    """Run the work in all threads from the same moment; raise what one of them raised."""
    start = Barrier(THREADS)

    def begin(number: int) -> None:
        start.wait()
        work(number)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(begin, range(THREADS)))


def test_no_increment_of_any_thread_is_lost(store: Store) -> None:
    install(store, "T1")
    with store.begin("T1") as tx:
        world = a_world(tx)

    def count(_: int) -> None:
        for _round in range(ROUNDS):
            with store.begin("T1") as tx:
                found = tx.enrollments.get(world.enrollment.id)
                assert found is not None
                tx.enrollments.save(replace(found, attempt=found.attempt + 1))

    at_once(count)
    with store.read("T1") as tx:
        kept = tx.enrollments.get(world.enrollment.id)
    assert kept is not None
    assert kept.attempt == THREADS * ROUNDS


def test_readers_see_whole_transactions_while_others_write(store: Store) -> None:
    install(store, "T1")

    def work(number: int) -> None:
        for round_ in range(ROUNDS):
            if number % 2:
                with store.begin("T1") as tx:
                    a_contact(tx, f"a{number}-{round_}@x.example")
                    a_contact(tx, f"b{number}-{round_}@x.example")
            else:
                with store.read("T1") as tx:
                    first = len(tx.contacts.search("@x.example", limit=999))
                    assert first % 2 == 0
                    assert len(tx.contacts.search("@x.example", limit=999)) == first

    at_once(work)


def test_one_event_is_new_to_one_thread_only(store: Store) -> None:
    new: list[int] = []

    def hear(number: int) -> None:
        for event in range(ROUNDS):
            with store.engine() as etx:
                if not etx.seen_event(f"Ev{event}", at=NOW):
                    new.append(event)

    at_once(hear)
    assert sorted(new) == list(range(ROUNDS))


def test_enrollments_of_several_contacts_are_changed_without_a_deadlock(store: Store) -> None:
    install(store, "T1")
    with store.begin("T1") as tx:
        world = a_world(tx)
        others = [replace(world.enrollment, run=run) for run in range(2, 12)]
        tx.enrollments.add_many(others)

    def change(number: int) -> None:
        for _round in range(ROUNDS):
            with store.begin("T1") as tx:
                found = list(tx.enrollments.of_contact(world.contact.id))
                found = found if number % 2 else found[::-1]
                changed = [replace(one, attempt=one.attempt + 1) for one in found]
                tx.enrollments.save_changed(found, changed)

    at_once(change)
    with store.read("T1") as tx:
        attempts = {one.attempt for one in tx.enrollments.of_contact(world.contact.id)}
    assert attempts == {THREADS * ROUNDS}
