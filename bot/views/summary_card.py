"""The card of a burst: what happened, how often and to whom; the cards follow in its thread."""

from collections.abc import Mapping
from typing import Any

from bot.views import kit
from bot.views.message import Message
from bot.views.words import many
from engine.domain.notice import Notice

_HAPPENED = {
    "replied": "replied",
    "booked": "booked a meeting",
    "meeting_changed": "changed a meeting",
    "bounced": "bounced",
    "unsubscribed": "unsubscribed",
    "stopped": "replied STOP",
    "held": "waits for you",
}


def summary(notice: Notice) -> Message:
    """Return the message that stands for many."""
    counts: Mapping[str, int] = notice.payload.get("counts") or {}
    lines = list(notice.payload.get("lines") or [])
    total = sum(counts.values())
    kinds = ", ".join(f"{count} {_happened(kind)}" for kind, count in counts.items())
    head = f"*{many(total, 'more notice')}* within a minute: {kinds}. Each card is in this thread."
    listed = [_line(each) for each in lines]
    if total > len(lines):
        listed.append(f"… and {total - len(lines)} more")
    blocks = [kit.section(head)]
    blocks += [kit.section("\n".join(listed))] if listed else []
    return Message(text=f"{many(total, 'more notice')} within a minute: {kinds}", blocks=blocks)


def _line(each: Mapping[str, Any]) -> str:
    who = kit.line(str(each.get("contact") or "A contact"), 60)
    where = kit.line(str(each.get("sequence") or "a sequence"), 60)
    return f"• *{who}* {_happened(str(each.get('kind')))} — {where}"


def _happened(kind: str) -> str:
    return _HAPPENED.get(kind, "changed")
