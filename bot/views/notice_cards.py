"""Cards about a contact: what happened, in their own words, what was cancelled, what to do."""

import re
from collections.abc import Mapping
from typing import Any

from bot.views import kit
from bot.views import notice_parts as parts
from bot.views.kit import Block
from bot.views.message import Message
from bot.views.words import many
from engine.domain.notice import Notice

NOT_A_REAL_REPLY = (
    "Resume if this was not a real reply: the contact then gets the next steps, "
    "and this message is passed over."
)
_NOT_A_REAL_MEETING = (
    "Resume if this meeting is not about your outreach: the contact then gets the next steps."
)
_STATES = {"moved": "Moved", "cancelled": "Called off", "declined": "Declined"}
_BY_ADMIN = re.compile(r"added by <@[UW][A-Z0-9]+>")  # our own sentence, with a mention


def replied(notice: Notice) -> Message:
    """Return the card of a reply, with the reply's own words."""
    facts = notice.payload
    how = "replied by text" if facts.get("by_text") else "replied"
    if facts.get("internal"):
        how = "got an answer from a colleague of yours"
    via = _other_sender(facts)
    buttons = [*parts.open_in_gmail(facts), *parts.view_contact(facts), *parts.reply(facts)]
    if facts.get("cancelled"):
        buttons += [*parts.resume(facts, NOT_A_REAL_REPLY), *parts.more(facts)]
    return _card(notice, how, [parts.quoted(facts.get("words", "")), via], buttons)


def _other_sender(facts: Mapping[str, Any]) -> str:
    """Return who wrote, where it was somebody else in the thread."""
    if facts.get("by_contact", True):
        return ""
    return f"Written by {kit.line(str(facts.get('from_name') or ''))} {_address(facts)}".strip()


def _address(facts: Mapping[str, Any]) -> str:
    return f"({kit.line(str(facts['from']))})" if facts.get("from") else ""


def booked(notice: Notice) -> Message:
    """Return the card of a meeting; it changes when the meeting is moved or called off."""
    facts = notice.payload
    state = str(facts.get("meeting_state") or "")
    title = kit.line(str(facts.get("summary") or facts.get("words") or "Meeting"))
    at = parts.instant(facts.get("starts_at"))
    lines = [f":calendar: {title}{' · ' + at if at else ''}"]
    if state in _STATES:
        lines.append(f":warning: *{_STATES[state]}*")
    buttons = [*parts.open_in_gmail(facts), *parts.view_contact(facts)]
    if facts.get("cancelled"):
        buttons += parts.resume(facts, _NOT_A_REAL_MEETING)
    return _card(notice, "booked a meeting", lines, buttons)


def bounced(notice: Notice) -> Message:
    """Return the card of an address that does not take mail."""
    facts = notice.payload
    what = f"Mail to {kit.line(str(facts.get('email', '')))} came back:"
    lines = [f"{what}\n{parts.quoted(facts.get('words') or 'no reason was given')}"]
    return _card(notice, "bounced", lines, _plain_buttons(facts))


def unsubscribed(notice: Notice) -> Message:
    """Return the card of somebody who wants no more mail."""
    facts = notice.payload
    words = str(facts.get("words", ""))
    shown = words if _BY_ADMIN.fullmatch(words) else parts.quoted(words)
    lines = [shown, "They are on the do-not-contact list: nothing is sent to them any more."]
    return _card(notice, "unsubscribed", lines, _plain_buttons(facts))


def stopped(notice: Notice) -> Message:
    """Return the card of a number that wants no more texts."""
    facts = notice.payload
    lines = [parts.quoted(facts.get("words", "")), "Only they can undo this, by texting START."]
    return _card(notice, "replied STOP", lines, _plain_buttons(facts))


def meeting_changed(notice: Notice) -> Message:
    """Return the card of a meeting that was moved, called off or declined."""
    facts = notice.payload
    state = _STATES.get(str(facts.get("meeting_state")), "Changed").lower()
    at = parts.instant(facts.get("starts_at"))
    title = kit.line(str(facts.get("summary") or "Meeting"))
    buttons = [*parts.view_contact(facts)]
    if facts.get("cancelled"):
        buttons += parts.resume(facts, _NOT_A_REAL_MEETING)
    return _card(notice, f"changed a meeting ({state})", [f":calendar: {title} {at}"], buttons)


def answered(notice: Notice) -> Message:
    """Return the card of an answer that a member wrote in Slack."""
    facts = notice.payload
    who = f"<@{facts['by']}>" if facts.get("by") else "Somebody"
    head = f"{who} answered {parts.contact(facts)}"
    blocks = [kit.section(head), kit.section(parts.quoted(facts.get("words", "")) or "> ")]
    text = f"Answered {kit.line(str(facts.get('contact', '')))}: {_gist(facts)}"
    return Message(text=text, blocks=blocks)


def _plain_buttons(facts: Mapping[str, Any]) -> list[Block]:
    return [*parts.open_in_gmail(facts), *parts.view_contact(facts)]


def _card(notice: Notice, what: str, lines: list[str], buttons: list[Block]) -> Message:
    facts = notice.payload
    blocks = [kit.section(f"{parts.contact(facts)} {what} — {_effect(facts)}")]
    blocks += [kit.section(line) for line in lines if line]
    blocks += [kit.context(_cancelled(facts))] if facts.get("cancelled") else []
    blocks += [*parts.handled(facts), *parts.latest(facts)]
    if buttons:
        blocks.append(kit.actions(*buttons, block_id=parts.block_id(notice)))
    name = kit.line(str(facts.get("contact") or facts.get("email") or "A contact"))
    return Message(text=f"{name} {what} — {_plain_effect(facts)}{_gist(facts)}", blocks=blocks)


def _effect(facts: Mapping[str, Any]) -> str:
    """Return what it did to the sequence: “*Q4 CFO* stopped after step 2”."""
    if facts.get("goes_on"):
        return f"{parts.sequence(facts)} goes on, by its settings"
    if not facts.get("cancelled"):
        return f"{parts.sequence(facts)} had no steps left for them"
    step = facts.get("step") or 0
    return f"{parts.sequence(facts)} stopped " + (f"after step {step}" if step else "before step 1")


def _plain_effect(facts: Mapping[str, Any]) -> str:
    return _effect(facts).replace("*", "")


def _cancelled(facts: Mapping[str, Any]) -> str:
    return f"{many(int(facts['cancelled']), 'remaining step')} cancelled"


def _gist(facts: Mapping[str, Any]) -> str:
    """Return the beginning of what was written, for notifications and screen readers."""
    words = kit.line(str(facts.get("words", "")), 200)
    return f": {words}" if words else ""
