"""Salesmsg's JSON as typed values, tolerant of the shapes live integrations have met."""

import html
import json
import logging
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from engine.domain.sms import SmsFailure, SmsSent, SmsText

log = logging.getLogger(__name__)

# Codes that Salesmsg's help shows ("message statuses"), which are Twilio's, and their meaning.
CODES = {
    "21211": SmsFailure.INVALID_NUMBER,
    "21266": SmsFailure.INVALID_NUMBER,  # the number is our own
    "21408": SmsFailure.REGION_NOT_ENABLED,
    "21606": SmsFailure.SENDER_BAD,
    "21610": SmsFailure.OPTED_OUT,
    "21612": SmsFailure.REGION_NOT_ENABLED,  # this number can't be reached from ours
    "21614": SmsFailure.LANDLINE,
    "30001": SmsFailure.TEMPORARY,
    "30003": SmsFailure.TEMPORARY,  # the phone is off or out of reach
    "30004": SmsFailure.BLOCKED_BY_CARRIER,
    "30005": SmsFailure.INVALID_NUMBER,
    "30006": SmsFailure.LANDLINE,
    "30007": SmsFailure.BLOCKED_BY_CARRIER,
    "30008": SmsFailure.TEMPORARY,
    "30032": SmsFailure.UNREGISTERED_SENDER,
    "30034": SmsFailure.UNREGISTERED_SENDER,
}
_WORDS = (  # the first that matches
    (r"credit|balance|recharge", SmsFailure.NO_CREDITS),
    (r"opt(ed)?[ -]?out|unsubscribed|\bstop\b", SmsFailure.OPTED_OUT),
    (r"landline", SmsFailure.LANDLINE),
    (r"unregistered|not registered|10dlc|not verified", SmsFailure.UNREGISTERED_SENDER),
    (r"region|country", SmsFailure.REGION_NOT_ENABLED),
    (r"too many|rate limit", SmsFailure.RATE_LIMITED),
    (r"carrier|filtered|spam|blocked", SmsFailure.BLOCKED_BY_CARRIER),
    (r"invalid|not a valid", SmsFailure.INVALID_NUMBER),
    (r"temporar|try again|unreachable", SmsFailure.TEMPORARY),
)
_FAILED = frozenset({"failed", "undelivered"})
_ACCEPTED = frozenset({"created", "queued", "sent", "delivered"})


def failure_kind(reason: str) -> SmsFailure:
    """Return what a `failed_reason` means: by its first five-digit code, else by its words."""
    code = re.search(r"(?<!\d)\d{5}(?!\d)", reason)
    if code and code.group() in CODES:
        return CODES[code.group()]
    matches = (kind for words, kind in _WORDS if re.search(words, reason, re.IGNORECASE))
    return next(matches, SmsFailure.OTHER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A contact as Salesmsg shows it."""

    id: str
    number: str  # E.164; empty if it was not shown
    opted_out: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A row of a conversation, in or out."""

    id: str
    conversation_id: str
    status: str
    body: str  # plain
    at: datetime | None  # UTC
    failed_reason: str
    person: Person | None

    @property
    def is_inbound(self) -> bool:
        """Whether the contact wrote it: nothing but the status says so."""
        return self.status == "received"

    @property
    def has_failed(self) -> bool:
        """Whether it surely did not get through."""
        return self.status in _FAILED

    def as_sent(self) -> SmsSent:
        """Return it as a text the provider took; unknown statuses count as still under way."""
        if self.status not in _ACCEPTED and self.status != "scheduled":
            log.warning("Salesmsg shows an unknown message status: %r", self.status[:40])
        return SmsSent(
            message_id=self.id,
            conversation_id=self.conversation_id,
            status=self.status if self.status in _ACCEPTED else "queued",
            created_at=self.at,
        )

    def as_text(self, person: Person, *, seen_at: datetime) -> SmsText:
        """Return it as the contact's text; `seen_at` stands in for a time that is missing."""
        shown = self.person or person
        return SmsText(
            message_id=self.id,
            conversation_id=self.conversation_id,
            number=shown.number or person.number,
            body=self.body,
            received_at=self.at or seen_at,
            opted_out=shown.opted_out or person.opted_out,
        )


def rows(payload: Any) -> list[dict[str, Any]]:
    """Return the objects of a list that is bare, under `data` or under `results`, or just one."""
    if isinstance(payload, dict):
        for name in ("data", "results"):
            if name in payload:
                return rows(payload[name])
        return [payload] if "id" in payload else []
    return [row for row in payload if isinstance(row, dict)] if isinstance(payload, list) else []


def person(row: Any) -> Person | None:
    """Return a Contact, or None if this is none."""
    if not isinstance(row, dict) or "id" not in row:
        return None
    return Person(
        id=str(row["id"]),
        number=str(row.get("number") or ""),
        opted_out=bool(row.get("opt_out")),
    )


def message(row: dict[str, Any]) -> Message | None:
    """Return a Message, or None for calls and for what is no message."""
    if "id" not in row or row.get("type") == "call":
        return None
    return Message(
        id=str(row["id"]),
        conversation_id=str(row.get("conversation_id") or ""),
        status=str(row.get("status") or ""),
        body=plain_body(row),
        at=moment(row.get("received_at")) or moment(row.get("created_at")),
        failed_reason=str(row.get("failed_reason") or ""),
        person=person(row.get("contact")),
    )


def plain_body(row: dict[str, Any]) -> str:
    """Return what was written: `body_raw`, else `body` with its HTML undone."""
    raw = row.get("body_raw")
    if isinstance(raw, str) and raw:
        return raw
    broken = re.sub(r"<br\s*/?>", "\n", str(row.get("body") or ""))
    return html.unescape(broken).replace("\u00a0", " ")


def same_words(one: str, other: str) -> bool:
    """Return whether two bodies say the same, however escaped and spaced."""

    def bare(text: str) -> str:
        return " ".join(plain_body({"body": text}).split())

    return bare(one) == bare(other)


def moment(value: Any) -> datetime | None:
    """Return an ISO 8601 time in UTC; one without a zone is taken as UTC."""
    if not isinstance(value, str):
        return None
    try:
        read = datetime.fromisoformat(value)
    except ValueError:
        return None
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


def same_number(one: str, other: str) -> bool:
    """Return whether two numbers have the same digits."""
    return re.sub(r"\D", "", one) == re.sub(r"\D", "", other) != ""


def complaint(payload: Any) -> str:
    """Return the words of an error, whether `message` is text or a list of texts."""
    if not isinstance(payload, dict):
        return ""
    said = payload.get("message") or payload.get("error") or ""
    words = [str(part) for part in said] if isinstance(said, list) else [str(said)]
    errors = payload.get("errors")
    for sentences in errors.values() if isinstance(errors, dict) else ():
        words += sentences if isinstance(sentences, list) else [sentences]
    return " ".join(str(word) for word in words).strip()


def read_json(body: bytes) -> Any:
    """Return the JSON of a body, None for an empty one; raises ValueError for anything else."""
    return json.loads(body) if body.strip() else None
