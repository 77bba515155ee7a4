"""Slack's rich text in few words, and a contact to render it for."""

from typing import Any

from engine.domain.rich_text import render_rich_text

Json = dict[str, Any]
ANN: Json = {
    "first_name": "Ann",
    "company": " ",
    "title": "VP & <b>boss</b>",
    "website": "https://acme.example/a b",
    "bare": "acme.example",
    "sender": {"name": "Bo Berg", "email": "bo@example.com"},
}


def rich(*blocks: Json) -> Json:
    return {"type": "rich_text", "elements": list(blocks)}


def section(*elements: Json) -> Json:
    return {"type": "rich_text_section", "elements": list(elements)}


def text(words: str, **style: bool) -> Json:
    return {"type": "text", "text": words} | ({"style": style} if style else {})


def link(url: str, words: str | None = None) -> Json:
    return {"type": "link", "url": url} | ({"text": words} if words is not None else {})


def items(style: str, *words: str, indent: int = 0, **more: Any) -> Json:
    parts = [section(text(word)) for word in words]
    return {"type": "rich_text_list", "style": style, "indent": indent, "elements": parts} | more


def html(*elements: Json) -> str:
    return render_rich_text(rich(section(*elements)), ANN).html


def plain(*elements: Json) -> str:
    return render_rich_text(rich(section(*elements)), ANN).text
