"""The people at the other end: they answer, are away, bounce, and send invitations."""

import html
import secrets
from datetime import datetime, timedelta
from email.utils import format_datetime, formataddr, parseaddr

from sandbox.google import dsn
from sandbox.google.calendar_store import stamp
from sandbox.google.ledger import Delivered
from sandbox.google.mail_store import Message
from sandbox.google.mime import Mail, bare_subject, compose
from sandbox.google.outgoing import receive
from sandbox.google.schema import Json
from sandbox.google.state import Account, State
from sandbox.google.text import html_of, text_of


def foreign_message_id(address: str) -> str:
    """Return a Message-ID as another mail system writes it."""
    return f"<{secrets.token_hex(16)}@{address.rpartition('@')[2]}>"


def _answering(copy: Delivered, at: datetime, sender: str, subject: str) -> list[tuple[str, str]]:
    """Return the headers of an answer to a copy (RFC 5322, 3.6.4)."""
    answered = copy.mail.message_id
    chain = [*_references_of(copy.mail), answered]
    reply_to = copy.mail.get("Reply-To") or copy.mail.get("From")
    return [
        ("MIME-Version", "1.0"),
        ("Date", format_datetime(at)),
        ("References", " ".join(dict.fromkeys(chain))),
        ("In-Reply-To", answered),
        ("Message-ID", foreign_message_id(parseaddr(sender)[1])),
        ("Subject", subject),
        ("From", sender),
        ("To", reply_to),
    ]


def _references_of(mail: Mail) -> list[str]:
    return mail.get("References").split() or mail.get("In-Reply-To").split()


def _arrive(state: State, copy: Delivered, mail: Mail) -> Message:
    """Let a recipient's mail come into the mailbox that their copy was sent from."""
    state.ledger.file(copy.to, mail)
    return receive(state, state.account(copy.account), mail)


def reply(state: State, copy: Delivered, given: Json) -> Message:
    """The recipient, or whoever `from_addr` is, answers a mail.

    `given`: text, html, from_addr, from_name, subject, headers, quote. Headers that are given
    replace those of the same name; an empty value leaves that header out.
    """
    sender = formataddr((given.get("from_name") or "", given.get("from_addr") or copy.to))
    subject = given.get("subject") or f"Re: {bare_subject(copy.mail.get('Subject'))}"
    headers = _answering(copy, state.clock(), sender, subject)
    for name, value in given.get("headers", ()):
        headers = [one for one in headers if one[0].lower() != name.lower()]
        headers += [(name, value)] if value else []
    text, markup = given["text"], given.get("html")
    if given.get("quote", True):
        text, markup = _quoted(copy, text, markup)
    return _arrive(state, copy, compose(headers, text, markup))


def _quoted(copy: Delivered, text: str, markup: str | None) -> tuple[str, str]:
    """Add the mail that is answered, as Gmail's own composer quotes it."""
    name, address = parseaddr(copy.mail.get("From"))
    day = f"{copy.at:%a, %b} {copy.at.day}, {copy.at:%Y} at {copy.at:%I:%M %p}".replace(" 0", " ")
    lead = f"On {day} {name or address} <{address}> wrote:"
    old = text_of(copy.mail).rstrip().splitlines()
    quoted = "\n".join(f"> {line}".rstrip() for line in old)
    markup = markup or "".join(f"<div>{html.escape(line)}</div>" for line in text.splitlines())
    inner = html_of(copy.mail) or "<br>".join(html.escape(line) for line in old)
    block = (
        f'{markup}<br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">'
        f'{html.escape(lead)}<br></div><blockquote class="gmail_quote">{inner}</blockquote></div>'
    )
    return f"{text.rstrip()}\n\n{lead}\n{quoted}\n", block


def absence(state: State, copy: Delivered, until_text: str, subject: str) -> Message:
    """The recipient's server says they are away (RFC 3834; Outlook's wording and headers)."""
    headers = _answering(
        copy, state.clock(), copy.to, subject or f"Automatic reply: {copy.mail.get('Subject')}"
    )
    headers += [("Auto-Submitted", "auto-generated"), ("X-Auto-Response-Suppress", "All")]
    text = f"Thank you for your message. I am out of the office until {until_text}.\n"
    return _arrive(state, copy, compose(headers, text))


def bounce(state: State, copy: Delivered, status: str, action: str, *, threaded: bool) -> Message:
    """Gmail's mail system reports that a mail could not be delivered.

    Gmail files the report in the thread of the mail it is about, often but not reliably.
    """
    account = state.account(copy.account)
    report = dsn.report(copy, state.clock(), status, action)
    thread = _thread_of(account, copy.mail.message_id) if threaded else ""
    return receive(state, account, report, thread_id=thread)


def _thread_of(account: Account, message_id: str) -> str:
    found = (one for one in account.mail.messages.values() if one.mail.message_id == message_id)
    return next((one.thread_id for one in found), "")


def invitation(state: State, account: Account, given: Json) -> Message:
    """A contact's calendar sends an invitation, a change, a refusal or a cancellation (RFC 6047).

    `given`: contact_email, summary, method, starts_at, minutes, uid, partstat.
    """
    now = state.clock()
    contact, method = given["contact_email"], given["method"]
    title = {"CANCEL": "Canceled event", "REPLY": "Accepted", "COUNTER": "Proposed new time"}
    subject = f"{title.get(method, 'Invitation')}: {given['summary']}"
    headers = [
        ("Date", format_datetime(now)),
        ("Message-ID", foreign_message_id(contact)),
        ("Subject", subject),
        ("From", contact),
        ("To", account.email),
    ]
    mail = compose(headers, f"{subject}\n", calendar=_icalendar(account, given, now))
    return receive(state, account, mail)


def _icalendar(account: Account, given: Json, now: datetime) -> str:
    contact, answers = given["contact_email"], given["method"] == "REPLY"
    organizer, guest = (account.email, contact) if answers else (contact, account.email)
    starts = datetime.fromisoformat(given["starts_at"])
    ends = starts + timedelta(minutes=given["minutes"])
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Sandbox//Calendar//EN",
        f"METHOD:{given['method']}",
        "BEGIN:VEVENT",
        f"UID:{given['uid']}",
        f"DTSTAMP:{_utc(now)}",
        f"DTSTART:{_utc(starts)}",
        f"DTEND:{_utc(ends)}",
        f"ORGANIZER:mailto:{organizer}",
        f"ATTENDEE;PARTSTAT={given['partstat']};RSVP=TRUE:mailto:{guest}",
        f"SUMMARY:{given['summary']}",
        f"STATUS:{'CANCELLED' if given['method'] == 'CANCEL' else 'CONFIRMED'}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "\r\n".join(lines) + "\r\n"


def _utc(at: datetime) -> str:
    return stamp(at).partition(".")[0].replace("-", "").replace(":", "") + "Z"
