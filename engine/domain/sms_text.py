"""How many SMS segments a text takes, and what makes it take more.

GSM-7 packs 160 characters into one segment and 153 into each of several; one character outside
that alphabet turns the whole text into UCS-2, with 70 and 67 (3GPP TS 23.038 and 23.040).
"""

from dataclasses import dataclass
from enum import StrEnum

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")  # an escape and a character: two units each

_PLAIN = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′ʼ", "'"),
        **dict.fromkeys("“”„‟″", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("\u00a0\u2002\u2003\u2009\u202f", " "),
        **dict.fromkeys("\u200b\u2060\ufeff", ""),
        "…": "...",
        "•": "-",
        "`": "'",
    }
)


class Encoding(StrEnum):
    """How a text travels; the value is what people read."""

    GSM_7 = "GSM-7"  # the small alphabet every phone has
    UCS_2 = "UCS-2"  # any character, at less than half the room


@dataclass(frozen=True, slots=True, kw_only=True)
class Segments:
    """What a text costs: the network bills each segment."""

    encoding: Encoding
    count: int  # segments; 0 for an empty text
    characters: int  # code points, as a person counts them
    used_units: int  # septets in GSM-7, 16-bit units in UCS-2
    limit: int  # units that fit into each of these segments


def segments(text: str) -> Segments:
    """Return how `text` is cut into segments; a pair of units is never split over two."""
    encoding = Encoding.UCS_2 if outside_gsm(text) else Encoding.GSM_7
    units = [_units(character, encoding) for character in text]
    alone, joined = (160, 153) if encoding is Encoding.GSM_7 else (70, 67)
    fits = sum(units) <= alone
    return Segments(
        encoding=encoding,
        count=min(len(units), 1) if fits else _packed(units, joined),
        characters=len(text),
        used_units=sum(units),
        limit=alone if fits else joined,
    )


def outside_gsm(text: str) -> tuple[str, ...]:
    """Return the characters that force UCS-2, each once, in order."""
    return tuple(dict.fromkeys(c for c in text if c not in _BASIC and c not in _EXTENDED))


def plain_quotes(text: str) -> str:
    """Return `text` with typographic quotes, dashes, dots and spaces as their ASCII kin."""
    return text.translate(_PLAIN)


def _units(character: str, encoding: Encoding) -> int:
    if encoding is Encoding.GSM_7:
        return 2 if character in _EXTENDED else 1
    return 2 if ord(character) > 0xFFFF else 1


def _packed(units: list[int], limit: int) -> int:
    count, room = 1, limit
    for unit in units:
        if unit > room:
            count, room = count + 1, limit
        room -= unit
    return count
