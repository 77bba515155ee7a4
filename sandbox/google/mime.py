"""Mail as bytes: headers kept line by line, so that what Gmail leaves alone stays untouched."""

import base64
import binascii
import email.policy
import re
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import Header, decode_header, make_header
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import getaddresses

_HEADER_START = re.compile(rb"([!-9;-~]+):(.*)", re.DOTALL)
_MESSAGE_ID = re.compile(r"<[^<>\s]+>")
_REPLY_PREFIX = re.compile(r"^\s*(re|fwd?|aw|wg|sv|antw)(\[\d+\])?\s*:\s*", re.IGNORECASE)


class GarbageMailError(ValueError):
    """Bytes that are no mail."""


@dataclass(frozen=True, slots=True)
class HeaderLine:
    """One header: its name and its bytes as they stood, folds and line end included."""

    name: str
    raw: bytes

    @property
    def value(self) -> str:
        """The value unfolded and with encoded words decoded, as the Gmail API shows it."""
        text = self.raw.partition(b":")[2].decode("utf-8", "replace")
        unfolded = re.sub(r"\r\n[ \t]+", " ", text).strip()
        try:
            return str(make_header(decode_header(unfolded)))
        except (HeaderParseError, LookupError, UnicodeError):
            return unfolded


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail: headers in order, and the body's bytes."""

    headers: tuple[HeaderLine, ...]
    body: bytes

    @property
    def raw(self) -> bytes:
        """The whole mail in bytes, with CRLF line ends."""
        return b"".join(line.raw for line in self.headers) + b"\r\n" + self.body

    def get_all(self, name: str) -> list[str]:
        """Return the values of every header called `name`, in order."""
        wanted = name.lower()
        return [line.value for line in self.headers if line.name.lower() == wanted]

    def get(self, name: str) -> str:
        """Return the first header called `name`, or an empty text."""
        return next(iter(self.get_all(name)), "")

    def without(self, *names: str) -> "Mail":
        """Return this mail less every header of these names."""
        gone = {name.lower() for name in names}
        kept = tuple(line for line in self.headers if line.name.lower() not in gone)
        return Mail(kept, self.body)

    def with_top(self, name: str, value: str) -> "Mail":
        """Return this mail with one more header above the others."""
        return Mail((header_line(name, value), *self.headers), self.body)

    def with_header(self, name: str, value: str) -> "Mail":
        """Return this mail with exactly one header of this name, below the others."""
        kept = self.without(name)
        return Mail((*kept.headers, header_line(name, value)), self.body)

    @property
    def message_id(self) -> str:
        """The Message-ID with its angle brackets, or an empty text."""
        return next(iter(_MESSAGE_ID.findall(self.get("Message-ID"))), "")

    @property
    def references(self) -> tuple[str, ...]:
        """Every id in References and In-Reply-To, in that order."""
        text = " ".join(self.get_all("References") + self.get_all("In-Reply-To"))
        return tuple(dict.fromkeys(_MESSAGE_ID.findall(text)))

    @property
    def subject_key(self) -> str:
        """The subject as Gmail compares it: without reply prefixes, case or spare space."""
        return bare_subject(self.get("Subject")).casefold()

    def addresses(self, *names: str) -> list[str]:
        """Return the lower-case addresses in the headers of these names."""
        pairs = getaddresses([value for name in names for value in self.get_all(name)])
        return [address.lower() for _, address in pairs if address]

    def parsed(self) -> EmailMessage:
        """Return the mail as the standard library's message, for its parts."""
        message = BytesParser(_class=EmailMessage, policy=email.policy.default).parsebytes(self.raw)
        assert isinstance(message, EmailMessage)
        return message


def bare_subject(subject: str) -> str:
    """Return the subject without `Re:` and its kin."""
    while found := _REPLY_PREFIX.match(subject):
        subject = subject[found.end() :]
    return " ".join(subject.split())


def header_line(name: str, value: str) -> HeaderLine:
    """Return a header in bytes; text beyond ASCII becomes encoded words, ids are never folded."""
    shown = value if value.isascii() else Header(value, "utf-8").encode(linesep="\r\n")
    return HeaderLine(name, f"{name}: {shown}\r\n".encode())


def parse(raw: bytes) -> Mail:
    """Return `raw` as a mail; raises GarbageMailError if its head is no block of headers."""
    raw = re.sub(rb"\r?\n", b"\r\n", raw)
    head, _, body = raw.partition(b"\r\n\r\n") if not raw.startswith(b"\r\n") else (b"", b"", b"")
    lines: list[bytes] = []
    for line in (head + b"\r\n").splitlines(keepends=True):
        if line[:1] in (b" ", b"\t") and lines:
            lines[-1] += line
        else:
            lines.append(line)
    headers = []
    for line in lines:
        found = _HEADER_START.fullmatch(line)
        if not found:
            raise GarbageMailError(f"no header line: {line[:60]!r}")
        headers.append(HeaderLine(found[1].decode("ascii"), line))
    return Mail(tuple(headers), body)


def from_base64url(text: str) -> bytes:
    """Return the bytes of base64url text, padded or not; raises GarbageMailError if it is none."""
    padded = text + "=" * (-len(text) % 4)
    try:
        return base64.b64decode(padded, altchars=b"-_", validate=True)
    except binascii.Error as refusal:
        raise GarbageMailError(str(refusal)) from refusal


def to_base64url(raw: bytes) -> str:
    """Return base64url text with padding, as Gmail answers it."""
    return base64.urlsafe_b64encode(raw).decode()


def compose(
    headers: list[tuple[str, str]], text: str, html: str | None = None, calendar: str = ""
) -> Mail:
    """Return a mail with these headers over a text, an HTML and a calendar part.

    `calendar` is an iCalendar object; its METHOD becomes the part's parameter (RFC 6047).
    """
    message = EmailMessage(policy=email.policy.SMTP)
    message.set_content(text)
    if html is not None:
        message.add_alternative(html, subtype="html")
    if calendar:
        message.add_alternative(calendar, subtype="calendar")
        method = re.search(r"^METHOD:(\w+)", calendar, re.MULTILINE)
        parts = list(message.iter_parts())
        parts[-1].set_param("method", method[1] if method else "PUBLISH")
    built = parse(message.as_bytes())
    own = tuple(header_line(name, value) for name, value in headers)
    given = {line.name.lower() for line in own}
    added = tuple(line for line in built.headers if line.name.lower() not in given)
    return Mail(own + added, built.body)
