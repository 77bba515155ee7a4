"""Who may work on what: claims of lanes, one after the other and at once."""

from collections.abc import Sequence as Rows
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Barrier

import pytest

from engine.domain.connection import Lane
from engine.domain.enrollment import Enrollment, EnrollmentState
from engine.ports.store import EngineTx, Store
from engine.ports.tx import Tx
from tests.storage.rows import (
    LATER,
    NOW,
    SOON,
    World,
    a_mailbox,
    a_world,
    install,
    new_contact,
    new_enrollment,
)

MINUTE = timedelta(minutes=1)


@pytest.fixture
def world(store: Store) -> World:
    install(store, "T1")
    with store.begin("T1") as tx:
        return a_world(tx)


def due(etx: EngineTx, lane_id: str, *, now: datetime, limit: int) -> Rows[Enrollment]:
    return etx.within("T1").enrollments.due_in_lane(lane_id, now=now, limit=limit)


def claim(store: Store, *, now: datetime = NOW, owner: str = "a") -> Lane | None:
    """Claim a lane, after a glance that has to say the same."""
    has_work = store.has_work(now=now, real=now)
    lane = claim_unseen(store, now=now, owner=owner)
    assert has_work is (lane is not None)
    return lane


def claim_unseen(store: Store, *, now: datetime = NOW, owner: str = "a") -> Lane | None:
    with store.engine() as etx:
        return etx.claim_lane(now=now, real=now, owner=owner, lease_until=now + MINUTE)


def change(store: Store, world: World, **changes: object) -> None:
    with store.begin("T1") as tx:
        tx.enrollments.save(replace(world.enrollment, **changes))  # type: ignore[arg-type]


def test_a_lane_with_a_due_enrollment_is_leased(store: Store, world: World) -> None:
    lane = claim(store)
    assert lane == Lane(
        id=world.lane, workspace_id="T1", owner="a", lease_until=NOW + MINUTE, epoch=1
    )
    with store.engine() as etx:
        assert etx.get_lane(world.lane) == lane


def test_a_leased_lane_is_nobodys_until_the_lease_ends(store: Store, world: World) -> None:
    claim(store)
    assert claim(store, owner="b") is None
    assert claim(store, now=NOW + MINUTE - timedelta(microseconds=1), owner="b") is None
    again = claim(store, now=NOW + MINUTE, owner="b")
    assert again is not None
    assert (again.owner, again.epoch) == ("b", 2)


def test_who_was_fenced_can_not_save_the_lane(store: Store, world: World) -> None:
    first = claim(store)
    second = claim(store, now=LATER, owner="b")
    assert first is not None
    assert second is not None
    with store.engine() as etx:
        assert not etx.save_lane(replace(first, owner=None), epoch=first.epoch)
        assert etx.save_lane(replace(second, day="2026-03-02", sent_that_day=3), epoch=second.epoch)
        kept = etx.get_lane(world.lane)
    assert kept == replace(second, day="2026-03-02", sent_that_day=3)


def test_a_parked_lane_waits(store: Store, world: World) -> None:
    lane = claim(store)
    assert lane is not None
    with store.engine() as etx:
        parked = replace(lane, owner=None, lease_until=None, not_before=LATER)
        assert etx.save_lane(parked, epoch=lane.epoch)
        assert etx.count_due(now=SOON) == 0
    assert claim(store, now=SOON) is None
    assert claim(store, now=LATER) is not None


def test_a_mailbox_parked_from_outside_sends_nothing_even_while_it_is_worked(
    store: Store, world: World
) -> None:
    lane = claim(store)
    assert lane is not None
    with store.begin("T1") as tx:
        tx.mailboxes.park(world.mailbox.id, until=LATER)
        tx.mailboxes.park(world.mailbox.id, until=SOON)  # the later end counts
    with store.engine() as etx:
        assert due(etx, lane.id, now=SOON, limit=9) == []
        assert etx.save_lane(replace(lane, owner=None, lease_until=None), epoch=lane.epoch)
        assert etx.count_due(now=SOON) == 0
    assert claim(store, now=SOON) is None
    assert claim(store, now=LATER) is not None
    with store.engine() as etx:
        assert due(etx, lane.id, now=LATER, limit=9) == [world.enrollment]


