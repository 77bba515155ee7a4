"""Meetings: booked, moved, called off and declined, from the calendar and from the mail."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from engine.domain.enrollment import EnrollmentState, ExitReason
from engine.domain.notice import NoticeKind
from tests.engine.hearing import (
    begun,
    cards,
    enrol,
    first_mail,
    hear,
    later,
    resume,
    the,
    told_owner,
    two_mails,
)
from tests.engine.scene import Scene, Vendors, opened
from tests.engine.writing import always_open

EVENTS = r"GET .*/calendars/.*/events"
UID = "uid-1@calendar.example"


def soon(scene: Scene, **by: float) -> datetime:
    return scene.clock.now() + timedelta(**(by or {"days": 3}))


def book(scene: Scene, starts_at: datetime | None = None) -> str:
    """Put a meeting with the contact on Rita's calendar."""
    return scene.vendors.google.book_meeting(
        scene.mailbox().email, first_mail(scene).to, starts_at or soon(scene), summary="Intro"
    )


def invite(scene: Scene, method: str = "REQUEST", partstat: str = "NEEDS-ACTION") -> None:
    """Let the contact's calendar send a mail about a meeting."""
    scene.vendors.google.invitation(
        scene.mailbox().email,
        first_mail(scene).to,
        soon(scene, days=4),
        summary="Intro",
        method=method,
        partstat=partstat,
        uid=UID,
    )


def meeting_states(scene: Scene) -> list[str | None]:
    return [card.payload.get("meeting_state") for card in cards(scene)]


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


# Invitations in the mail -----------------------------------------------------------------------
@pytest.mark.parametrize(
    ("method", "partstat"),
    [("REQUEST", "NEEDS-ACTION"), ("COUNTER", "TENTATIVE"), ("REPLY", "ACCEPTED")],
)
def test_an_invitation_or_a_yes_in_the_mail_counts(
    vendors: Vendors, url: str, method: str, partstat: str
) -> None:
    with opened(vendors, url, steps=two_mails()) as scene:
        engine = begun(scene)
        invite(scene, method, partstat)

        hear(scene, engine)

        assert the(scene).exit is ExitReason.BOOKED
        assert [card.payload["summary"] for card in cards(scene)] == ["Intro"]


def test_a_no_in_the_mail_to_a_meeting_nobody_knows_changes_nothing(
    vendors: Vendors, url: str
) -> None:
    with opened(vendors, url, steps=two_mails()) as scene:
        engine = begun(scene)
        invite(scene, "REPLY", "DECLINED")

        hear(scene, engine)

        assert the(scene).state is EnrollmentState.ACTIVE
        assert cards(scene) == []


@pytest.mark.parametrize(
    ("method", "partstat", "state"),
    [("CANCEL", "NEEDS-ACTION", "cancelled"), ("REPLY", "DECLINED", "declined")],
)
def test_what_the_mail_says_of_a_known_meeting_changes_its_notice(
    vendors: Vendors, url: str, method: str, partstat: str, state: str
) -> None:
    with opened(vendors, url, steps=two_mails()) as scene:
        engine = begun(scene)
        invite(scene)
        hear(scene, engine)
        invite(scene, method, partstat)

        hear(scene, engine)

        assert meeting_states(scene) == [state]


def test_an_invitation_is_not_missed_in_a_calendar_it_never_was_in(
    vendors: Vendors, url: str
) -> None:
    with opened(vendors, url, steps=two_mails()) as scene:
        engine = begun(scene)
        invite(scene)
        hear(scene, engine)
        vendors.google.expire_sync_token(scene.mailbox().email)

        hear(scene, engine)

        assert meeting_states(scene) == [None]


# Before a send, and bad days -------------------------------------------------------------------
def test_a_meeting_booked_right_before_a_send_keeps_it_back(vendors: Vendors, url: str) -> None:
    with opened(vendors, url, steps=two_mails()) as scene:
        engine = begun(scene)
        scene.clock.advance(minutes=61)
        book(scene)

        scene.drive(engine)

        assert the(scene).exit is ExitReason.BOOKED
        assert len(scene.mails()) == 1


def test_resume_passes_over_the_meeting_and_the_next_step_goes_out(
    vendors: Vendors, any_url: str
) -> None:
    with opened(vendors, any_url, steps=two_mails()) as scene:
        engine = begun(scene)
        event = book(scene)
        hear(scene, engine)
        resume(scene)
        vendors.google.move_meeting(scene.mailbox().email, event, soon(scene, days=6))

        later(scene, engine, hours=2)

        assert len(scene.mails()) == 2
        assert meeting_states(scene) == ["moved"]


def test_a_fresh_calendar_is_not_asked_again(vendors: Vendors, url: str) -> None:
    with opened(vendors, url, people=5, steps=two_mails()) as scene:
        before = len(vendors.google.requests("calendar.events.list"))

        begun(scene)

        assert len(scene.mails()) == 5
        assert len(vendors.google.requests("calendar.events.list")) - before == 1


def test_a_calendar_that_is_down_delays_a_send_but_not_what_is_heard(
    vendors: Vendors, url: str
) -> None:
    with opened(vendors, url, people=2, steps=two_mails()) as scene:
        engine = begun(scene)
        vendors.google.fault(EVENTS, "status", times=50)
        vendors.google.reply(first_mail(scene), "Yes.")

        hear(scene, engine)
        later(scene, engine, minutes=61)
        assert [each.exit for each in scene.enrollments()].count(ExitReason.REPLIED) == 1
        assert len(scene.mails()) == 2
        vendors.google.clear_faults()
        later(scene, engine, minutes=2)

        assert len(scene.mails()) == 3


def test_a_calendar_that_refuses_for_good_stops_no_mail_and_is_told_once(
    vendors: Vendors, url: str
) -> None:
    with opened(vendors, url, steps=two_mails()) as scene:
        off = {
            "error": {"code": 403, "errors": [{"reason": "accessNotConfigured"}], "message": "off"}
        }
        vendors.google.fault(EVENTS, "status", times=50, status=403, payload=off)
        engine = begun(scene)
        hear(scene, engine)

        later(scene, engine, hours=2)

        assert len(scene.mails()) == 2
        (told,) = told_owner(scene)
        assert "stop no sequence" in told.payload["text"]
