"""Null providers: Gmail and Google Calendar that take everything and have nothing to tell.

Each answers after a latency of its own, by default none, and counts what it was asked.
"""

import itertools
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from engine.domain.connection import Mailbox
from engine.domain.errors import Temporary
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


@dataclass(slots=True, kw_only=True)
class QuietGoogle:
    """Keeps the ports `EmailSender` and `Mailboxes`; safe to use from many threads."""

    latency_seconds: float = 0.0
    remembers: bool = False  # when each draft was sent; costs memory
    is_closed: bool = False  # answers nothing any more: what is under way can end
    calls: Counter[tuple[str, str]] = field(default_factory=Counter)  # (kind of thread, call)
    sent_at: dict[str, float] = field(default_factory=dict)  # draft id -> seconds since 1970
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    def answer(self, call: str) -> None:
        """Count the call and take the time. Raises Temporary once closed."""
        if self.is_closed:
            raise Temporary("The bench is over.")
        kind = threading.current_thread().name.partition("_")[0]
        self.calls[kind, call] += 1
        if self.latency_seconds:
            time.sleep(self.latency_seconds)

    def create_draft(self, mailbox: Mailbox, mime: bytes, thread_id: str | None) -> Draft:
        """Keep nothing, and give a new number."""
        self.answer("drafts.create")
        number = f"{mailbox.id}-{next(self._numbers)}-{time.monotonic_ns()}"
        return Draft(id=number, thread_id=thread_id or f"t{number}")

    def send_draft(self, mailbox: Mailbox, draft_id: str) -> SentMail:
        """Take it."""
        if self.remembers:
            self.sent_at[draft_id] = time.time()
        self.answer("drafts.send")
        return SentMail(message_id=f"m{draft_id}", thread_id=f"t{draft_id}")

    def draft_state(self, mailbox: Mailbox, draft_id: str) -> DraftState:
        """Say that it waits."""
        self.answer("drafts.get")
        return DraftState.WAITING

    def delete_draft(self, mailbox: Mailbox, draft_id: str) -> None:
        """Forget what was never kept."""
        self.answer("drafts.delete")

    def own_drafts(self, mailbox: Mailbox, *, before: datetime) -> tuple[OwnDraft, ...]:
        """Know of none."""
        self.answer("drafts.list")
        return ()

    def find_sent(
        self, mailbox: Mailbox, *, delivery_id: str, thread_id: str | None, to: str, since: datetime
    ) -> SentMail | None:
        """Find nothing."""
        self.answer("messages.list")
        return None

    def rfc822_id(self, mailbox: Mailbox, message_id: str) -> str:
        """Make one up of the message's id."""
        self.answer("messages.get")
        return f"<{message_id}@mail.gmail.com>"

    def profile(self, mailbox: Mailbox) -> Profile:
        """Return the mailbox as it is known."""
        self.answer("getProfile")
        return Profile(email=mailbox.email, history_id="1")

    def send_as(self, mailbox: Mailbox) -> tuple[SendAs, ...]:
        """Return none but its own address."""
        self.answer("sendAs.list")
        return ()

    def changes(self, mailbox: Mailbox, since_history_id: str) -> MailChanges:
        """Say that nothing came."""
        self.answer("history.list")
        return MailChanges(message_ids=(), history_id=since_history_id)

    def since(self, mailbox: Mailbox, since: datetime) -> tuple[str, ...]:
        """Say that nothing came."""
        self.answer("messages.list")
        return ()

    def in_thread(self, mailbox: Mailbox, thread_id: str) -> tuple[str, ...]:
        """Say that nothing came."""
        self.answer("threads.get")
        return ()

    def mail(self, mailbox: Mailbox, gmail_id: str) -> Mail | None:
        """Have no mail."""
        self.answer("messages.get")
        return None


@dataclass(frozen=True, slots=True)
class QuietCalendar:
    """Keeps the port `Calendar`: its `changes` has another shape than a mailbox's."""

    google: QuietGoogle

    def changes(self, mailbox: Mailbox, *, now: datetime) -> CalendarChanges:
        """Say that nothing is planned."""
        self.google.answer("events.list")
        return CalendarChanges(events=(), sync_token="1", is_full=False)
