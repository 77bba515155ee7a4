"""A template's own text: where its tags are, with typed quotes straight again."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

ALLOWED_TAGS = ("if", "unless", "case", "assign", "capture", "comment")
_INNER_TAGS = frozenset({"elsif", "else", "when"})
_KNOWN_TAGS = frozenset(ALLOWED_TAGS) | {f"end{name}" for name in ALLOWED_TAGS[:3]} | _INNER_TAGS
_KNOWN_TAGS |= {"endcapture", "endcomment"}

_DOUBLE = frozenset('"“”„‟«»″')
_SINGLE = frozenset("'‘’‚‛′")
_SPACES = frozenset("\u00a0\u2002\u2003\u2009\u200b\u202f\u2060\ufeff")
_OPENERS = re.compile(r"\{\{|\{%")
_NAME = re.compile(r"\{%-?\s*(\S*?)(?=\s|-?%\}|$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """One tag of a template: `text[start:end]`, braces included; `closed` if it has both."""

    start: int
    end: int
    text: str
    closed: bool = True

    @property
    def prints(self) -> bool:
        """Tell `{{ … }}` from `{% … %}`."""
        return self.text.startswith("{{")

    @property
    def inside(self) -> str:
        """Return what stands between the braces."""
        return self.text.strip("{}%").strip("-").strip()

    @property
    def tag(self) -> str:
        """Return the name in `{% name … %}`; empty for `{{ … }}`."""
        found = _NAME.match(self.text)
        return found.group(1) if found else ""


def spans(template: str) -> Iterator[Span]:
    """Yield the tags of `template` in order; one never closed ends where the next begins."""
    position = 0
    while opener := _OPENERS.search(template, position):
        start = opener.start()
        closer = "}}" if opener.group() == "{{" else "%}"
        following = _OPENERS.search(template, start + 2)
        limit = following.start() if following else len(template)
        found = template.find(closer, start + 2, limit)
        end = limit if found < 0 else found + 2
        yield Span(start=start, end=end, text=template[start:end], closed=found >= 0)
        position = end


def straightened(template: str) -> str:
    """Return `template` with curly quotes and odd spaces inside its tags as code wants them.

    Slack and phones curl quotes while one types. The length stays, so positions stay valid.
    """
    pieces, position = [], 0
    for span in spans(template):
        pieces += [template[position : span.start], _straight(span.text)]
        position = span.end
    return "".join([*pieces, template[position:]])


def cuts(template: str) -> Iterator[tuple[int, int]]:
    """Yield the stretches of `template` to leave out, so that tags leave no holes in the text.

    These are the white space that `{%-` and `-%}` ask away, and the rest of each line that holds
    nothing but `{% … %}` tags, its end included.
    """
    found = list(spans(template))
    for span in found:
        if span.text[2:3] == "-":
            yield len(template[: span.start].rstrip()), span.start
        if span.text[-3:-2] == "-":
            yield span.end, span.end + _length_of(r"\s*", template, span.end)
    for run in _runs(found, template):
        before = len(template[: run[0].start].rstrip(" \t"))
        after = run[-1].end + _length_of(r"[ \t]*", template, run[-1].end)
        if template[before - 1 : before] in ("", "\n") and template[after : after + 1] in (
            "",
            "\n",
        ):
            yield before, run[0].start
            yield from ((left.end, right.start) for left, right in pairwise(run))
            yield run[-1].end, min(after + 1, len(template))


def tidy(template: str) -> str:
    """Return `template` without what `cuts` names."""
    kept, position = [], 0
    for start, end in sorted(cuts(template)):
        kept.append(template[position : max(start, position)])
        position = max(position, end)
    return "".join([*kept, template[position:]])


def _runs(found: list[Span], template: str) -> Iterator[list[Span]]:
    """Yield stretches of `{% … %}` tags with nothing between them; a comment is nothing."""
    run: list[Span] = []
    for span in found:
        gap = template[run[-1].end : span.start] if run else ""
        if run and ((gap.strip(" \t") and run[-1].tag != "comment") or span.prints):
            yield run
            run = []
        run += [] if span.prints else [span]
    if run:
        yield run


def _length_of(pattern: str, text: str, position: int) -> int:
    found = re.compile(pattern).match(text, position)
    return len(found.group()) if found else 0


def broken_pieces(template: str) -> Iterator[tuple[str, str]]:
    """Yield what is broken before any parsing, as (sentence, the piece it is about)."""
    position = 0
    for span in spans(template):
        yield from _stray(template[position : span.start])
        position = span.end
        if not span.closed:
            closer = "}}" if span.prints else "%}"
            piece = shortened(span.text)
            yield f"“{piece}” is never closed: end it with {closer}.", piece
        elif not span.prints and span.tag not in _KNOWN_TAGS:
            allowed = ", ".join(ALLOWED_TAGS)
            yield f"The tag “{span.tag}” can't be used here. There are: {allowed}.", span.tag
    yield from _stray(template[position:])


def shortened(text: str) -> str:
    """Return `text` on one line, short enough to quote."""
    line = " ".join(text.split())
    return line if len(line) <= 40 else line[:39] + "…"


def _stray(text: str) -> Iterator[tuple[str, str]]:
    for closer, opener in (("}}", "{{"), ("%}", "{%")):
        if closer in text:
            piece = shortened(text[: text.find(closer) + 2][-30:])
            yield f"“{piece}” has {closer} without {opener} before it.", piece


def _straight(tag: str) -> str:
    """Straighten the quotes that delimit; an apostrophe within a quoted text stays curly."""
    characters, quote = [], ""
    for character in tag:
        straight = '"' if character in _DOUBLE else "'" if character in _SINGLE else ""
        if straight and quote in ("", straight):
            quote = "" if quote else straight
            characters.append(straight)
        else:
            characters.append(" " if not quote and character in _SPACES else character)
    return "".join(characters)
