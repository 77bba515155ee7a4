"""Slack's `rich_text` JSON read into pieces, with autolinks inside tags undone."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from engine.domain.rich_text_source import Block, BlockKind, Piece, Place, Role, Style
from engine.domain.template_source import Span, spans, straightened
from engine.domain.template_values import clean

_STYLES = ("bold", "italic", "strike", "code", "underline")
_SCHEME = re.compile(r"(https?://|mailto:|tel:)", re.IGNORECASE)
_ENCODED_TAG = re.compile(r"%7B(?:%7B|%25|%).*?(?:%7D|%25|%)%7D", re.IGNORECASE)
_ENDS_PLAIN = re.compile(r"(-?\}\})$")

Json = Mapping[str, Any]


def pieces_of(rich_text: Json) -> list[Piece]:
    """Return the pieces of a whole `rich_text` value, in order."""
    reader = _Reader()
    blocks = list(_blocks(rich_text))
    for number, (block, elements) in enumerate(blocks):
        reader.read(block, elements, last=number == len(blocks) - 1)
    return reader.pieces


def _blocks(rich_text: Json) -> Iterator[tuple[Block, list[Json]]]:
    serial = 0
    for element in rich_text.get("elements", ()):
        kind = _kind(str(element.get("type", "")))
        parts = element.get("elements", [])
        for content in [part.get("elements", []) for part in parts] if _is_list(kind) else [parts]:
            serial += 1
            yield _block(kind, serial, element), content


def _kind(name: str) -> BlockKind:
    return BlockKind(name) if name in list(BlockKind) else BlockKind.SECTION


def _is_list(kind: BlockKind) -> bool:
    return kind is BlockKind.ITEM


def _block(kind: BlockKind, serial: int, element: Json) -> Block:
    if not _is_list(kind):
        return Block(kind=kind, serial=serial)
    return Block(
        kind=kind,
        serial=serial,
        indent=int(element.get("indent", 0)),
        ordered=element.get("style") == "ordered",
        start=int(element.get("offset", 0)) + 1,
    )


class _Reader:
    """Collects pieces; it knows whether the text so far leaves a tag open."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self.text = ""
        self.links = 0

    def read(self, block: Block, elements: list[Json], *, last: bool) -> None:
        """Add one block, and its end unless it is the last."""
        first = len(self.pieces)
        for element in elements:
            self._element(block, element)
        if not last:
            self._end(block, first)

    def _element(self, block: Block, element: Json) -> None:
        given = element.get("style") or {}
        style = Style(**{name: True for name in _STYLES if given.get(name)})
        if element.get("type") != "link":
            self._add(block, style, _shown(element))
            return
        self._link(block, style, str(element.get("url", "")), str(element.get("text") or ""))

    def _link(self, block: Block, style: Style, url: str, text: str) -> None:
        """Add a link; inside a tag, or cut off by one, it is only Slack's guess and no link."""
        if _leaves_open(self.text):
            self._add(block, style, text or _SCHEME.sub("", url, count=1).rstrip("/"))
        elif _leaves_open(text or url):
            self._add(block, style, text or url)
        elif "{{" in (address := _address(url)) or "{%" in address:
            self.links += 1
            linked = replace(style, link=self.links)
            self._add(block, linked, address, role=Role.ADDRESS)
            self._add(block, linked, text or url)
        else:
            self._add(block, replace(style, link=url), text or url)

    def _add(self, block: Block, style: Style, text: str, *, role: Role = Role.TEXT) -> None:
        cleaned = clean(text)
        if cleaned:
            place = Place(block=block, style=style, role=role)
            self.pieces.append(Piece(text=cleaned, place=place))
            # Only what follows the last closed tag can be open.
            self.text = (self.text + cleaned)[-4000:]

    def _end(self, block: Block, first: int) -> None:
        """End a block: with the line end typed last, which Slack keeps in the text, or another."""
        own = self.pieces[first:]
        if any(piece.text.strip("\n") for piece in own) and own[-1].text.endswith("\n"):
            self.pieces[-1] = replace(own[-1], text=own[-1].text[:-1])
        self._add(block, Style(), "\n", role=Role.BREAK)


def _shown(element: Json) -> str:
    match element.get("type"):
        case "emoji":
            return _emoji(element)
        case "user" | "usergroup" | "channel" | "team":
            # The form refuses these (`problems`): nobody outside knows what they mean.
            return _mention(element)
        case "broadcast":
            return f"@{element.get('range', '')}"
        case "date":
            return str(element.get("fallback") or "")
        case "color":
            return str(element.get("value") or "")
        case _:
            return str(element.get("text") or "")


def _emoji(element: Json) -> str:
    codes = str(element.get("unicode") or "")
    if re.fullmatch(r"[0-9a-fA-F]{1,5}(-[0-9a-fA-F]{1,5})*", codes):
        return "".join(chr(int(code, 16)) for code in codes.split("-"))
    return f":{element.get('name', '')}:"


def _mention(element: Json) -> str:
    for key, sign in (("user_id", "@"), ("usergroup_id", "@"), ("channel_id", "#")):
        if key in element:
            return f"{sign}{element[key]}"
    return ""


def _leaves_open(text: str) -> bool:
    found = list(spans(text))
    return bool(found) and not found[-1].closed


def _address(url: str) -> str:
    """Return the address of a link as a template, its values encoded where they stand inside."""
    template = straightened(_ENCODED_TAG.sub(lambda tag: unquote(tag.group()), url))
    pieces, position = [], 0
    for span in spans(template):
        before = template[: span.start]
        pieces += [template[position : span.start], _encoding(span, before)]
        position = span.end
    return "".join([*pieces, template[position:]])


def _encoding(span: Span, before: str) -> str:
    """Let a value be the whole address; within one it is encoded, lest it break the rest."""
    whole = _SCHEME.fullmatch(before) or not before
    if not span.prints or whole or "url_encode" in span.text:
        return span.text
    return _ENDS_PLAIN.sub(r" | in_url \1", span.text)
