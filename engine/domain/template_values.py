"""What counts as a blank, and the text of a value as a message may carry it."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

# Characters of the last private plane mark formatting while a rich text is rendered.
MARKERS = "\U00100000-\U0010fffd"  # as a range of a regular expression
_UNSENDABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_MARKER = re.compile(f"[{MARKERS}]")
_INVISIBLE_CATEGORIES = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp", "Zs"})
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")  # fillers: no ink


def clean(text: str) -> str:
    """Return `text` as a value or a piece of a template may be: sendable, and without markers."""
    if text.isprintable():
        return text  # all that is taken out is not
    return _MARKER.sub("", sendable(text))


def sendable(text: str) -> str:
    """Return `text` with line feeds for line ends and no character that a message can't carry."""
    if text.isprintable():
        return text
    return _UNSENDABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def is_blank(value: object) -> bool:
    """Tell whether a reader would see nothing where `value` stands."""
    match value:
        case None:
            return True
        case str():
            return not (_begins_plainly(value) or any(map(_has_ink, value)))
        case list() | tuple():
            return all(is_blank(item) for item in value)
        case dict():
            return not value
        case _:
            return False


class Cleaned(dict[str, Any]):
    """Values of which every text is sendable: those of an email, for its subject and its body."""


def cleaned(values: Mapping[str, Any]) -> Cleaned:
    """Return `values` with every text in them, nested ones too, made sendable."""
    if isinstance(values, Cleaned):
        return values
    return Cleaned((name, _cleaned(value)) for name, value in values.items())


def _cleaned(value: Any) -> Any:
    match value:
        case str():
            return clean(value)
        case Mapping():
            return cleaned(value)
        case _:
            return value


def _begins_plainly(text: str) -> bool:
    first = text[:1]
    return first.isascii() and first.isalnum()


def _has_ink(character: str) -> bool:
    if character in _INVISIBLE:
        return False
    # Variation selectors and combining marks print nothing without a base.
    category = unicodedata.category(character)
    return category not in _INVISIBLE_CATEGORIES and not category.startswith("M")
