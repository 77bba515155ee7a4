"""What cards about a contact are made of: the quote, the buttons, and who did what with it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from bot.views import kit
from bot.views.kit import Block
from engine.domain.notice import STANDS_FOR, Notice
from engine.use_cases.marking import HANDLED

VIEW_CONTACT = "contacts.view"  # value: the contact's id
REPLY = "replying.open"  # value: the enrollment's id
RESUME = "notices.resume"  # value: the enrollment's id
MORE = "notices.more"  # an overflow; the option's value is a `Handled`, a dot, the enrollment's id
OPEN_GMAIL = "notices.gmail"  # leads to a browser; the click needs no answer

RESUMED = "resumed"
NOT_A_REPLY = "not_a_reply"
AWAY = "away"
WRONG_PERSON = "wrong_person"

_BLOCK = "notice"
_QUOTE_MAX = 1500
_QUOTE_LINES = 25
_DONE_WORDS = {
    RESUMED: "resumed the sequence",
    NOT_A_REPLY: "said this is not a reply; the sequence goes on",
    WRONG_PERSON: "said this is the wrong person; nothing more is sent",
}


def block_id(notice: Notice) -> str:
    """Return the id of a card's buttons, by which a click knows its notice."""
    return f"{_BLOCK}.{notice.id}"


def notice_id(block_id: str) -> int | None:
    """Return the notice that a pressed button belongs to, if it stands on a card."""
    prefix, _, number = block_id.partition(".")
    return int(number) if prefix == _BLOCK and number.isdigit() else None


def quoted(words: str) -> str:
    """Return a person's words as a quote, escaped and clipped."""
    lines = kit.said(words.strip(), _QUOTE_MAX).splitlines()
    shown = lines[:_QUOTE_LINES] + (["…"] if len(lines) > _QUOTE_LINES else [])
    return "\n".join(f"> {line}" for line in shown)


def contact(facts: Mapping[str, Any]) -> str:
    """Return the contact's name in bold, escaped."""
    return f"*{kit.line(str(facts.get('contact') or facts.get('email') or 'A contact'))}*"


def sequence(facts: Mapping[str, Any]) -> str:
    """Return the sequence's name in bold, escaped."""
    return f"*{kit.line(str(facts.get('sequence') or 'a sequence'))}*"


def instant(iso: object) -> str:
    """Return an instant of a payload as Slack shows it; "" when there is none."""
    return kit.when(datetime.fromisoformat(iso)) if isinstance(iso, str) and iso else ""


def gmail_address(facts: Mapping[str, Any]) -> str | None:
    """Return where the thread stands in Gmail, in the account it belongs to."""
    thread, mailbox = facts.get("gmail_thread"), facts.get("mailbox")
    if not thread:
        return None
    account = quote(str(mailbox or ""), safe="@")
    return f"https://mail.google.com/mail/u/?authuser={account}#all/{quote(str(thread), safe='')}"


def open_in_gmail(facts: Mapping[str, Any]) -> list[Block]:
    """Return **Open in Gmail**, where there is a thread."""
    address = gmail_address(facts)
    return [kit.button("Open in Gmail", OPEN_GMAIL, url=address)] if address else []


def stands_for(facts: Mapping[str, Any]) -> list[Block]:
    """Return whose notice this is, where Slack lets nobody reach them."""
    owner = facts.get(STANDS_FOR)
    words = f"This was for <@{owner}>, whom Slack doesn't let the app reach. Hand over their work."
    return [kit.context(words)] if owner else []


def view_contact(facts: Mapping[str, Any]) -> list[Block]:
    """Return **View contact**, where a contact is known."""
    known = facts.get("contact_id")
    return [kit.button("View contact", VIEW_CONTACT, str(known))] if known else []


def reply(facts: Mapping[str, Any]) -> list[Block]:
    """Return **Reply**."""
    return [kit.button("Reply", REPLY, str(facts["enrollment_id"]))]


def resume(facts: Mapping[str, Any], question: str) -> list[Block]:
    """Return **Resume** with its question, until a person has dealt with the card."""
    if facts.get(HANDLED):
        return []
    dialog = kit.confirm("Resume the sequence?", question, "Resume")
    return [kit.button("Resume", RESUME, str(facts["enrollment_id"]), confirm=dialog)]


def more(facts: Mapping[str, Any]) -> list[Block]:
    """Return the menu that says what a reply really was, until a person has said it."""
    if facts.get(HANDLED):
        return []
    of = facts["enrollment_id"]
    return [
        kit.overflow(
            MORE,
            kit.option("Not a reply", f"{NOT_A_REPLY}.{of}"),
            kit.option("Out of office until…", f"{AWAY}.{of}"),
            kit.option("Wrong person", f"{WRONG_PERSON}.{of}"),
        )
    ]


_LATEST_WORDS = {
    "replied": "replied",
    "booked": "booked a meeting",
    "meeting_changed": "changed a meeting",
    "bounced": "bounced",
    "unsubscribed": "unsubscribed",
    "stopped": "replied STOP",
    "answered": "was answered from Slack",
    RESUMED: "goes on: resumed by {by}",
    NOT_A_REPLY: "goes on: not a reply, said {by}",
    AWAY: "is away, said {by}",
    WRONG_PERSON: "is the wrong person, said {by}",
}


def latest(facts: Mapping[str, Any]) -> list[Block]:
    """Return what happened to the contact since, for the first card of their thread."""
    fact = facts.get("latest") or {}
    words = _LATEST_WORDS.get(str(fact.get("what")))
    if not words:
        return []
    said = words.format(by=f"<@{fact['by']}>" if fact.get("by") else "somebody")
    return [kit.context(f":arrow_right: *Latest:* {said} · {instant(fact.get('at'))}")]


def handled(facts: Mapping[str, Any]) -> list[Block]:
    """Return who did what with the card, and when."""
    done = facts.get(HANDLED)
    if not done:
        return []
    what = _DONE_WORDS.get(done["how"]) or f"said they are away until {kit.escape(done['until'])}"
    return [kit.context(f":white_check_mark: <@{done['by']}> {what} · {instant(done['at'])}")]
