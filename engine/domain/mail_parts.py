"""The tree of a MIME message, flattened to what recognising needs; never raises on a broken one."""

import base64
import binascii
import re
from dataclasses import dataclass, field
from email.message import Message
from typing import TypeGuard

from engine.domain.html_text import html_to_text
from engine.domain.mail_charset import decoded, decoded_header

_LONGEST_TEXT_CHARS = 100_000
_LONGEST_HTML_CHARS = 500_000
_DEEPEST_PARTS = 20
_STUB = re.compile(
    r"\b(html|browser|view (it|this|the) (e-?mail|message)|rich text)\b.{0,120}$", re.I | re.S
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarPart:
    """An iCalendar object that came with the mail."""

    text: str
    method: str
    """Upper case, of the part's Content-Type; "" when it says none."""

    attached: bool
    """True for a mere attachment: a person may have attached somebody else's invitation."""


@dataclass(slots=True)
class Parts:
    """What was found so far while the tree is walked."""

    texts: list[str] = field(default_factory=list)
    htmls: list[str] = field(default_factory=list)
    delivery_reports: list[str] = field(default_factory=list)
    returned_headers: list[tuple[str, str]] = field(default_factory=list)
    calendars: list[CalendarPart] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n\n".join(text.strip("\n") for text in self.texts if text.strip())[
            :_LONGEST_TEXT_CHARS
        ]


def parameter(value: str, name: str) -> str:
    """Return a parameter of a Content-Type or Content-Disposition, "" when absent."""
    found = re.search(rf';\s*{re.escape(name)}\*?\s*=\s*(?:"([^"]*)"|([^;\s]+))', value, re.I)
    return (found.group(1) or found.group(2) or "").strip() if found else ""


def collect(message: Message) -> Parts:
    """Walk the tree in order; a forwarded message inside is not looked into."""
    parts = Parts()
    _walk(message, parts, in_report=False, depth=0)
    return parts


def header_pairs(message: Message) -> tuple[tuple[str, str], ...]:
    """Return every header in order, decoded."""
    return tuple((name, decoded_header(str(value))) for name, value in message.raw_items())


def _walk(part: Message, into: Parts, *, in_report: bool, depth: int) -> None:
    kind = part.get_content_type()
    children = _children(part) if depth < _DEEPEST_PARTS else []
    if kind.startswith("multipart/") and not children:
        into.texts.append(_text(part))  # a boundary that never comes: what is there is the text
    elif kind == "multipart/alternative":
        _alternative(children, into, depth)
    elif kind.startswith("multipart/"):
        for child in children:
            _walk(child, into, in_report=kind == "multipart/report" or in_report, depth=depth + 1)
    else:
        _leaf(part, kind, into, in_report=in_report)


def _children(part: Message) -> list[Message]:
    # Of a part without children get_payload() decodes, and raises on a charset of "undefined".
    payload: object = part.get_payload() if part.is_multipart() else []
    return [child for child in payload if isinstance(child, Message)] if _is_list(payload) else []


def _is_list(payload: object) -> TypeGuard[list[object]]:
    return isinstance(payload, list)


def _alternative(children: list[Message], into: Parts, depth: int) -> None:
    inner = Parts()
    for child in children:
        _walk(child, inner, in_report=False, depth=depth + 1)
    plain = [_text(c) for c in children if c.get_content_type() == "text/plain"]
    chosen = "\n".join(plain).strip()
    if inner.htmls and (not chosen or (len(chosen) < 300 and _STUB.search(chosen))):
        chosen = html_to_text("\n".join(inner.htmls))
    into.texts.append(chosen or inner.text)
    into.htmls.extend(inner.htmls)
    into.calendars.extend(inner.calendars)


def _leaf(part: Message, kind: str, into: Parts, *, in_report: bool) -> None:
    attached = _disposition(part).startswith("attachment")
    match kind:
        case "text/calendar" | "application/ics":
            method = parameter(str(part.get("Content-Type", "")), "method").upper()
            away = attached or kind == "application/ics"
            into.calendars.append(CalendarPart(text=_text(part), method=method, attached=away))
        case "message/delivery-status" | "message/global-delivery-status":
            into.delivery_reports.append(_report(part))
        case "message/rfc822" | "message/global" if in_report:
            for child in _children(part)[:1]:
                into.returned_headers.extend(header_pairs(child))
        case "text/rfc822-headers" | "message/rfc822-headers" if in_report:
            into.returned_headers.extend(_headers_in(_text(part)))
        case "text/html" if not attached:
            html = _text(part)[:_LONGEST_HTML_CHARS]
            into.htmls.append(html)
            into.texts.append(html_to_text(html))
        case "text/plain" | "text/enriched" if not attached:
            into.texts.append(_text(part))


def _disposition(part: Message) -> str:
    return str(part.get("Content-Disposition", "")).strip().lower()


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    raw = payload if isinstance(payload, bytes) else b""
    charset = parameter(str(part.get("Content-Type", "")), "charset")
    return decoded(raw, charset).replace("\r\n", "\n").replace("\r", "\n")


def _report(part: Message) -> str:
    """The fields of a delivery report as text; the parser has made a message of each block."""
    blocks = [_block(child) for child in _children(part)] or [_text(part)]
    text = "\n\n".join(blocks).replace("\r\n", "\n")
    if "base64" in str(part.get("Content-Transfer-Encoding", "")).lower():
        return _unbase64(text)
    return text


def _block(block: Message) -> str:
    """By hand: str(message) refuses to write some of the headers that it has read."""
    fields = [f"{name}: {value}" for name, value in header_pairs(block)]
    return "\n".join([*fields, _text(block)]).strip()


def _unbase64(text: str) -> str:
    try:
        return decoded(base64.b64decode("".join(text.split()) + "==="))
    except (binascii.Error, ValueError):
        return text


def _headers_in(text: str) -> list[tuple[str, str]]:
    unfolded = re.sub(r"\n[ \t]+", " ", text.strip())
    pairs = [line.partition(":") for line in unfolded.split("\n")]
    return [(name.strip(), decoded_header(value)) for name, colon, value in pairs if colon]
