"""Texts within Slack's limits, and safe: what people wrote can't ping, link or format."""

from datetime import datetime
from typing import Any

Block = dict[str, Any]

SECTION_MAX = 3000


def escape(text: str) -> str:
    """Return text from a person so that it can't ping, link or format anything in mrkdwn."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def said(text: str, limit: int) -> str:
    """Return a person's words escaped, clipped so that no escape is cut in two."""
    words = clip(text, limit)
    while len(escape(words)) > limit:
        words = clip(words, max(1, len(words) * limit // (len(escape(words)) + 1)))
    return escape(words)


def line(text: str, limit: int = 150) -> str:
    """Return a person's words on one line, escaped: a name, a subject."""
    return said(" ".join(text.split()), limit)


def clip(text: str, limit: int) -> str:
    """Return at most `limit` characters, with an ellipsis where some were cut."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def when(at: datetime, *, style: str = "{date_short_pretty} at {time}") -> str:
    """Return an instant that Slack shows in each reader's own time zone."""
    fallback = at.strftime("%d %b %Y %H:%M UTC")
    return f"<!date^{int(at.timestamp())}^{style}|{fallback}>"


def plain(text: str, limit: int = SECTION_MAX) -> Block:
    """Return a plain_text object."""
    return {"type": "plain_text", "text": clip(text, limit) or " ", "emoji": True}


def mrkdwn(text: str, limit: int = SECTION_MAX) -> Block:
    """Return a mrkdwn object; what people wrote in it must be escaped already."""
    return {"type": "mrkdwn", "text": clip(text, limit) or " "}
