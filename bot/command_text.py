"""What people type after /sequence, with Slack's escapes undone. Pure.

Slack: with `should_escape`, addresses and links arrive as `<mailto:a@b|a@b>` and
`<http://acme.com|acme.com>`, and `&`, `<`, `>` as entities.
"""

import html
import re
from collections.abc import Iterable

_LINK = re.compile(r"<(?:mailto:|https?://)[^|>]*\|([^>]*)>")
_BARE_LINK = re.compile(r"<(?:mailto:)?(https?://[^|>]+|[^|>\s@]+@[^|>]+)>")
_QUOTES = {'"': '"', "'": "'", "“": "”", "”": "”", "„": "“", "‘": "’", "«": "»", "`": "`"}
_CLOSING = frozenset("\"'”“’»`")
_ADDRESS = re.compile(r"[^\s,;<>|]+@[^\s,;<>|]+")


def plain(text: str) -> str:
    """Return the text as it was typed: links and addresses as their words, entities undone."""
    return html.unescape(_BARE_LINK.sub(r"\1", _LINK.sub(r"\1", text))).strip()


def verb_and_rest(text: str) -> tuple[str, str]:
    """Return the first word in lower case, and the rest as it was typed."""
    verb, _, rest = text.strip().partition(" ")
    return verb.lower(), rest.strip()


def unquoted(text: str) -> str:
    """Return the text without the quotes around all of it, straight or curly."""
    inside, rest = _quoted(text.strip())
    return text.strip() if inside is None or rest else inside


def name_and_rest(argument: str, names: Iterable[str]) -> tuple[str, str]:
    """Return where a sequence's name ends and the rest begins.

    In order: quotes around it; the longest of `names` it begins with; all that stands before the
    first address; all of it.
    """
    argument = argument.strip()
    inside, rest = _quoted(argument)
    if inside is not None:
        return inside, rest
    for name in sorted(names, key=len, reverse=True):
        if (end := _end_of(name, argument)) is not None:
            return argument[:end].strip(), argument[end:].strip(" ,;:\n\t")
    address = _ADDRESS.search(argument)
    if address is None:
        return argument, ""
    return argument[: address.start()].strip(" ,;:\n\t"), argument[address.start() :].strip()


def addresses(text: str) -> tuple[str, ...]:
    """Return the email addresses in the text, each once, in order."""
    found = (each.strip("\"'“”‘’().:") for each in _ADDRESS.findall(plain(text)))
    return tuple(dict.fromkeys(each for each in found if each))


def _quoted(text: str) -> tuple[str | None, str]:
    closing = _QUOTES.get(text[:1])
    if closing is None:
        return None, text
    # Phones pair quotes by language, so that any closing mark may end what any opening began.
    ends = [i for i, mark in enumerate(text[1:], start=1) if mark == closing]
    ends = ends or [i for i, mark in enumerate(text[1:], start=1) if mark in _CLOSING]
    for end in ends:
        if end + 1 == len(text) or text[end + 1].isspace():
            return text[1:end].strip(), text[end + 1 :].strip()
    return None, text


def _end_of(name: str, argument: str) -> int | None:
    """Return where `name` ends at the start of the argument; none when it isn't there."""
    words = (re.escape(word) for word in name.split())
    found = re.match(r"\s+".join(words) + r"(?=$|[\s,;:])", argument, re.IGNORECASE)
    return found.end() if found and found.end() else None
