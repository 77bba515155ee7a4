"""Email bodies: Slack's `rich_text` JSON with Liquid in it, as HTML and as text.

Slack's reference names the elements: rich_text_section, _list, _quote, _preformatted, and in
them text, link, emoji and mentions with their styles. Tags are read over the joined text, so
formatting, autolinks and curly quotes inside a tag do no harm.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from engine.domain import templates
from engine.domain.rich_text_elements import pieces_of
from engine.domain.rich_text_output import stretches, to_html, to_text
from engine.domain.rich_text_source import Marked, Piece, marked
from engine.domain.templates import MissingValues, TemplateProblem

_MENTIONS = {
    "user": "A mention of a person in Slack",
    "usergroup": "A mention of a group in Slack",
    "channel": "A mention of a channel",
    "broadcast": "A mention of everyone",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedBody:
    """A body in both forms of a mail; both end without a line end."""

    html: str
    text: str


def joined(rich_text: Mapping[str, Any]) -> str:
    """Return the text that variables are read from, for `templates.check` and `.missing`.

    Addresses of links are in it where they hold variables.
    """
    return "".join(piece.text for piece in _read(rich_text)[0])


def check(rich_text: Mapping[str, Any], columns: Collection[str]) -> list[TemplateProblem]:
    """Return what is wrong with a body: its template, and mentions nobody outside would get."""
    found = [*templates.check(joined(rich_text), columns), *_mentions(rich_text)]
    return list(dict.fromkeys(found))


def missing(rich_text: Mapping[str, Any], values: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names this contact lacks, as `templates.missing` does.

    Raises:
        BrokenTemplate: the body can't be rendered.
    """
    return templates.missing(_read(rich_text)[1].template, values)


def render_rich_text(rich_text: Mapping[str, Any], values: Mapping[str, Any]) -> RenderedBody:
    """Return the body for these values; values are text and never become markup.

    Raises:
        MissingValues: a value is blank and has no fallback.
        BrokenTemplate: the body can't be rendered.
    """
    body, lacking = written(rich_text, values)
    if lacking:
        raise MissingValues(lacking)
    return body


def written(
    rich_text: Mapping[str, Any], values: Mapping[str, Any]
) -> tuple[RenderedBody, tuple[str, ...]]:
    """Return the body for these values with what `missing` says: use it only if nothing is.

    Raises:
        BrokenTemplate: the body can't be rendered.
    """
    source = _read(rich_text)[1]
    rendered, lacking = templates.written(source.template, values)
    blocks = stretches(source.pieces(rendered))
    body = RenderedBody(html=to_html(blocks), text=to_text(blocks).rstrip("\n"))
    return body, lacking


def from_plain(text: str) -> dict[str, Any]:
    """Return `text` as rich text without formatting; line ends are kept."""
    elements = [{"type": "text", "text": text}] if text else []
    section = {"type": "rich_text_section", "elements": elements}
    return {"type": "rich_text", "elements": [section]}


def _mentions(rich_text: Mapping[str, Any]) -> list[TemplateProblem]:
    remedy = "means nothing outside Slack: write the name as text."
    kinds = [kind for kind in _types(rich_text) if kind in _MENTIONS]
    return [TemplateProblem(sentence=f"{_MENTIONS[kind]} {remedy}", name=kind) for kind in kinds]


def _types(element: Mapping[str, Any]) -> list[str]:
    below = [kind for child in element.get("elements", ()) for kind in _types(child)]
    return [str(element.get("type", "")), *below]


def _read(rich_text: Mapping[str, Any]) -> tuple[list[Piece], Marked]:
    return _read_json(json.dumps(rich_text, sort_keys=True))


@lru_cache(maxsize=256)
def _read_json(dumped: str) -> tuple[list[Piece], Marked]:
    pieces = pieces_of(json.loads(dumped))
    return pieces, marked(pieces)
