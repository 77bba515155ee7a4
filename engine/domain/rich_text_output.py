"""Rendered pieces of a rich text as HTML for a mail, and as text for those who read text."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from html import escape
from itertools import groupby
from typing import assert_never
from urllib.parse import quote

from engine.domain.rich_text_source import Block, BlockKind, Piece, Role, Style

_TAGS = (("bold", "b"), ("italic", "i"), ("underline", "u"), ("strike", "s"), ("code", "code"))
_BARE_ADDRESS = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?')\]]")
_DOUBLED_SCHEME = re.compile(r"^https?://(?=https?://)", re.IGNORECASE)
_LINKABLE = re.compile(r"(https?://|mailto:|tel:)\S", re.IGNORECASE)
_HOST = re.compile(r"[\w-]+(\.[\w-]+)+([/?#:].*)?")
_QUOTE_STYLE = "margin:0 0 0 0.8ex;border-left:1px solid #cccccc;padding-left:1ex"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Text of one look; `address` if it is a link that can be followed."""

    text: str
    style: Style
    address: str | None


@dataclass(slots=True, kw_only=True)
class Stretch:
    """A block with what is left of its text."""

    block: Block
    runs: list[Run] = field(default_factory=list)
    ended: bool = False  # its end was not left out by a condition

    @property
    def text(self) -> str:
        """Return the text without its looks."""
        return "".join(run.text for run in self.runs)

    @property
    def blank_lines(self) -> int:
        """Return how many lines this is if it holds line ends only, else 0."""
        return len(self.text) if not self.text.strip("\n") else 0

    def strip_end(self, most: int) -> None:
        """Take up to `most` line ends off the end."""
        while most > 0 and self.runs and self.runs[-1].text.endswith("\n"):
            last = self.runs.pop()
            if kept := last.text[:-1]:
                self.runs.append(replace(last, text=kept))
            most -= 1


def stretches(pieces: Iterable[Piece]) -> list[Stretch]:
    """Return the blocks that have text, their runs joined and their links resolved."""
    addresses: dict[str | int | None, str] = {}
    found: list[Stretch] = []
    for place, group in groupby(pieces, key=lambda piece: piece.place):
        text = "".join(piece.text for piece in group)
        if place.role is Role.ADDRESS:
            addresses[place.style.link] = addresses.get(place.style.link, "") + text
        elif place.role is Role.TEXT:
            if not found or found[-1].block != place.block:
                found.append(Stretch(block=place.block))
            link = place.style.link
            address = address_of(addresses.get(link, link if isinstance(link, str) else ""))
            found[-1].runs.append(Run(text=text, style=place.style, address=address))
        elif found and found[-1].block == place.block:
            found[-1].ended = True
    return _without_last_line_ends(found)


def _without_last_line_ends(blocks: list[Stretch]) -> list[Stretch]:
    """Drop line ends that end nothing: all at the very end, and one where a block breaks off."""
    while blocks and not blocks[-1].text.strip("\n"):
        blocks.pop()
    for block in blocks[:-1]:
        if not block.ended and not block.blank_lines:
            block.strip_end(1)
    if blocks:
        blocks[-1].strip_end(len(blocks[-1].text))
    return blocks


def address_of(url: str) -> str | None:
    """Return `url` fit for a link, or None if it is none a mail should have."""
    whole = _DOUBLED_SCHEME.sub("", "".join(url.split()) if "\n" in url else url.strip())
    if _HOST.fullmatch(whole) and "@" not in whole:
        whole = f"https://{whole}"
    return quote(whole, safe="%/:?#[]@!$&'()*+,;=~-._") if _LINKABLE.match(whole) else None


def to_html(blocks: list[Stretch]) -> str:
    """Return the blocks as HTML, one element a line; every text is escaped."""
    parts: list[str] = []
    for is_list, group in groupby(blocks, key=lambda block: block.block.kind is BlockKind.ITEM):
        if is_list:
            parts.append(_list_html(list(group)))
        else:
            parts += [_block_html(block) for block in group]
    return "\n".join(parts)


def to_text(blocks: list[Stretch]) -> str:
    """Return the blocks as plain text: `• item`, `1. item`, `> quote`, `text (address)`."""
    numbers = _Numbers()
    return "\n".join(_block_text(block, numbers) for block in blocks)


