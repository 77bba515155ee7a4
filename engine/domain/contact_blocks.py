"""The block of contact details under a mail, found by its author's own name.

Without the name it may be the address of a colleague, which is what the mail has to say.
"""

import re
from collections.abc import Sequence

from engine.domain.calendar_words import folded
from engine.domain.signature_marks import looks_like_signature

_SEPARATOR = re.compile(r"\s*(?:[|•·●/]|\s[–—-]\s|,\s)\s*")
_PARTICLES = frozenset(
    {"von", "van", "de", "der", "den", "del", "della", "di", "da", "dos", "du", "le", "la", "el"}
    | {"zu", "y", "e", "dr", "prof"}
)
_CONTACT = re.compile(
    r"(?:\+|\b00?|\()\d[\d\s()./-]{6,}|\b\d{3}[\s.-]\d{3}[\s.-]\d{4}\b|[^\s@]+@[^\s@]+\.\w+"
    r"|(?:https?://|\bwww\.)\S+",
    re.I,
)
_RULE = re.compile(r"^\s*[_=*~─—-]{3,}\s*$")
_LONGEST_BLOCK_LINES = 30  # empty ones among them
_LONGEST_LINE_CHARS = 200
_MOST_NAME_WORDS = 5
_BAR = re.compile(r"\s*[|•·●]\s*")
_ONE_LINE_PARTS = 3  # "Dana Field | Head of Procurement | Contoso"


def name_words(name: str, address: str) -> frozenset[str]:
    """Return by which words a mail's author signs: of their name, else of their address."""
    given = folded(name) or folded(re.sub(r"[._+-]", " ", address.partition("@")[0]))
    return frozenset(word for word in re.findall(r"[^\W\d_]{2,}", given) if word not in _PARTICLES)


def without_contact_block(lines: Sequence[str], author: frozenset[str]) -> list[str]:
    """Return the lines up to the author's contact details; all when none are there."""
    for index in range(max(1, len(lines) - _LONGEST_BLOCK_LINES), len(lines)):
        if not _begins_block(lines[index][:_LONGEST_LINE_CHARS], author):
            continue
        above = [each for each in lines[:index] if each.strip()]
        ruled = bool(above and _RULE.match(above[-1]))
        words_above = [each for each in above if not _RULE.match(each)]
        if not words_above or words_above[-1].rstrip().endswith(":"):
            continue  # nothing else, or somebody is introduced
        if _is_block(lines[index:], ruled=ruled):
            return list(lines[: _last(lines, index, words_above[-1]) + 1])
    return list(lines)


def _last(lines: Sequence[str], before: int, wanted: str) -> int:
    return max(at for at in range(before) if lines[at] == wanted)


def _begins_block(line: str, author: frozenset[str]) -> bool:
    """Whether the line is the author's name, alone or before a title."""
    name = _SEPARATOR.split(line.strip().strip("*_"), maxsplit=1)[0]
    words = re.findall(r"[^\W\d_][\w.'’-]*", name)
    named = {folded(word).strip(".") for word in words} & author
    plain = re.fullmatch(r"[\w\s.'’()-]*", name) and not re.search(r"\d", name)
    return bool(
        named
        and plain
        and len(words) <= _MOST_NAME_WORDS
        and all(word[0].isupper() or word.strip(".") in _PARTICLES for word in words)
    )


def _is_block(lines: Sequence[str], *, ruled: bool) -> bool:
    if not looks_like_signature(list(lines)):
        return False
    parts = [part for part in _BAR.split(lines[0].strip()) if part]
    return ruled or len(parts) >= _ONE_LINE_PARTS or any(map(_CONTACT.search, lines))
