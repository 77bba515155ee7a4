"""Forgetting a person: the counts stay, the words and the address go."""

from dataclasses import replace
from datetime import timedelta

import pytest

from engine.domain.enrollment import DeliveryState
from engine.domain.notice import NewNotice, NoticeKind
from engine.domain.suppression import Suppression, SuppressionOrigin
from engine.ports.records import Meeting
from engine.ports.store import Store
from engine.ports.tx import Tx
from tests.storage.rows import NOW, World, a_contact, a_world, install, new_delivery


@pytest.fixture
def installed(store: Store) -> Store:
    install(store, "T1")
    return store


def test_an_erased_person_leaves_counts_and_suppressions_and_nothing_else(
    installed: Store,
) -> None:
    with installed.begin("T1") as tx:
        world = a_world(tx)
        _leave_traces(tx, world)
        tx.contacts.erase(world.contact.id)
        tx.contacts.erase(world.contact.id)  # twice is once
        left = tx.contacts.get(world.contact.id)
        delivery = tx.deliveries.get("d1")
        enrollment = tx.enrollments.get(world.enrollment.id)
        assert left is not None
        assert delivery is not None
        assert enrollment is not None
        told = repr((left, delivery, enrollment))
        words = ("Ann", "client.example", "Hello", "0100001")
        assert [word for word in words if word in told] == []
        assert (delivery.state, delivery.key) == (DeliveryState.SENT, f"step:{enrollment.id}:s1")
        assert tx.notices.find("replied", "words", "Ann says yes") == []
        assert tx.meetings.of_event(world.mailbox.id, "e1", "") == []
        assert [event.external_id for event in tx.inbox.new_texts(limit=9)] == ["other"]
        assert tx.suppressions.of(["ann@client.example"]).keys() == {"ann@client.example"}
        assert tx.contacts.search("", limit=9) == []
        assert tx.contacts.by_keys(["ann@client.example"]) == {}
        assert a_contact(tx).id != world.contact.id  # may come back as somebody new


def _leave_traces(tx: Tx, world: World) -> None:
    sent = replace(new_delivery(world), state=DeliveryState.SENT, reason="Ann's")
    tx.deliveries.add(sent)
    tx.enrollments.save(
        replace(world.enrollment, subject="Hello Ann", hold_detail="Ann has no plan.")
    )
    notice = tx.notices.add(
        NewNotice(
            kind=NoticeKind.REPLIED,
            channel="C1",
            owner_id="U1",
            thread_key=f"{world.sequence.id}:{world.contact.id}",
            payload={"words": "Ann says yes"},
        ),
        at=NOW,
    )
    tx.meetings.save(
        Meeting(
            mailbox_id=world.mailbox.id,
            event_id="e1",
            uid="",
            contact_id=world.contact.id,
            enrollment_id=world.enrollment.id,
            starts_at=NOW + timedelta(days=1),
            summary="Ann",
            notice_id=notice.id,
            seen_at=NOW,
        )
    )
    tx.inbox.add_text("hers", {"from": "+15550100001", "body": "Ann here"}, at=NOW)
    tx.inbox.add_text("other", {"from": "+15550100002", "body": "hi"}, at=NOW)
    tx.suppressions.add(
        Suppression(
            workspace_id=tx.workspace_id,
            value="ann@client.example",
            is_phone=False,
            origin=SuppressionOrigin.LINK,
            created_at=NOW,
        )
    )
