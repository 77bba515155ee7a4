"""Gmail, Google Calendar, Google's consent and Salesmsg, as the engine needs them.

Every call makes one attempt with a hard deadline shorter than a lease, and raises only
`Temporary`, `Permanent`, `AccessRevoked` or, for writes, `OutcomeUnknown`.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from engine.domain.connection import Mailbox, SmsConnection
from engine.domain.errors import Temporary
from engine.domain.sms import SmsReport, SmsSent, SmsStatus, SmsText


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A draft Gmail keeps: a token that sends once."""

    id: str
    thread_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnDraft:
    """A draft that carries the id of a delivery of ours."""

    id: str
    delivery_id: str


class DraftState(StrEnum):
    """What has become of a draft."""

    WAITING = "waiting"  # still a draft: surely not sent
    GONE = "gone"  # sent, or deleted by a person: look for the mail


@dataclass(frozen=True, slots=True, kw_only=True)
class SentMail:
    """A mail in the account's Sent folder."""

    message_id: str  # Gmail's id
    thread_id: str
    rfc822_id: str | None = None  # the Message-ID header, when it was read


class EmailSender(Protocol):
    """Sends through one Gmail account by draft: created, then spent once."""

    def create_draft(self, mailbox: Mailbox, mime: bytes, thread_id: str | None) -> Draft:
        """Create a draft, in the thread when one is given. An OutcomeUnknown here sent nothing."""
        ...

    def send_draft(self, mailbox: Mailbox, draft_id: str) -> SentMail:
        """Spend the draft. Raises Permanent with kind "draft_gone" when it is not there."""
        ...

    def draft_state(self, mailbox: Mailbox, draft_id: str) -> DraftState:
        """Return whether the draft still waits; judged by its labels, not by 404 alone."""
        ...

    def delete_draft(self, mailbox: Mailbox, draft_id: str) -> None:
        """Delete the draft; one that is gone already is fine."""
        ...

    def own_drafts(self, mailbox: Mailbox, *, before: datetime) -> tuple[OwnDraft, ...]:
        """Return unsent drafts of ours last changed before then; a hundred are looked at."""
        ...

    def find_sent(
        self, mailbox: Mailbox, *, delivery_id: str, thread_id: str | None, to: str, since: datetime
    ) -> SentMail | None:
        """Look for the sent mail that carries this delivery's id: thread, then Sent, then text."""
        ...

    def rfc822_id(self, mailbox: Mailbox, message_id: str) -> str:
        """Return the Message-ID header that Gmail gave the sent mail."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Who an account is, by Gmail's own word."""

    email: str
    history_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SendAs:
    """An address the account sends as."""

    email: str
    name: str
    signature_html: str
    is_default: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MailChanges:
    """Messages added since a point of the mailbox's history, oldest first."""

    message_ids: tuple[str, ...]
    history_id: str  # where to go on; commit it together with the ids


class HistoryGone(Temporary):
    """Gmail no longer knows the history id: the mailbox has to be read anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A message as Gmail stores it."""

    gmail_id: str
    thread_id: str
    label_ids: frozenset[str]
    received_at: datetime  # UTC
    raw: bytes


class Mailboxes(Protocol):
    """Reads a Gmail account."""

    def profile(self, mailbox: Mailbox) -> Profile:
        """Return the account's address and the newest history id."""
        ...

    def send_as(self, mailbox: Mailbox) -> tuple[SendAs, ...]:
        """Return its accepted sending addresses with their signatures, the default first."""
        ...

    def changes(self, mailbox: Mailbox, since_history_id: str) -> MailChanges:
        """Return what was added, with no label filter. Raises HistoryGone."""
        ...

    def since(self, mailbox: Mailbox, since: datetime) -> tuple[str, ...]:
        """Return the ids of all messages since then, spam and trash included: for a resync."""
        ...

    def in_thread(self, mailbox: Mailbox, thread_id: str) -> tuple[str, ...]:
        """Return the ids of a thread's messages; empty when it is gone."""
        ...

    def mail(self, mailbox: Mailbox, gmail_id: str) -> Mail | None:
        """Return the message; none when it is gone."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class EventPerson:
    """Someone on an event."""

    email: str
    response: str  # needsAction | accepted | tentative | declined
    is_self: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A calendar event, as far as meetings go."""

    id: str
    uid: str  # iCalUID, the same for everyone invited; empty for a bare tombstone
    is_cancelled: bool
    summary: str = ""
    starts_at: datetime | None = None  # UTC; for a whole day, its midnight in the calendar's zone
    ends_at: datetime | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    organizer: str = ""
    people: tuple[EventPerson, ...] = ()
    people_omitted: bool = False
    is_meeting: bool = True  # not focus time, out of office, working location or a birthday


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarChanges:
    """Events changed since a sync token."""

    events: tuple[Event, ...]
    sync_token: str | None
    is_full: bool  # read anew, because there was no token or Google forgot it


class Calendar(Protocol):
    """Reads the primary calendar of an account."""

    def changes(self, mailbox: Mailbox, *, now: datetime) -> CalendarChanges:
        """Return what changed since `mailbox.calendar_token`, all of it when there is none."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """What a person's consent gave."""

    refresh_token: str
    scopes: tuple[str, ...]


class Consent(Protocol):
    """Google's consent screen, and what comes back from it."""

    def address(self, *, state: str, redirect_uri: str, login_hint: str | None) -> tuple[str, str]:
        """Return the consent page's address and the PKCE verifier to keep until the answer."""
        ...

    def exchange(self, *, code: str, verifier: str, redirect_uri: str) -> Granted:
        """Trade the code. Raises Refusal when a needed scope was unticked, naming it."""
        ...

    def revoke(self, refresh_token: str) -> None:
        """Give the access back; a token that is dead already is fine."""
        ...


class SmsSender(Protocol):
    """Texts through the workspace's Salesmsg number, within its requests per minute."""

    def send(self, connection: SmsConnection, *, to: str, body: str) -> SmsSent:
        """Send one text. A refused recipient raises Permanent with an `SmsFailure` kind."""
        ...

    def find_sent(
        self, connection: SmsConnection, *, to: str, body: str, since: datetime
    ) -> tuple[SmsSent, ...]:
        """Return outbound texts to `to` with this body since then, oldest first."""
        ...

    def conversation(
        self, connection: SmsConnection, *, number: str, since: datetime
    ) -> tuple[SmsText, ...]:
        """Return the contact's own texts since then, oldest first."""
        ...

    def sweep(self, connection: SmsConnection, *, since: datetime) -> tuple[SmsText, ...]:
        """Return inbound texts of every conversation that changed since then, oldest first."""
        ...

    def status(
        self, connection: SmsConnection, *, conversation_id: str, message_id: str
    ) -> SmsStatus | None:
        """Return how an accepted text stands now; none if its conversation lacks it."""
        ...

    def check(self, connection: SmsConnection) -> SmsReport:
        """Ask user, team and number, and say whether texts can go out."""
        ...

    def inboxes(self, connection: SmsConnection) -> tuple[tuple[str, str], ...]:
        """Return (team id, name) of every inbox the token can use; needs no team id."""
        ...

    def expires_at(self, token: str) -> datetime | None:
        """Return when a token dies (real time, UTC), none where it doesn't say."""
        ...

    def refresh(self, connection: SmsConnection) -> SmsConnection:
        """Rotate the token: the old one is dead at once, so store the answer before using it."""
        ...