@pytest.mark.parametrize("state", [state for state in EnrollmentState if state != "active"])
def test_only_active_enrollments_are_due(
    store: Store, world: World, state: EnrollmentState
) -> None:
    change(store, world, state=state)
    assert claim(store) is None
    with store.engine() as etx:
        assert due(etx, world.lane, now=NOW, limit=9) == []
        assert etx.count_due(now=NOW) == 0


@pytest.mark.parametrize("wake_at", [None, NOW + timedelta(microseconds=1)])
def test_what_sleeps_or_is_in_the_future_is_not_due(
    store: Store, world: World, wake_at: datetime | None
) -> None:
    change(store, world, wake_at=wake_at)
    assert claim(store) is None


def test_a_named_lane_is_leased_whatever_is_due_in_it(store: Store, world: World) -> None:
    change(store, world, wake_at=None)
    with store.engine() as etx:
        lane = etx.claim_named_lane(world.lane, real=NOW, owner="a", lease_until=LATER)
        assert lane is not None
        assert lane.epoch == 1
        # The same owner has several threads: a lane under way is not theirs twice.
        for owner in ("a", "b"):
            taken = etx.claim_named_lane(world.lane, real=SOON, owner=owner, lease_until=LATER)
            assert taken is None
        assert etx.claim_named_lane("mailbox:0", real=NOW, owner="a", lease_until=LATER) is None


def many_due(tx: Tx, world: World, wakes: list[tuple[int, int]]) -> list[Enrollment]:
    """Enroll a contact for each (priority, minutes until it wakes)."""
    contacts = tx.contacts.add_many([new_contact(tx, f"c{i}@x.example") for i in range(len(wakes))])
    return list(
        tx.enrollments.add_many(
            [
                replace(
                    new_enrollment(world.sequence, contact, world.mailbox),
                    priority=priority,
                    wake_at=NOW + minutes * MINUTE,
                )
                for contact, (priority, minutes) in zip(contacts, wakes, strict=True)
            ]
        )
    )


def test_follow_ups_go_first_then_what_waits_longest(store: Store, world: World) -> None:
    change(store, world, state=EnrollmentState.FINISHED)
    with store.begin("T1") as tx:
        first, second, third, fourth, _future = many_due(
            tx, world, [(1, -9), (0, -1), (0, -2), (0, -1), (0, 1)]
        )
    with store.engine() as etx:
        best = [third, second, fourth, first]
        assert due(etx, world.lane, now=NOW, limit=9) == best
        for limit in range(1, 5):
            assert due(etx, world.lane, now=NOW, limit=limit) == best[:limit]
        assert etx.count_due(now=NOW) == 4


def test_lanes_take_turns_so_that_no_backlog_starves_another(store: Store, world: World) -> None:
    with store.begin("T1") as tx:
        other = a_mailbox(tx, "second@northwind.example")
        contact = tx.contacts.add_many([new_contact(tx, "bob@client.example")])[0]
        tx.enrollments.add_many([new_enrollment(world.sequence, contact, other)])
        many_due(tx, world, [(0, -60)] * 20)
    turns = []
    for minute in range(6):
        lane = claim(store, now=NOW + minute * MINUTE / 2)
        assert lane is not None
        turns.append(lane.id)
        with store.engine() as etx:
            etx.save_lane(replace(lane, owner=None, lease_until=None), epoch=lane.epoch)
    assert turns == [world.lane, f"mailbox:{other.id}"] * 3


def test_no_two_claimers_ever_get_the_same_lane(store: Store) -> None:
    install(store, "T1", "T2")
    lanes = set()
    for workspace_id in ("T1", "T2"):
        with store.begin(workspace_id) as tx:
            world = a_world(tx)
            lanes.add(world.lane)
            for i in range(5):
                mailbox = a_mailbox(tx, f"rep{i}@northwind.example")
                lanes.add(f"mailbox:{mailbox.id}")
                contact = tx.contacts.add_many([new_contact(tx, f"c{i}@x.example")])[0]
                tx.enrollments.add_many([new_enrollment(world.sequence, contact, mailbox)])
    start = Barrier(6)

    def work(owner: str) -> list[str]:
        start.wait()
        got = []
        while lane := claim_unseen(store, owner=owner):
            got.append(lane.id)
        return got

    with ThreadPoolExecutor(6) as pool:
        claimed = [lane for got in pool.map(work, "abcdef") for lane in got]
    # PostgreSQL passes over a lane whose claim is not committed yet; the next tick finds it.
    while lane := claim(store):
        claimed.append(lane.id)
    assert sorted(claimed) == sorted(lanes)
