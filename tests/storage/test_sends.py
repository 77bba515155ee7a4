"""A send's writes take place as a whole, and only while all that was seen is as it was."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from engine.domain.connection import Lane
from engine.domain.enrollment import Delivery, DeliveryState, Enrollment
from engine.domain.workspace import WorkspaceSettings
from engine.ports.records import Seen
from engine.ports.store import Store
from engine.ports.tx import Tx
from tests.storage.everything import new_member, new_suppression, new_version
from tests.storage.rows import LATER, NOW, World, a_world, install, new_delivery

LANE = "mailbox:1"


@pytest.fixture
def world(store: Store) -> World:
    install(store, "T1")
    with store.begin("T1") as tx:
        world = a_world(tx)
        assert tx.deliveries.add(new_delivery(world))
        tx.members.save(new_member(tx, "Rep"))
        tx.sequences.add_version(new_version(world, 1))
        tx.sequences.save(replace(world.sequence, active_version=1))
    return world


def seen(store: Store, world: World) -> tuple[Seen, Enrollment]:
    """Read ahead, without a lock."""
    with store.loose("T1") as tx:
        found = tx.read_ahead(world.enrollment.id, sequence_id=world.sequence.id)
        enrollment = tx.enrollments.get(world.enrollment.id)
    assert found is not None
    assert enrollment is not None
    return found, enrollment


def mark(
    store: Store,
    world: World,
    found: tuple[Seen, Enrollment],
    *,
    epoch: int = 0,
    stands: DeliveryState = DeliveryState.PREPARED,
    only_to_plan: bool = False,
) -> Seen | None:
    """Mark the delivery, which is believed to stand in this state, as sending."""
    was = replace(new_delivery(world), state=stands)
    lane = Lane(id=LANE, workspace_id="T1", owner="me", last_slot_at=NOW, sent_that_day=1)
    stamps, awake = found
    with store.loose("T1") as tx:
        return tx.sends.mark(
            lane,
            epoch=epoch,
            delivery=sending(world),
            was=was,
            asleep=replace(awake, wake_at=None),
            awake=awake,
            seen=stamps,
            only_to_plan=only_to_plan,
        )


def sending(world: World) -> Delivery:
    """Return the delivery as it is marked."""
    drafted = replace(new_delivery(world), state=DeliveryState.SENDING, draft_id="r-1")
    return replace(drafted, sending_at=NOW)


def stored(store: Store, world: World) -> tuple[Lane | None, Delivery | None, Enrollment]:
    """Return lane, delivery and enrollment as they stand."""
    with store.engine() as etx:
        tx = etx.within("T1")
        enrollment = tx.enrollments.get(world.enrollment.id)
        assert enrollment is not None
        return etx.get_lane(LANE), tx.deliveries.get("d1"), enrollment


def test_all_of_it_is_stored(store: Store, world: World) -> None:
    assert mark(store, world, seen(store, world))
    lane, delivery, enrollment = stored(store, world)
    assert lane is not None
    assert (lane.last_slot_at, lane.sent_that_day) == (NOW, 1)
    assert delivery is not None
    assert (delivery.state, delivery.draft_id) == (DeliveryState.SENDING, "r-1")
    assert enrollment.wake_at is None


def test_nothing_is_stored_by_who_has_lost_the_lane(store: Store, world: World) -> None:
    found = seen(store, world)
    with store.engine() as etx:
        assert etx.claim_named_lane(LANE, real=NOW, owner="another", lease_until=LATER)
    before = stored(store, world)
    assert mark(store, world, found) is None
    assert stored(store, world) == before


def test_an_enrollment_does_not_sleep_for_what_was_not_marked(store: Store, world: World) -> None:
    _, delivery, enrollment = stored(store, world)
    found = seen(store, world)
    assert mark(store, world, found, stands=DeliveryState.DRAFTED) is None
    assert stored(store, world)[1:] == (delivery, enrollment)
    assert enrollment.wake_at is not None


def _rename_sequence(tx: Tx, world: World) -> None:
    sequence = tx.sequences.get_locked(world.sequence.id)
    assert sequence is not None
    tx.sequences.save(replace(sequence, name="Welcome back"))


def _suppress(tx: Tx, world: World) -> None:
    tx.suppressions.add(replace(new_suppression(tx), value=world.contact.email_key))


def _postpone(tx: Tx, world: World) -> None:
    enrollment = tx.enrollments.get(world.enrollment.id)
    assert enrollment is not None
    tx.enrollments.save(replace(enrollment, due_at=LATER))


def _reconnect(tx: Tx, world: World) -> None:
    mailbox = tx.mailboxes.get(world.mailbox.id)
    assert mailbox is not None
    tx.mailboxes.save(replace(mailbox, refresh_token="1//another"))


OF_A_PLAN: Mapping[str, Callable[[Tx, World], None]] = {
    "sequence": _rename_sequence,
    "enrollment": _postpone,
    "contact": lambda tx, world: tx.contacts.save(replace(world.contact, fields={"x": "y"})),
}
OF_A_SEND: Mapping[str, Callable[[Tx, World], None]] = {
    "suppression": _suppress,
    "mailbox": _reconnect,
    "owner": lambda tx, _: tx.members.save(new_member(tx, "Another")),
    "settings": lambda tx, _: tx.workspace.save_settings(WorkspaceSettings(daily_limit=7)),
}


@pytest.mark.parametrize("what", [*OF_A_PLAN, *OF_A_SEND])
def test_nothing_is_stored_once_anything_has_changed(store: Store, world: World, what: str) -> None:
    found = seen(store, world)
    with store.begin("T1") as tx:
        {**OF_A_PLAN, **OF_A_SEND}[what](tx, world)
    before = stored(store, world)
    assert mark(store, world, found) is None
    assert stored(store, world) == before
    assert mark(store, world, seen(store, world)) if what != "suppression" else True


@pytest.mark.parametrize("what", [*OF_A_PLAN, *OF_A_SEND])
def test_who_has_just_read_the_rest_anew_has_only_the_plan_compared(
    store: Store, world: World, what: str
) -> None:
    found = seen(store, world)
    with store.begin("T1") as tx:
        {**OF_A_PLAN, **OF_A_SEND}[what](tx, world)
    is_marked = mark(store, world, found, only_to_plan=True) is not None
    assert is_marked == (what in OF_A_SEND)


def intend(store: Store, world: World, found: Seen, *, key: str) -> bool:
    """Store the intent of a send under this key, with a new link."""
    delivery = new_delivery(world, id="d2", key=key)
    lane = Lane(id=LANE, workspace_id="T1", owner="me", lease_until=LATER)
    with store.loose(world.contact.workspace_id) as tx:
        return tx.sends.intend(lane, epoch=0, delivery=delivery, new_token="t2", seen=found)


def intent(store: Store) -> tuple[Delivery | None, int | None]:
    """Return the delivery that was intended, and whose link it carries."""
    with store.read("T1") as tx:
        return tx.deliveries.get("d2"), tx.tokens.enrollment_of("t2")


def test_an_intent_is_stored_with_its_link(store: Store, world: World) -> None:
    assert intend(store, world, seen(store, world)[0], key="step:2")
    assert intent(store) == (new_delivery(world, id="d2", key="step:2"), world.enrollment.id)
    lane, *_ = stored(store, world)
    assert lane is not None
    assert lane.lease_until == LATER


def test_a_key_that_is_taken_bars_the_intent(store: Store, world: World) -> None:
    assert not intend(store, world, seen(store, world)[0], key=new_delivery(world).key)
    assert intent(store)[0] is None


@pytest.mark.parametrize("what", OF_A_PLAN)
def test_nothing_is_intended_for_what_was_seen_otherwise(
    store: Store, world: World, what: str
) -> None:
    found, _ = seen(store, world)
    with store.begin("T1") as tx:
        OF_A_PLAN[what](tx, world)
    assert not intend(store, world, found, key="step:2")
    assert intent(store) == (None, None)


def record(store: Store, world: World, marked: Seen, asleep: Enrollment) -> bool:
    """Record the delivery as sent, and a next step."""
    sent = replace(sending(world), state=DeliveryState.SENT, provider_id="gm1", sent_at=NOW)
    after = replace(asleep, step_id="s2", had_step_ids=("s1",), due_at=LATER, wake_at=LATER)
    with store.loose("T1") as tx:
        return tx.sends.record(sent, was=sending(world), after=after, asleep=asleep, seen=marked)


def test_what_was_marked_is_recorded(store: Store, world: World) -> None:
    found = seen(store, world)
    marked = mark(store, world, found)
    assert marked is not None
    assert record(store, world, marked, replace(found[1], wake_at=None))
    _, delivery, enrollment = stored(store, world)
    assert delivery is not None
    assert (delivery.state, delivery.provider_id) == (DeliveryState.SENT, "gm1")
    assert (enrollment.step_id, enrollment.had_step_ids, enrollment.wake_at) == (
        *("s2", ("s1",), LATER),
    )


@pytest.mark.parametrize("what", OF_A_PLAN)
def test_nothing_is_recorded_by_what_was_planned_before_a_change(
    store: Store, world: World, what: str
) -> None:
    found = seen(store, world)
    marked = mark(store, world, found)
    assert marked is not None
    with store.begin("T1") as tx:
        OF_A_PLAN[what](tx, world)
    before = stored(store, world)
    assert not record(store, world, marked, replace(found[1], wake_at=None))
    assert stored(store, world) == before


def test_nobody_can_write_by_what_was_seen_in_another_workspace(store: Store, world: World) -> None:
    found, _ = seen(store, world)
    install(store, "T2")
    with store.begin("T2") as tx:
        theirs = a_world(tx)
    assert not intend(store, theirs, found, key="step:2")
