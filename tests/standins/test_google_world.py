"""The people around the product: they answer, are away, bounce and invite, in real shapes."""

import email.policy
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from email.parser import BytesParser

import pytest
from flufl.bounce import all_failures
from mailparser_reply import EmailReplyParser

from sandbox.google.records import DeliveredMail, MailboxMessage
from tests.standins.google_kit import ANNA, BOB, NOON, Google, mail, running


@pytest.fixture
def google() -> Iterator[Google]:
    with running() as running_google:
        yield running_google


@pytest.fixture
def copy(google: Google) -> DeliveredMail:
    """Bob's copy of a first mail."""
    google.send(mail(headers=(("References", "<root@app.example>"),)))
    return google.world.delivered(BOB)[0]


def inbox(google: Google) -> MailboxMessage:
    """The newest message of Anna's inbox."""
    return google.world.messages(ANNA, "INBOX")[-1]


def parsed(message: MailboxMessage) -> EmailMessage:
    found = BytesParser(_class=EmailMessage, policy=email.policy.default).parsebytes(message.raw)
    assert isinstance(found, EmailMessage)
    return found


def test_a_copy_tells_all_there_is_to_know(google: Google, copy: DeliveredMail) -> None:
    assert (copy.account, copy.to, copy.from_) == (ANNA, BOB, ANNA)
    assert (copy.subject, copy.text.strip(), copy.html) == ("Hello", "Good morning.", "")
    assert copy.at == NOON
    order = [name for name, _ in copy.headers]
    assert order.index("From") < order.index("To") < order.index("Subject")
    assert copy.header("delivered-to") == BOB
    assert google.world.delivered("nobody@x.example") == []
    google.send(mail(subject="Second"))
    (second,) = google.world.delivered(after_id=copy.id)
    assert second.subject == "Second"
    assert google.world.delivered_count() == 2


def test_a_reply_has_the_headers_and_the_quote_of_a_mail_client(
    google: Google, copy: DeliveredMail
) -> None:
    ids = google.world.reply(copy, "Yes, gladly.", from_name="Bob Grün")
    reply = inbox(google)
    assert reply.id == ids.id
    assert reply.labels == {"INBOX", "UNREAD"}
    assert reply.from_ == f"Bob Grün <{BOB}>"
    assert (reply.to, reply.subject) == (ANNA, "Re: Hello")
    assert reply.header("In-Reply-To") == copy.message_id
    assert reply.header("References") == f"<root@app.example> {copy.message_id}"
    assert "> Good morning." in reply.text
    assert "gmail_quote" in reply.html
    assert EmailReplyParser(languages=["en"]).parse_reply(text=reply.text) == "Yes, gladly."


def test_a_reply_can_be_bare_odd_or_from_another_address(
    google: Google, copy: DeliveredMail
) -> None:
    google.world.reply(copy, "Stop", quote=False)
    assert (inbox(google).text.strip(), inbox(google).html) == ("Stop", "")
    google.world.reply(
        copy,
        "Out",
        from_addr="b.smith@else.example",
        subject="Hi",
        html="<p>Out</p>",
        headers=[("X-Autoreply", "yes"), ("In-Reply-To", "")],
    )
    reply = inbox(google)
    assert (reply.from_, reply.subject) == ("b.smith@else.example", "Hi")
    assert (reply.header("X-Autoreply"), reply.header("In-Reply-To")) == ("yes", None)
    assert reply.html.startswith("<p>Out</p>")


def test_a_reply_goes_where_reply_to_points(google: Google) -> None:
    google.send(mail(headers=(("Reply-To", "team@acme.example"),)))
    google.world.reply(google.world.delivered(BOB)[0], "Yes")
    assert inbox(google).to == "team@acme.example"


def test_an_absence_is_marked_as_automatic(google: Google, copy: DeliveredMail) -> None:
    google.world.absence(copy, "9 March")
    away = inbox(google)
    assert away.header("Auto-Submitted") == "auto-generated"
    assert away.subject == "Automatic reply: Hello"
    assert "until 9 March" in away.text
    assert away.header("In-Reply-To") == copy.message_id


