"""What a Salesmsg account holds, and the ledger of what really reached a phone."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Condition(StrEnum):
    """What is the matter with a number."""

    INVALID = "invalid"  # 21211: nobody can be reached there
    LANDLINE = "landline"  # 30006: it rings, but takes no texts


@dataclass(slots=True, kw_only=True)
class Team:
    """An inbox of the account with its sending number, if it has one."""

    id: int
    name: str
    number: str | None


@dataclass(slots=True, kw_only=True)
class Contact:
    """A person as Salesmsg knows them, by number."""

    id: int
    number: str
    created_at: datetime
    first_name: str = ""
    last_name: str = ""
    email: str | None = None
    opt_out: bool = False
    opt_out_at: datetime | None = None
    opt_in_at: datetime | None = None


@dataclass(slots=True, kw_only=True)
class Conversation:
    """All texts between one contact and one team."""

    id: int
    contact: Contact
    team: Team
    last_message_at: datetime
    closed: bool = False
    unread: bool = False


@dataclass(slots=True, kw_only=True)
class Message:
    """One text or call of a conversation; times are UTC, None until they happen."""

    id: int
    conversation: Conversation
    status: str
    body: str
    created_at: datetime
    source: str
    user_id: int | None = None
    type: str = "sms"
    release_at: datetime | None = None  # held by send_at or the quiet hours until then
    sent_at: datetime | None = None
    delivered_at: datetime | None = None
    failed_at: datetime | None = None
    failed_reason: str | None = None
    media: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text that really reached a phone."""

    to: str
    sender: str
    body: str
    at: datetime  # UTC
    message_id: int


@dataclass(slots=True, kw_only=True)
class Switches:
    """The account's bad days, turned on and off by the control endpoints."""

    hold_delivery: bool = False  # trial mode: everything stays `queued`
    delivery_delay_seconds: float = 0.0  # sandbox time from `sent` to `delivered`
    quiet_until: datetime | None = None  # organization quiet hours hold every text till then
    credits: int | None = None  # None: more than anybody needs


def switches_from(fields: dict[str, Any], old: Switches) -> Switches:
    """Return `old` with `fields` of a control call put over it."""
    known = {name: getattr(old, name) for name in Switches.__slots__}
    quiet = fields.get("quiet_until")
    if quiet:
        fields = {**fields, "quiet_until": datetime.fromisoformat(quiet)}
    return Switches(**{**known, **fields})
