"""Meetings: booked, moved, called off and declined, from the calendar and from the mail."""

from dataclasses import replace
from datetime import datetime

from engine.domain.enrollment import ExitReason
from engine.domain.notice import NoticeKind
from tests.engine.hearing import (
    begun,
    book,
    cards,
    enrol,
    hear,
    later,
    meeting_states,
    soon,
    the,
    two_mails,
)
from tests.engine.scene import opened
from tests.engine.vendors import Vendors
from tests.engine.writing import always_open


def test_a_meeting_ends_the_sequence_and_is_told_with_its_time(
    vendors: Vendors, any_url: str
) -> None:
    with opened(vendors, any_url, steps=two_mails()) as scene:
        engine = begun(scene)
        starts_at = soon(scene)
        book(scene, starts_at)

        hear(scene, engine)
        later(scene, engine, hours=2)

        assert the(scene).exit is ExitReason.BOOKED
        (card,) = cards(scene)
        assert card.kind is NoticeKind.BOOKED
        assert datetime.fromisoformat(card.payload["starts_at"]) == starts_at
        assert len(scene.mails()) == 1


def test_one_notice_follows_the_meeting_wherever_it_goes(vendors: Vendors, any_url: str) -> None:
    with opened(vendors, any_url, steps=two_mails()) as scene:
        engine = begun(scene)
        event = book(scene)
        account = scene.mailbox().email
        hear(scene, engine)

        moved_to = soon(scene, days=5)
        vendors.google.move_meeting(account, event, moved_to)
        hear(scene, engine)
        (card,) = cards(scene)
        assert card.payload["meeting_state"] == "moved"
        assert datetime.fromisoformat(card.payload["starts_at"]) == moved_to

        vendors.google.decline_meeting(account, event)
        hear(scene, engine)
        assert meeting_states(scene) == ["declined"]

        vendors.google.respond_to_meeting(account, event, "accepted")
        hear(scene, engine)
        assert meeting_states(scene) == ["booked"]

        vendors.google.cancel_meeting(account, event)
        hear(scene, engine)
        assert meeting_states(scene) == ["cancelled"]
        assert the(scene).exit is ExitReason.BOOKED  # whether it goes on is a person's decision


def test_a_sync_token_that_google_forgot_loses_nothing(vendors: Vendors, url: str) -> None:
    with opened(vendors, url, people=2, steps=two_mails()) as scene:
        engine = begun(scene)
        account = scene.mailbox().email
        people = [each.to for each in scene.mails()]
        gone = vendors.google.book_meeting(account, people[0], soon(scene), summary="Gone")
        hear(scene, engine)
        vendors.google.cancel_meeting(account, gone)
        vendors.google.book_meeting(account, people[1], soon(scene), summary="New")
        vendors.google.expire_sync_token(account)

        hear(scene, engine)
        hear(scene, engine)

        told = {card.payload["summary"]: card.payload.get("meeting_state") for card in cards(scene)}
        assert told == {"Gone": "cancelled", "New": None}
        posted = [each for each in scene.board.posted if each.payload.get("meeting_state")]
        assert len(posted) == 1


def test_a_meeting_from_before_the_enrolment_is_nobody_s_success(
    vendors: Vendors, url: str
) -> None:
    with opened(vendors, url, people=0, steps=two_mails()) as scene:
        account = scene.mailbox().email
        vendors.google.book_meeting(account, "ada@client.example", soon(scene))
        scene.clock.advance(minutes=10)
        enrol(scene, "ada@client.example")
        engine = begun(scene)
        vendors.google.book_meeting(account, "someone@else.example", soon(scene))

        hear(scene, engine)
        later(scene, engine, hours=2)

        assert the(scene).exit is None
        assert len(scene.mails()) == 2


def test_without_the_exit_the_meeting_is_told_changes_and_the_sequence_goes_on(
    vendors: Vendors, url: str
) -> None:
    with opened(vendors, url, people=0, steps=two_mails()) as scene:
        settings = replace(always_open(scene.mailboxes[0].id), exit_on_meeting=False)
        scene.write(two_mails(), settings)
        scene.enrol(1)
        engine = begun(scene)
        event = book(scene)
        hear(scene, engine)
        vendors.google.cancel_meeting(scene.mailbox().email, event)
        hear(scene, engine)

        later(scene, engine, hours=2)

        (card,) = cards(scene)
        assert (card.payload["goes_on"], card.payload["meeting_state"]) == (True, "cancelled")
        assert len(scene.mails()) == 2
