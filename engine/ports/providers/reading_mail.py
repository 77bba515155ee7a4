"""Mail in: a Gmail account, its messages and what it says of itself."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from engine.domain.connection import Mailbox
from engine.domain.errors import Temporary


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
