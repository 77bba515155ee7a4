"""What Salesmsg posts to us, read. It is unsigned: a hint, safe to stop on, never to send on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.domain.sms import SmsText
from engine.providers.salesmsg_wire import message, person, read_json


@dataclass(frozen=True, slots=True, kw_only=True)
class SmsOptOut:
    """A contact is opted out now, and this event brought no text of theirs."""

    number: str  # E.164


def parse_webhook(raw: bytes, *, arrived_at: datetime) -> SmsText | SmsOptOut | None:
    """Return the contact's text, an opt-out, or None for what is neither or can't be read.

    The same text may come again, later than a newer one, and as an SmsText whose `opted_out` is
    set as well as an SmsOptOut. The name of the opt-out event is not published, so any event
    whose contact is opted out counts as one. `arrived_at` (UTC) stands in for a missing time.
    """
    event, data = _event(raw)
    who = person(data.get("contact"))
    row = data.get("message")
    found = message(row) if isinstance(row, dict) else None
    who = who or (found.person if found else None)
    if who is None or not who.number:
        return None
    # Whether a posted message carries its status is not written down; the event's name is enough.
    if found and (found.is_inbound or (event == "message.received" and not found.status)):
        return found.as_text(who, seen_at=arrived_at)
    return SmsOptOut(number=who.number) if who.opted_out else None


def _event(raw: bytes) -> tuple[str, dict[str, Any]]:
    try:
        posted = read_json(raw)
    except (ValueError, RecursionError):  # anybody may post anything here
        return "", {}
    if not isinstance(posted, dict) or not isinstance(posted.get("data"), dict):
        return "", {}
    return str(posted.get("event")), posted["data"]
