"""Gmail's search box: the operators that a mail client of ours may rely on.

Gmail Help, "Refine searches in Gmail"; Gmail API, "List messages". Terms are joined by AND, `-`
negates, quotes make a phrase, dates in after: and before: are days or seconds since 1970.
"""

import re
import shlex
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sandbox.google.errors import ApiError
from sandbox.google.mail_store import Message
from sandbox.google.text import as_words

Test = Callable[[Message], bool]
_FOLDERS = ("sent", "inbox", "trash", "spam", "draft", "drafts", "unread", "starred", "important")
_AGES = {"d": 1, "m": 30, "y": 365}
_OPERATOR = re.compile(r"[A-Za-z]\w*")
_NOT_BUILT = re.compile(r"(^|\s)(OR\s|AROUND\s|[({])")


class Search:
    """A query, read once, that says of each message whether it is found."""

    def __init__(self, query: str, now: datetime, timezone: str, own_address: str) -> None:
        """Read `query`; raises ApiError 501 for an operator that the stand-in does not know."""
        if _NOT_BUILT.search(query):
            raise ApiError(501, "notImplemented", f"the stand-in cannot search by: {query}")
        self._now, self._zone, self._own_address = now, ZoneInfo(timezone), own_address
        self.everywhere = False
        self._tests = [self._term(term) for term in _terms(query)]

    def finds(self, message: Message) -> bool:
        """Say whether a message meets every term."""
        return all(test(message) for test in self._tests)

    def _term(self, term: str) -> Test:
        if term.startswith("-") and len(term) > 1:
            inner = self._term(term[1:])
            return lambda message: not inner(message)
        name, colon, value = term.partition(":")
        if not colon or not _OPERATOR.fullmatch(name):
            return _has_words(term)
        return self._operator(name.lower(), value)

    def _operator(self, name: str, value: str) -> Test:
        match name:
            case "from" | "to" | "cc" | "bcc":
                return _in_addresses(name, self._own_address if value == "me" else value)
            case "subject":
                return _in_header("Subject", value)
            case "rfc822msgid":
                wanted = f"<{value.strip('<>')}>"
                return lambda message: message.mail.message_id == wanted
            case "in" | "is" | "label":
                return self._folder(value.lower())
            case "after" | "newer":
                since = self._instant(value)
                return lambda message: message.at >= since
            case "before" | "older":
                until = self._instant(value)
                return lambda message: message.at < until
            case "newer_than" | "older_than":
                return self._age(name, value)
            case "has" if value == "attachment":
                return lambda message: any(
                    part.get_filename() for part in message.mail.parsed().walk()
                )
            case _:
                text = f"the stand-in cannot search by {name}:"
                raise ApiError(501, "notImplemented", text)

    def _folder(self, value: str) -> Test:
        if value in ("anywhere", "trash", "spam"):
            self.everywhere = True
        if value == "anywhere":
            return lambda message: True
        if value == "read":
            return lambda message: "UNREAD" not in message.labels
        label = value.upper().removesuffix("S") if value == "drafts" else value.upper()
        known = value in _FOLDERS
        return lambda message: label in message.labels if known else value in message.labels

    def _instant(self, value: str) -> datetime:
        if value.isdecimal() and len(value) > 4:
            return datetime.fromtimestamp(int(value), self._now.tzinfo)
        found = re.fullmatch(r"(\d{4})[/-](\d{1,2})[/-](\d{1,2})", value)
        if not found:
            raise ApiError(501, "notImplemented", f"no date to search by: {value}")
        year, month, day = map(int, found.groups())
        return datetime(year, month, day, tzinfo=self._zone)

    def _age(self, name: str, value: str) -> Test:
        found = re.fullmatch(r"(\d+)([dmy])", value)
        if not found:
            raise ApiError(501, "notImplemented", f"no age to search by: {value}")
        edge = self._now - timedelta(days=int(found[1]) * _AGES[found[2]])
        newer = name == "newer_than"
        return lambda message: (message.at >= edge) == newer


def _terms(query: str) -> Iterator[str]:
    """Split at spaces outside quotes; an unpaired quote is an ordinary character."""
    reader = shlex.shlex(query, posix=True)
    reader.whitespace_split, reader.commenters, reader.quotes = True, "", '"'
    reader.escape = ""
    try:
        yield from list(reader)
    except ValueError:
        yield from query.replace('"', " ").split()


def _has_words(value: str) -> Test:
    wanted = as_words(value)
    return lambda message: wanted in message.words


def _in_header(name: str, value: str) -> Test:
    wanted = as_words(value)
    return lambda message: wanted in as_words(message.mail.get(name))


def _in_addresses(name: str, value: str) -> Test:
    wanted = as_words(value)
    return lambda message: wanted in as_words(" ".join(message.mail.get_all(name)))
