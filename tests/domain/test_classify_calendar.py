"""An attached invitation is a meeting when it is the sender's own, or a booking of the two."""

from datetime import UTC, datetime

import pytest

from engine.domain.classify import CalendarAnswer, Context, MailClass, Verdict, classify
from engine.domain.inbound import parse

ROBIN, DANA, LEE = "robin@northwind.example", "dana@contoso.example", "lee@contoso.example"
PAGE = "notifications@scheduling.example"
NOW = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)
CONTEXT = Context(
    own_addresses=frozenset({ROBIN}),
    contact_addresses=frozenset({DANA}),
    org_domain="northwind.example",
)


def _judge(
    sender: str,
    organizer: str,
    *attendees: str,
    method: str = "REQUEST",
    subject: str = "New Event: Dana Field",
    extra: str = "",
) -> Verdict:
    people = "".join(f"ATTENDEE:mailto:{each}\n" for each in attendees)
    raw = (
        f"From: {sender}\nTo: {ROBIN}\nSubject: {subject}\n{extra}"
        'Content-Type: multipart/mixed; boundary="b"\n\n--b\n\nA new event.\n--b\n'
        f"Content-Type: text/calendar; method={method}\n"
        "Content-Disposition: attachment; filename=invite.ics\n\n"
        f"BEGIN:VCALENDAR\nMETHOD:{method}\nBEGIN:VEVENT\nUID:u\nDTSTART:20261204T140000Z\n"
        f"ORGANIZER:mailto:{organizer}\n{people}END:VEVENT\nEND:VCALENDAR\n--b--\n"
    )
    mail = parse(raw.encode(), gmail_id="g", thread_id="t", label_ids=["INBOX"], received_at=NOW)
    return classify(mail, CONTEXT)


@pytest.mark.parametrize(
    ("sender", "organizer", "attendees", "method"),
    [
        (PAGE, ROBIN, (ROBIN, DANA), "REQUEST"),
        (PAGE, ROBIN, ("Dana@Contoso.example",), "REQUEST"),
        (PAGE, DANA, (ROBIN,), "REQUEST"),
        (PAGE, ROBIN, (DANA,), "CANCEL"),
        ("bookings@contoso.example", DANA, (ROBIN, LEE), "REQUEST"),
        (DANA, DANA, (ROBIN,), "REQUEST"),
    ],
)
def test_a_booking_of_us_and_the_contact_is_a_meeting(
    sender: str, organizer: str, attendees: tuple[str, ...], method: str
) -> None:
    verdict = _judge(sender, organizer, *attendees, method=method)
    assert verdict.mail_class is MailClass.CALENDAR
    assert isinstance(verdict.detail, CalendarAnswer)
    assert verdict.detail.method == method


@pytest.mark.parametrize(
    ("sender", "organizer", "attendees", "how"),
    [
        (PAGE, "somebody@fabrikam.example", (ROBIN, DANA), {}),  # organised by a stranger
        (PAGE, ROBIN, (ROBIN, LEE), {}),  # without the contact
        (PAGE, DANA, (LEE,), {}),  # without us
        (DANA, ROBIN, (ROBIN, DANA), {}),  # the contact hands our own invitation back
        (LEE, DANA, (ROBIN,), {"subject": "Re: Renewals"}),
        (LEE, DANA, (ROBIN,), {"subject": "Fwd: Renewals"}),
        (LEE, DANA, (ROBIN,), {"extra": "In-Reply-To: <CAOur1x0001@mail.gmail.com>\n"}),
        (PAGE, ROBIN, (DANA,), {"method": "PUBLISH"}),
    ],
)
def test_an_invitation_that_is_only_passed_on_leaves_the_mail_a_persons(
    sender: str, organizer: str, attendees: tuple[str, ...], how: dict[str, str]
) -> None:
    assert _judge(sender, organizer, *attendees, **how).mail_class is MailClass.HUMAN
