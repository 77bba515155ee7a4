"""What is marked right before a call is stored as a whole, or as far as it still was ours."""

from dataclasses import replace

import pytest

from engine.domain.connection import Lane
from engine.domain.enrollment import Delivery, DeliveryState
from engine.ports.store import Store
from tests.storage.rows import LATER, NOW, World, a_world, install, new_delivery

LANE = "mailbox:1"


@pytest.fixture
def world(store: Store) -> World:
    install(store, "T1")
    with store.begin("T1") as tx:
        world = a_world(tx)
        assert tx.deliveries.add(new_delivery(world))
    return world


def mark(store: Store, world: World, *, epoch: int, stands: DeliveryState) -> bool:
    """Mark the delivery, which is believed to stand in this state, as sending."""
    was = replace(new_delivery(world), state=stands)
    sending = replace(was, state=DeliveryState.SENDING, draft_id="r-1", sending_at=NOW)
    lane = Lane(id=LANE, workspace_id="T1", owner="me", last_slot_at=NOW, sent_that_day=1)
    with store.engine() as etx:
        enrollment = etx.within("T1").enrollments.get(world.enrollment.id)
        assert enrollment is not None
        asleep = replace(enrollment, wake_at=None)
        return etx.mark(lane, epoch=epoch, delivery=sending, was=was, enrollment=asleep)


def stored(store: Store, world: World) -> tuple[Lane | None, Delivery | None, bool]:
    """Return lane and delivery as they stand, and whether the enrollment sleeps."""
    with store.engine() as etx:
        tx = etx.within("T1")
        enrollment = tx.enrollments.get(world.enrollment.id)
        assert enrollment is not None
        return etx.get_lane(LANE), tx.deliveries.get("d1"), enrollment.wake_at is None


def test_all_of_it_is_stored(store: Store, world: World) -> None:
    assert mark(store, world, epoch=0, stands=DeliveryState.PREPARED)
    lane, delivery, sleeps = stored(store, world)
    assert lane is not None
    assert (lane.last_slot_at, lane.sent_that_day) == (NOW, 1)
    assert delivery is not None
    assert (delivery.state, delivery.draft_id) == (DeliveryState.SENDING, "r-1")
    assert sleeps


def test_nothing_is_stored_by_who_has_lost_the_lane(store: Store, world: World) -> None:
    before = stored(store, world)
    with store.engine() as etx:
        assert etx.claim_named_lane(LANE, real=NOW, owner="another", lease_until=LATER)
    taken = stored(store, world)
    assert not mark(store, world, epoch=0, stands=DeliveryState.PREPARED)
    assert stored(store, world) == taken
    assert taken[1:] == before[1:]


def test_an_enrollment_does_not_sleep_for_what_was_not_marked(store: Store, world: World) -> None:
    _, delivery, sleeps = stored(store, world)
    assert not mark(store, world, epoch=0, stands=DeliveryState.DRAFTED)
    assert stored(store, world)[1:] == (delivery, sleeps)
    assert not sleeps
