"""The bar against doubles, and the edges of a delivery's row."""

from dataclasses import replace

import pytest

from engine.domain.enrollment import DeliveryState, EnrollmentState, ExitReason
from engine.ports.store import Store
from tests.storage.rows import LATER, NOW, a_world, install, new_delivery


@pytest.fixture
def installed(store: Store) -> Store:
    install(store, "T1", "T2")
    return store


def test_a_delivery_comes_back_as_it_was_stored(installed: Store) -> None:
    with installed.begin("T1") as tx:
        delivery = replace(new_delivery(a_world(tx)), sending_at=NOW, looked_at=LATER, epoch=2**40)
        assert tx.deliveries.add(delivery)
    with installed.read("T1") as tx:
        assert tx.deliveries.get("d1") == delivery
        assert tx.deliveries.by_key(delivery.key) == delivery


def test_a_step_is_delivered_once_however_often_it_is_prepared(installed: Store) -> None:
    with installed.begin("T1") as tx:
        world = a_world(tx)
        assert tx.deliveries.add(new_delivery(world))
        assert not tx.deliveries.add(replace(new_delivery(world, id="d2"), subject="Again"))
        assert [found.id for found in tx.deliveries.of_enrollment(world.enrollment.id)] == ["d1"]


def test_the_same_key_in_another_workspace_is_another_key(installed: Store) -> None:
    for workspace_id in ("T1", "T2"):
        with installed.begin(workspace_id) as tx:
            delivery = new_delivery(a_world(tx), id=f"d-{workspace_id}", key="step:1:s1")
            assert tx.deliveries.add(delivery)


def test_a_save_that_expects_another_state_changes_nothing(installed: Store) -> None:
    with installed.begin("T1") as tx:
        prepared = new_delivery(a_world(tx))
        tx.deliveries.add(prepared)
        sent = replace(prepared, state=DeliveryState.SENT, sent_at=NOW)
        assert not tx.deliveries.save(sent, expecting=DeliveryState.SENDING)
        assert tx.deliveries.get("d1") == prepared
        assert tx.deliveries.save(sent, expecting=DeliveryState.PREPARED)
        assert tx.deliveries.get("d1") == sent


@pytest.mark.parametrize("state", list(DeliveryState))
def test_only_what_was_never_sending_can_be_discarded(
    installed: Store, state: DeliveryState
) -> None:
    with installed.begin("T1") as tx:
        delivery = replace(new_delivery(a_world(tx)), state=state)
        tx.deliveries.add(delivery)
        tx.deliveries.discard("d1")
        never_sending = state in (DeliveryState.PREPARED, DeliveryState.DRAFTED)
        assert (tx.deliveries.get("d1") is None) is never_sending


def test_a_draft_that_was_sending_before_is_not_discarded(installed: Store) -> None:
    with installed.begin("T1") as tx:
        tx.deliveries.add(replace(new_delivery(a_world(tx)), sending_at=NOW))
        tx.deliveries.discard("d1")
        assert tx.deliveries.get("d1") is not None


def test_deliveries_of_one_instant_keep_the_order_they_were_prepared_in(installed: Store) -> None:
    with installed.begin("T1") as tx:
        world = a_world(tx)
        for id_ in ("z", "a", "m"):
            tx.deliveries.add(new_delivery(world, id=id_, key=id_))
        found = tx.deliveries.of_enrollment(world.enrollment.id)
        assert [delivery.id for delivery in found] == ["z", "a", "m"]


def test_what_was_sent_is_found_by_thread_message_id_and_provider_id(installed: Store) -> None:
    with installed.begin("T1") as tx:
        world = a_world(tx)
        sent = replace(new_delivery(world), thread_id="th", rfc822_id="<a@mail>", provider_id="gm1")
        tx.deliveries.add(sent)
        tx.deliveries.add(new_delivery(world, id="d2", key="other"))
        assert tx.deliveries.by_thread(world.mailbox.id, "th") == [sent]
        assert tx.deliveries.by_thread(world.mailbox.id + 1, "th") == []
        assert tx.deliveries.by_rfc822(world.mailbox.id, ["<a@mail>", "<b@mail>"]) == [sent]
        assert tx.deliveries.by_rfc822(world.mailbox.id + 1, ["<a@mail>"]) == []
        assert tx.deliveries.by_provider_id("gm1") == sent
        assert {found.id for found in tx.deliveries.many(["d1", "d2", "d3"])} == {"d1", "d2"}


def test_the_digest_counts_what_happened_since_a_moment(installed: Store) -> None:
    with installed.begin("T1") as tx:
        world = a_world(tx)
        sent = replace(new_delivery(world), state=DeliveryState.SENT, sent_at=NOW)
        tx.deliveries.add(sent)
        tx.enrollments.save(
            replace(
                world.enrollment,
                state=EnrollmentState.EXITED,
                exit=ExitReason.REPLIED,
                exited_at=LATER,
                wake_at=None,
            )
        )
    with installed.read("T1") as tx:
        activity = tx.sequences.activity(NOW)[world.sequence.id]
        assert (activity.sent, activity.replied, activity.booked) == (1, 1, 0)
        assert tx.sequences.activity(LATER)[world.sequence.id].sent == 0
    with installed.read("T2") as tx:
        assert tx.sequences.activity(NOW) == {}
