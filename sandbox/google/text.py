"""What people and Gmail's search read in a mail: its text, its HTML, its snippet, its words."""

import html
import re
from email.message import EmailMessage

from sandbox.google.mime import Mail

SNIPPET_LENGTH = 200
_TAG = re.compile(r"<(style|script)\b.*?</\1\s*>|<[^>]*>", re.DOTALL | re.IGNORECASE)
_WORD = re.compile(r"\w+")


def text_of(mail: Mail) -> str:
    """Return the first text/plain part, or an empty text."""
    return _first(mail, "text/plain")


def html_of(mail: Mail) -> str:
    """Return the first text/html part, or an empty text."""
    return _first(mail, "text/html")


def _first(mail: Mail, kind: str) -> str:
    for part in mail.parsed().walk():
        if part.get_content_type() == kind and not part.get_filename():
            return part_text(part)
    return ""


def part_text(part: EmailMessage) -> str:
    """Return the decoded text of one part; an unknown charset reads as UTF-8."""
    raw = part.get_payload(decode=True)
    data = raw if isinstance(raw, bytes) else b""
    charset = part.get_content_charset("utf-8")
    try:
        return data.decode(charset, "replace")
    except LookupError:
        return data.decode("utf-8", "replace")


def visible(markup: str) -> str:
    """Return what a reader sees of HTML: no tags, no addresses behind links."""
    return " ".join(html.unescape(_TAG.sub(" ", markup)).split())


def snippet_of(mail: Mail) -> str:
    """Return Gmail's snippet: the first words, HTML-escaped."""
    shown = text_of(mail) or visible(html_of(mail))
    return html.escape(" ".join(shown.split())[:SNIPPET_LENGTH], quote=True)


def words_of(mail: Mail) -> str:
    """Return the words that Gmail's search finds this mail by, each between single spaces."""
    heads = [mail.get(name) for name in ("Subject", "From", "To", "Cc")]
    return as_words(" ".join([*heads, text_of(mail), visible(html_of(mail))]))


def as_words(text: str) -> str:
    """Return the case-folded words of `text` between single spaces, with one at either end.

    Everything that is no letter or digit parts words, so that a token inside an address in the
    text is a word of its own.
    """
    return f" {' '.join(_WORD.findall(text.casefold().replace('_', ' ')))} "