@pytest.mark.parametrize("status", ["5.1.1", "5.2.2", "5.7.1", "5.4.5", "5.0.0"])
def test_a_bounce_is_a_report_in_the_thread_that_libraries_read(
    google: Google, copy: DeliveredMail, status: str
) -> None:
    sent = google.world.sent_folder(ANNA)[0]
    ids = google.world.bounce(copy, status)
    assert ids.thread_id == sent.thread_id
    report = inbox(google)
    assert report.header("Return-Path") == "<>"
    assert report.header("X-Failed-Recipients") == BOB
    assert report.header("Auto-Submitted") == "auto-replied"
    assert report.from_ == "Mail Delivery Subsystem <mailer-daemon@googlemail.com>"
    message = parsed(report)
    assert message.get_content_type() == "multipart/report"
    kinds = [part.get_content_type() for part in message.iter_parts()]
    assert kinds == ["text/plain", "message/delivery-status", "message/rfc822"]
    assert f"Status: {status}".encode() in report.raw
    assert copy.message_id.encode() in report.raw
    assert all_failures(message)[1] == {BOB.encode()}


def test_a_delay_is_no_failure_and_a_report_may_miss_its_thread(
    google: Google, copy: DeliveredMail
) -> None:
    ids = google.world.bounce(copy, "4.4.1", action="delayed", threaded=False)
    report = inbox(google)
    assert ids.thread_id == ids.id
    assert report.subject == "Delivery Status Notification (Delay)"
    assert report.header("X-Failed-Recipients") is None
    assert all_failures(parsed(report))[1] == set()


def test_the_api_shows_a_reports_parts(google: Google, copy: DeliveredMail) -> None:
    ids = google.world.bounce(copy)
    payload = google.message(ids.id)["payload"]
    assert [one["mimeType"] for one in payload["parts"]] == [
        "text/plain",
        "message/delivery-status",
        "message/rfc822",
    ]
    assert "attachmentId" in payload["parts"][2]["body"]


@pytest.mark.parametrize("method", ["REQUEST", "REPLY", "CANCEL", "COUNTER"])
def test_an_invitation_carries_a_calendar_part_with_its_method(google: Google, method: str) -> None:
    google.world.invitation(ANNA, BOB, datetime(2026, 3, 5, 9, 0, tzinfo=UTC), method=method)
    message = inbox(google)
    calendar = next(
        part for part in parsed(message).walk() if part.get_content_type() == "text/calendar"
    )
    assert calendar.get_param("method") == method
    lines = calendar.get_content().splitlines()
    assert f"METHOD:{method}" in lines
    assert "DTSTART:20260305T090000Z" in lines
    assert "DTEND:20260305T093000Z" in lines
    organizer = ANNA if method == "REPLY" else BOB
    assert f"ORGANIZER:mailto:{organizer}" in lines


def test_any_mail_can_be_put_into_a_mailbox_byte_by_byte(google: Google) -> None:
    raw = mail(subject="By hand", text="As it is.")
    ids = google.world.inject(ANNA, raw, labels=("SENT",), thread_id="")
    (kept,) = google.world.sent_folder(ANNA)
    assert (kept.id, kept.raw) == (ids.id, raw)
    joined = google.world.inject(ANNA, mail(subject="Unrelated"), thread_id=ids.thread_id)
    assert joined.thread_id == ids.thread_id


def test_requests_are_on_record_with_method_account_and_status(google: Google) -> None:
    google.gmail("GET", "/profile")
    google.gmail("GET", "/messages/19d5000000000000")
    seen = [(one.method_id, one.account, one.status) for one in google.world.requests()]
    assert seen == [
        ("gmail.users.getProfile", ANNA, 200),
        ("gmail.users.messages.get", ANNA, 404),
    ]
    assert len(google.world.requests("gmail.users.getProfile")) == 1
    assert google.world.request_counts()["gmail.users.messages.get"] == 1
