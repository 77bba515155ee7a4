"""Invitations in the mail, looks at the calendar before a send, and its bad days."""

import pytest

from engine.domain.enrollment import EnrollmentState, ExitReason
from tests.engine.hearing import (
    begun,
    book,
    cards,
    first_mail,
    hear,
    later,
    meeting_states,
    resume,
    soon,
    the,
    told_owner,
    two_mails,
)
from tests.engine.scene import Scene, opened
from tests.engine.vendors import Vendors

EVENTS = r"GET .*/calendars/.*/events"
UID = "uid-1@calendar.example"


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
