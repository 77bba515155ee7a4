"""Slack's rich text as one template: a run of pieces, each with its block and its formatting.

The joined text of the pieces is what variables are read from, so that a tag may be split over
formatting. In the text to render, one private character before each piece stands for its place;
it is repeated after every tag, so that what a condition leaves out can't unbalance anything.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from engine.domain.template_source import cuts, spans, straightened
from engine.domain.template_values import MARKERS

_FIRST_MARKER, _LAST_MARKER = ord(MARKERS[0]), ord(MARKERS[-1])
_MARKER = re.compile(f"([{MARKERS}])")  # in a group: what splits is kept as well


class BlockKind(StrEnum):
    """What a stretch of a rich text is; the value is Slack's name for it."""

    SECTION = "rich_text_section"  # paragraphs
    ITEM = "rich_text_list"  # one item of a list
    QUOTE = "rich_text_quote"  # indented, with a bar
    PREFORMATTED = "rich_text_preformatted"  # as typed, in a fixed width


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One stretch; `serial` tells two alike apart."""

    kind: BlockKind
    serial: int
    indent: int = 0  # of a list, from 0
    ordered: bool = False
    start: int = 1  # the number of an ordered list's first item


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a run of text looks; `link` is an address, or the number of one that has variables."""

    bold: bool = False
    italic: bool = False
    strike: bool = False
    code: bool = False
    underline: bool = False
    link: str | int | None = None


class Role(StrEnum):
    """What the text of a piece is for."""

    TEXT = "text"  # to be read
    ADDRESS = "address"  # the address of the link numbered in its style
    BREAK = "break"  # the end of a block: only seen where variables are read


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a piece stands and what it is for."""

    block: Block
    style: Style
    role: Role = Role.TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A piece of text in its place."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A template with a marker before each piece, and the place each marker stands for."""

    template: str
    places: tuple[Place, ...]

    def pieces(self, rendered: str) -> Iterator[Piece]:
        """Yield the pieces of the rendered template."""
        place = None
        for part in _split(rendered):
            if _FIRST_MARKER <= ord(part[0]) <= _LAST_MARKER:
                place = self.places[ord(part) - _FIRST_MARKER]
            elif place is not None:
                yield Piece(text=part, place=place)


def marked(pieces: list[Piece]) -> Marked:
    """Return the template of `pieces`: tags whole, and no lines left that held only tags."""
    places = list(dict.fromkeys(piece.place for piece in pieces))
    numbers = {place: number for number, place in enumerate(places)}
    written: list[str] = []
    for piece in _whole_tags(pieces):
        number = numbers.setdefault(piece.place, len(numbers))
        written += [chr(_FIRST_MARKER + number), piece.text]
    return Marked(template="".join(written), places=tuple(numbers))


def _whole_tags(pieces: list[Piece]) -> Iterator[Piece]:
    """Yield the pieces anew, each tag as one piece in the place where it is named."""
    text = straightened("".join(piece.text for piece in pieces))
    starts = [0]
    for piece in pieces:
        starts.append(starts[-1] + len(piece.text))

    def at(position: int) -> int:
        return bisect_right(starts, position) - 1

    def between(start: int, end: int) -> Iterator[Piece]:
        for kept_start, kept_end in _kept(start, end, left_out):
            for index in range(at(kept_start), at(kept_end - 1) + 1):
                cut = text[max(kept_start, starts[index]) : min(kept_end, starts[index + 1])]
                if cut:
                    yield Piece(text=cut, place=pieces[index].place)

    left_out = sorted(cuts(text))
    position = 0
    for span in spans(text):
        yield from between(position, span.start)
        opened, named = pieces[at(span.start)].place, pieces[at(_name_at(span.text, span.start))]
        style = replace(named.place.style, link=opened.style.link)
        yield Piece(text=span.text, place=replace(opened, style=style))
        position = span.end
    yield from between(position, len(text))


def _name_at(tag: str, start: int) -> int:
    bare = tag.lstrip("{%- \n\t")
    return start + min(len(tag) - len(bare), len(tag) - 1)


def _kept(start: int, end: int, left_out: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for cut_start, cut_end in left_out:
        if start < cut_end and cut_start < end:
            if start < cut_start:
                yield start, cut_start
            start = max(start, cut_end)
    if start < end:
        yield start, end


def _split(rendered: str) -> Iterator[str]:
    """Yield markers alone and the texts between them."""
    return filter(None, _MARKER.split(rendered))
