"""A mail as it came in, parsed once at the edge; everything after it works on these fields."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes
from email.message import Message
from email.policy import compat32

from engine.domain.mail_charset import decoded_header
from engine.domain.mail_parts import CalendarPart, Parts, collect, header_pairs, parameter

_IN_ANGLES = re.compile(r"<\s*([^<>\s]+@[^<>\s]+)\s*>")
_BARE = re.compile(r"[^\s<>()\[\],;:\"']+@[^\s<>()\[\],;:\"']+")
_ID = re.compile(r"<([^<>]{1,998})>")


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundMail:
    """One message of a mailbox: an answer, a bounce, an invitation, or our own sent copy.

    Addresses are as written (no lower-casing), ids keep their angle brackets, absent texts are
    "". `text` is the best plain text of the whole mail, quotes and signatures included.
    """

    gmail_id: str
    thread_id: str
    label_ids: frozenset[str]
    received_at: datetime  # aware UTC
    headers: tuple[tuple[str, str], ...]
    from_address: str
    from_name: str
    to_addresses: tuple[str, ...]
    cc_addresses: tuple[str, ...]
    subject: str
    message_id: str
    references: tuple[str, ...]
    text: str = field(repr=False)
    html: str = field(repr=False)
    delivery_reports: tuple[str, ...] = field(default=(), repr=False)
    returned_headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    calendars: tuple[CalendarPart, ...] = field(default=(), repr=False)
    raw: bytes = field(default=b"", repr=False)

    def header(self, name: str) -> str:
        """Return the first value of a header, decoded, whatever its case; "" when absent."""
        return next(iter(self.headers_all(name)), "")

    def headers_all(self, name: str) -> tuple[str, ...]:
        """Return all values of a header in order, whatever its case."""
        return _values(self.headers, name)

    def returned_all(self, name: str) -> tuple[str, ...]:
        """Return a header's values in the mail that a bounce gives back."""
        return _values(self.returned_headers, name)

    @property
    def report_type(self) -> str:
        """What a multipart/report reports, e.g. "delivery-status"; "" when it is none."""
        content_type = self.header("Content-Type")
        if not content_type.lower().startswith("multipart/report"):
            return ""
        return parameter(content_type, "report-type").lower()


def parse(
    raw: bytes,
    *,
    gmail_id: str,
    thread_id: str,
    label_ids: Iterable[str],
    received_at: datetime,
) -> InboundMail:
    """Parse RFC 822 bytes; never raises, however broken its MIME, headers or charsets are."""
    message: Message = message_from_bytes(raw, policy=compat32)
    return _assemble(
        header_pairs(message), collect(message), raw, gmail_id, thread_id, label_ids, received_at
    )


def from_headers(
    headers: Sequence[tuple[str, str]],
    *,
    gmail_id: str,
    thread_id: str,
    label_ids: Iterable[str],
    received_at: datetime,
) -> InboundMail:
    """Make a mail of its headers alone (Gmail's format=metadata): good for matching, no body."""
    pairs = tuple((name, decoded_header(value)) for name, value in headers)
    return _assemble(pairs, Parts(), b"", gmail_id, thread_id, label_ids, received_at)


def _assemble(
    headers: tuple[tuple[str, str], ...],
    parts: Parts,
    raw: bytes,
    gmail_id: str,
    thread_id: str,
    label_ids: Iterable[str],
    received_at: datetime,
) -> InboundMail:
    sender = next(iter(_values(headers, "From")), "")
    address = address_in(sender)
    return InboundMail(
        gmail_id=gmail_id,
        thread_id=thread_id,
        label_ids=frozenset(label_ids),
        received_at=received_at,
        headers=headers,
        from_address=address,
        from_name=_name(sender, address),
        to_addresses=_addresses(_values(headers, "To")),
        cc_addresses=_addresses(_values(headers, "Cc")),
        subject=next(iter(_values(headers, "Subject")), ""),
        message_id=next(iter(_ids(_values(headers, "Message-ID"))), ""),
        references=_ids(_values(headers, "References") + _values(headers, "In-Reply-To")),
        text=parts.text,
        html="\n".join(parts.htmls),
        delivery_reports=tuple(parts.delivery_reports),
        returned_headers=tuple(parts.returned_headers),
        calendars=tuple(parts.calendars),
        raw=raw,
    )


def _values(headers: tuple[tuple[str, str], ...], name: str) -> tuple[str, ...]:
    wanted = name.lower()
    return tuple(value for key, value in headers if key.lower() == wanted)


def address_in(value: str) -> str:
    """Return the address of a From or a similar header, "" when there is none.

    The last one in angle brackets wins: a display name may hold another one.
    """
    found = _IN_ANGLES.findall(value) or _BARE.findall(value)
    return str(found[-1]) if found else ""


def _name(value: str, address: str) -> str:
    before = value.rpartition("<")[0] if "<" in value else ""
    comment = re.search(r"\(([^()]*)\)\s*$", value)
    name = before.strip() or (comment.group(1) if comment else "")
    name = name.strip().strip("\"'").replace('\\"', '"').strip()
    return "" if name.lower() == address.lower() else name


def _addresses(values: tuple[str, ...]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for value in values:
        unquoted = re.sub(r'"[^"]*"\s*<', "<", value)
        for piece in unquoted.split(","):
            address = address_in(piece)
            if address:
                found[address] = None
    return tuple(found)


def _ids(values: tuple[str, ...]) -> tuple[str, ...]:
    """Ids in order, once each; one without brackets still counts when it is all there is."""
    found: dict[str, None] = {}
    for value in values:
        bracketed = _ID.findall(value)
        for each in bracketed or [word for word in value.split() if "@" in word]:
            found[f"<{''.join(each.split())}>"] = None
    return tuple(found)
