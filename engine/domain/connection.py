"""Connected accounts: Gmail mailboxes and the workspace's SMS number."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from engine.domain.errors import ProviderError


def mark_of(secret: str) -> str:
    """Return what tells one token from another without giving it away; empty for none."""
    return hashlib.sha256(secret.encode()).hexdigest()[:16] if secret else ""


class ConnectionState(StrEnum):
    """Whether an account can be used now."""

    ACTIVE = "active"  # works, as far as the last call showed
    RECONNECT = "reconnect"  # access is gone: a person has to connect it again
    BROKEN = "broken"  # connected, but can't do what is needed; `problem` says why


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """A connected Gmail account."""

    id: int
    workspace_id: str
    owner_id: str  # the member who connected it
    email: str  # from Gmail's profile
    name: str = ""  # the display name mails are sent under
    signature_html: str = ""
    aliases: tuple[str, ...] = ()  # every address it sends as, its own included
    refresh_token: str = field(repr=False)
    scopes: tuple[str, ...] = ()  # what was granted, which can be less than was asked
    zone: str = "UTC"  # its owner's; the daily cap counts by this zone's days
    state: ConnectionState = ConnectionState.ACTIVE
    problem: str = ""
    history_id: str | None = None  # where listening goes on; none: before the first look
    heard_at: datetime | None = None  # when the mail was last read completely, UTC
    calendar_token: str | None = None  # Google's sync token
    calendar_at: datetime | None = None  # when the calendar was last read completely, UTC

    @property
    def reads_calendar(self) -> bool:
        """Whether its owner granted a look at the calendar."""
        return any("calendar" in scope for scope in self.scopes)

    @property
    def grant(self) -> str:
        """The mark of the consent it is used with; a new one is another."""
        return mark_of(self.refresh_token)


@dataclass(frozen=True, slots=True, kw_only=True)
class SmsConnection:
    """The workspace's Salesmsg account and the team (inbox) whose number sends."""

    workspace_id: str
    token: str = field(repr=False)
    refresh_token: str | None = field(default=None, repr=False)  # only with OAuth
    expires_at: datetime | None = None  # real time, UTC
    team_id: str = ""
    number: str = ""  # E.164, for display
    connected_by: str = ""  # the member who is told when it fails
    state: ConnectionState = ConnectionState.ACTIVE
    problem: str = ""
    checked_at: datetime | None = None  # UTC
    swept_at: datetime | None = None  # when conversations were last read, UTC

    @property
    def grant(self) -> str:
        """The mark of the token it is used with; a renewed one is another."""
        return mark_of(self.token)


def is_outdated(error: ProviderError, account: Mailbox | SmsConnection) -> bool:
    """Whether an access was refused that `account`, as it is stored now, no longer has.

    A token dies the moment it is renewed, with requests under way: they say nothing of the new one.
    """
    return error.grant not in ("", account.grant)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """The pace of one queue, and who works it now. Leases run on real time."""

    id: str
    workspace_id: str
    owner: str | None = None
    lease_until: datetime | None = None  # real time, UTC
    epoch: int = 0  # +1 at each claim
    not_before: datetime | None = None  # parked: the next slot, a Retry-After, tomorrow; UTC
    last_slot_at: datetime | None = None
    day: str | None = None  # ISO date in the owner's zone that `sent_that_day` counts
    sent_that_day: int = 0

    @property
    def is_of_texts(self) -> bool:
        """Whether it is a workspace's number, not a mailbox."""
        return self.id.startswith("sms:")
