"""Booking pages: they write in their own name, about a meeting of ours with a contact."""

from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage

from engine.domain.enrollment import EnrollmentState, ExitReason
from tests.engine.hearing import begun, cards, first_mail, hear, soon, the, two_mails
from tests.engine.scene import Scene, opened
from tests.engine.vendors import Vendors

PAGE = "notifications@scheduling.example"


def event(organizer: str, guests: Sequence[str], starts_at: datetime) -> str:
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "METHOD:REQUEST",
        "BEGIN:VEVENT",
        "UID:booking-1@scheduling.example",
        f"DTSTART:{starts_at:%Y%m%dT%H%M%SZ}",
        "SUMMARY:30 Minute Meeting",
        f"ORGANIZER:mailto:{organizer}",
        *(f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{guest}" for guest in guests),
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "\r\n".join(lines)


def told_by_the_page(scene: Scene, organizer: str, guests: Sequence[str]) -> None:
    """Let a mail of the page arrive, with the event attached."""
    message = EmailMessage()
    message["From"] = f"Scheduling Page <{PAGE}>"
    message["To"] = scene.mailbox().email
    message["Subject"] = "New Event: 30 Minute Meeting"
    message["Message-ID"] = "<1.new@scheduling.example>"
    message.set_content("A new event has been scheduled.")
    ics = event(organizer, guests, soon(scene, days=4))
    message.add_attachment(ics.encode(), "text", "calendar", filename="invite.ics")
    scene.vendors.google.inject(scene.mailbox().email, message.as_bytes())


def test_a_meeting_booked_with_a_contact_stops_their_sequence(vendors: Vendors, url: str) -> None:
    with opened(vendors, url, steps=two_mails()) as scene:
        engine = begun(scene)
        ours, theirs = scene.mailbox().email, first_mail(scene).to
        told_by_the_page(scene, ours, [ours, theirs])

        hear(scene, engine)

        assert the(scene).exit is ExitReason.BOOKED
        assert [card.payload["summary"] for card in cards(scene)] == ["30 Minute Meeting"]


def test_an_event_of_others_or_of_a_crowd_stops_nobody(vendors: Vendors, url: str) -> None:
    with opened(vendors, url, steps=two_mails()) as scene:
        engine = begun(scene)
        ours, theirs = scene.mailbox().email, first_mail(scene).to
        crowd = [f"guest{number}@many.example" for number in range(40)]
        told_by_the_page(scene, ours, [ours, theirs, *crowd])
        told_by_the_page(scene, ours, [ours, "somebody@else.example"])

        hear(scene, engine)

        assert the(scene).state is EnrollmentState.ACTIVE
        assert cards(scene) == []