def _block_html(block: Stretch) -> str:
    inner = _inline_html(block.runs)
    match block.block.kind:
        case BlockKind.SECTION | BlockKind.ITEM:
            return f"<div>{inner}</div>"
        case BlockKind.QUOTE:
            return f'<blockquote style="{_QUOTE_STYLE}">{inner}</blockquote>'
        case BlockKind.PREFORMATTED:
            text = escape(block.text, quote=False)
            return f'<pre style="white-space:pre-wrap">{text}</pre>'
        case _:
            assert_never(block.block.kind)


def _list_html(items: list[Stretch]) -> str:
    """Nest by indent: a deeper list stands inside the item before it."""
    written: list[str] = []
    opened: list[tuple[int, str]] = []
    for item in items:
        indent, tag = item.block.indent, "ol" if item.block.ordered else "ul"
        while opened and (opened[-1][0] > indent or opened[-1] == (indent, _other(tag))):
            written.append(f"</li></{opened.pop()[1]}>")
        if opened and opened[-1] == (indent, tag):
            written.append("</li>")
        else:
            opened.append((indent, tag))
            start = f' start="{item.block.start}"' if tag == "ol" and item.block.start > 1 else ""
            written.append(f"<{tag}{start}>")
        written.append(f"<li>{_inline_html(item.runs)}")
    written += [f"</li></{tag}>" for _, tag in reversed(opened)]
    return "".join(written)


def _other(tag: str) -> str:
    return "ul" if tag == "ol" else "ol"


def _inline_html(runs: list[Run]) -> str:
    html = "".join(
        _linked(address, list(group)) for address, group in groupby(runs, key=lambda r: r.address)
    )
    return html or "<br>"


def _linked(address: str | None, runs: list[Run]) -> str:
    inner = "".join(_run_html(run, bare_links=address is None) for run in runs)
    return inner if address is None else f'<a href="{escape(address)}">{inner}</a>'


def _run_html(run: Run, *, bare_links: bool) -> str:
    html = _with_links(run.text) if bare_links and not run.style.code else _escaped(run.text)
    for name, tag in reversed(_TAGS):
        if getattr(run.style, name):
            html = f"<{tag}>{html}</{tag}>"
    return html


def _with_links(text: str) -> str:
    """Escape, and make links of addresses that stand in the text, from a value for example."""
    written, position = [], 0
    for found in _BARE_ADDRESS.finditer(text):
        address = address_of(found.group()) or ""
        written.append(_escaped(text[position : found.start()]))
        written.append(f'<a href="{escape(address)}">{_escaped(found.group())}</a>')
        position = found.end()
    return "".join([*written, _escaped(text[position:])])


def _escaped(text: str) -> str:
    spaced = re.sub(r"(?<=\n) | (?= )", "&nbsp;", escape(text, quote=False))
    return spaced.replace("\n", "<br>\n")


def _block_text(block: Stretch, numbers: "_Numbers") -> str:
    text = _inline_text(block.runs)
    sign = numbers.sign(block.block)
    match block.block.kind:
        case BlockKind.SECTION | BlockKind.PREFORMATTED:
            return text[:-1] if block.blank_lines else text
        case BlockKind.QUOTE:
            return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))
        case BlockKind.ITEM:
            first = "   " * block.block.indent + sign
            return first + text.replace("\n", "\n" + " " * len(first))
        case _:
            assert_never(block.block.kind)


class _Numbers:
    """Counts the items of lists, as a reader of the HTML sees them counted."""

    def __init__(self) -> None:
        self.levels: list[tuple[int, bool, int]] = []

    def sign(self, block: Block) -> str:
        """Return what stands before an item."""
        if block.kind is not BlockKind.ITEM:
            self.levels.clear()
            return ""
        while self.levels and self.levels[-1][0] > block.indent:
            self.levels.pop()
        number = block.start
        if self.levels and self.levels[-1][0] == block.indent:
            _, ordered, before = self.levels.pop()
            number = before + 1 if ordered == block.ordered else number
        self.levels.append((block.indent, block.ordered, number))
        return f"{number}. " if block.ordered else "• "


def _inline_text(runs: list[Run]) -> str:
    groups = groupby(runs, key=lambda run: (run.address, run.style.link))
    return "".join(_inline(address, list(group)) for (address, _), group in groups)


def _inline(address: str | None, runs: list[Run]) -> str:
    text = "".join(run.text for run in runs)
    bare = re.sub(r"^(https?://|mailto:|tel:)", "", address or "").rstrip("/")
    same = text.strip().removeprefix("http://").removeprefix("https://").rstrip("/") == bare
    return text if address is None or same else f"{text} ({_readable(address)})"


def _readable(address: str) -> str:
    return re.sub(r"^(mailto:|tel:)", "", address)
