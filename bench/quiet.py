"""Null providers: Gmail and Google Calendar that take everything and have nothing to tell.

Each answers after a latency of its own, by default none, and counts what it was asked.
"""

import itertools
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from engine.domain.connection import Mailbox
from engine.ports import (
    CalendarChanges,
    Draft,
    DraftState,
    Mail,
    MailChanges,
    OwnDraft,
    Profile,
    SendAs,
    SentMail,
)


@dataclass(frozen=True, slots=True)
class QuietGoogle:
    """Keeps the ports `EmailSender`, `Mailboxes` and `Calendar`; safe to use from many threads."""

    latency_seconds: float = 0.0
    calls: Counter[str] = field(default_factory=Counter)
    called_at: list[tuple[str, float]] = field(default_factory=list)  # draft id, epoch seconds
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    def _answer(self, call: str) -> None:
        self.calls[call] += 1
        if self.latency_seconds:
            time.sleep(self.latency_seconds)

    def create_draft(self, mailbox: Mailbox, mime: bytes, thread_id: str | None) -> Draft:
        """Keep nothing, and give a new number."""
        self._answer("drafts.create")
        number = f"{mailbox.id}-{next(self._numbers)}-{time.monotonic_ns()}"
        return Draft(id=number, thread_id=thread_id or f"t{number}")

    def send_draft(self, mailbox: Mailbox, draft_id: str) -> SentMail:
        """Take it."""
        self.called_at.append((draft_id, time.time()))
        self._answer("drafts.send")
        return SentMail(message_id=f"m{draft_id}", thread_id=f"t{draft_id}")

    def draft_state(self, mailbox: Mailbox, draft_id: str) -> DraftState:
        """Say that it waits."""
        self._answer("drafts.get")
        return DraftState.WAITING

    def delete_draft(self, mailbox: Mailbox, draft_id: str) -> None:
        """Forget what was never kept."""
        self._answer("drafts.delete")

    def own_drafts(self, mailbox: Mailbox, *, before: datetime) -> tuple[OwnDraft, ...]:
        """Know of none."""
        self._answer("drafts.list")
        return ()

    def find_sent(
        self, mailbox: Mailbox, *, delivery_id: str, thread_id: str | None, to: str, since: datetime
    ) -> SentMail | None:
        """Find nothing."""
        self._answer("messages.list")
        return None

    def rfc822_id(self, mailbox: Mailbox, message_id: str) -> str:
        """Make one up of the message's id."""
        self._answer("messages.get")
        return f"<{message_id}@mail.gmail.com>"

    def profile(self, mailbox: Mailbox) -> Profile:
        """Return the mailbox as it is known."""
        self._answer("getProfile")
        return Profile(email=mailbox.email, history_id="1")

    def send_as(self, mailbox: Mailbox) -> tuple[SendAs, ...]:
        """Return none but its own address."""
        self._answer("sendAs.list")
        return ()

    def changes(self, mailbox: Mailbox, since_history_id: str) -> MailChanges:
        """Say that nothing came."""
        self._answer("history.list")
        return MailChanges(message_ids=(), history_id=since_history_id)

    def since(self, mailbox: Mailbox, since: datetime) -> tuple[str, ...]:
        """Say that nothing came."""
        self._answer("messages.list")
        return ()

    def in_thread(self, mailbox: Mailbox, thread_id: str) -> tuple[str, ...]:
        """Say that nothing came."""
        self._answer("threads.get")
        return ()

    def mail(self, mailbox: Mailbox, gmail_id: str) -> Mail | None:
        """Have no mail."""
        self._answer("messages.get")
        return None


@dataclass(frozen=True, slots=True)
class QuietCalendar:
    """Keeps the port `Calendar`: its `changes` has another shape than a mailbox's."""

    google: QuietGoogle

    def changes(self, mailbox: Mailbox, *, now: datetime) -> CalendarChanges:
        """Say that nothing is planned."""
        self.google._answer("events.list")
        return CalendarChanges(events=(), sync_token="1", is_full=False)
