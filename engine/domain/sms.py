"""Texts as the engine knows them, whatever provider carries them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class SmsFailure(StrEnum):
    """Why a text could not be sent; each kind has its effect on the contact or the connection."""

    OPTED_OUT = "opted_out"  # suppress the number everywhere
    INVALID_NUMBER = "invalid_number"  # no texts to this number; emails go on
    LANDLINE = "landline"  # no texts to this number; emails go on
    BLOCKED_BY_CARRIER = "blocked_by_carrier"  # the carrier filtered it
    UNREGISTERED_SENDER = "unregistered_sender"  # hold all texts of the workspace
    REGION_NOT_ENABLED = "region_not_enabled"  # no texts to this number
    SENDER_BAD = "sender_bad"  # the team's number can't text
    NO_CREDITS = "no_credits"  # hold all texts of the workspace
    RATE_LIMITED = "rate_limited"  # later
    AUTH = "auth"  # connect again
    TEMPORARY = "temporary"  # later
    OTHER = "other"  # shown as it came


@dataclass(frozen=True, slots=True, kw_only=True)
class SmsSent:
    """A text the provider took."""

    message_id: str
    conversation_id: str
    status: str  # created | queued | sent | delivered
    created_at: datetime | None = None  # UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class SmsStatus:
    """How a text stands that the provider took; statuses only move forward."""

    status: str  # created | queued | sent | delivered | failed | undelivered
    failure: SmsFailure | None = None
    reason: str = ""  # the provider's own words


@dataclass(frozen=True, slots=True, kw_only=True)
class SmsText:
    """An inbound text, by the contact."""

    message_id: str
    conversation_id: str
    number: str  # the contact's, E.164
    body: str  # plain: unescaped
    received_at: datetime  # UTC
    opted_out: bool = False  # the provider marks the contact as opted out


class SmsState(StrEnum):
    """Whether texts can go out: two levels of broken and one of not knowing."""

    NOT_CONFIGURED = "not_configured"  # no token or no team
    RECONNECT_REQUIRED = "reconnect_required"  # the token is dead
    MISSING_SCOPE = "missing_scope"  # the token may not do what is needed
    INBOX_MISSING = "inbox_missing"  # the team is gone
    NUMBER_MISSING = "number_missing"  # the team has no number
    UNKNOWN = "unknown"  # could not be asked now: keep what was known
    ACTIVE = "active"  # user, team and number are all good


@dataclass(frozen=True, slots=True, kw_only=True)
class SmsReport:
    """What a check of the connection found."""

    state: SmsState
    sentence: str  # what it means and what to do
    number: str = ""  # E.164
    team_id: str = ""
    team_name: str = ""
