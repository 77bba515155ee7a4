"""Mail out: through one Gmail account, by drafts that are spent once."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from engine.domain.connection import Mailbox


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
