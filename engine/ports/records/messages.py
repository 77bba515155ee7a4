"""What went out and what came in."""

from collections.abc import Collection, Mapping
from collections.abc import Sequence as Rows
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from engine.domain.enrollment import (
    Delivery,
    DeliveryState,
)


class Deliveries(Protocol):
    """Messages, one row each, with a unique key."""

    def get(self, delivery_id: str) -> Delivery | None: ...
    def by_key(self, key: str) -> Delivery | None: ...
    def add(self, delivery: Delivery) -> bool:
        """Insert; False, and nothing is changed, when the key exists already."""
        ...

    def save(
        self,
        delivery: Delivery,
        *,
        expecting: DeliveryState,
        same_try: bool = False,
        was: Delivery | None = None,
    ) -> bool:
        """Store the row if it still is in `expecting`; False when somebody was quicker.

        With `same_try` also False when it was marked *sending* anew since it was read. With `was`,
        the row as we wrote it last, only what has changed since.
        """
        ...

    def discard(self, delivery_id: str) -> None:
        """Drop a row that was never *sending*: its step may be prepared anew."""
        ...

    def of_enrollment(self, enrollment_id: int) -> Rows[Delivery]:
        """Return them in the order they were prepared."""
        ...

    def by_thread(self, mailbox_id: int, thread_id: str) -> Rows[Delivery]: ...
    def by_rfc822(self, mailbox_id: int, rfc822_ids: Collection[str]) -> Rows[Delivery]: ...
    def by_provider_id(self, provider_id: str) -> Delivery | None: ...
    def many(self, delivery_ids: Collection[str]) -> Rows[Delivery]: ...
    def sent_per_step(self, sequence_id: int) -> Mapping[str, int]: ...
    def held(self, *, limit: int) -> Rows[Delivery]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundEvent:
    """A message that arrived, and what became of it."""

    id: int
    mailbox_id: int | None  # none for texts
    external_id: str  # Gmail's message id, or Salesmsg's
    state: str  # new | done | quarantined
    attempts: int = 0
    verdict: str = ""  # the class it was given, for people and for reports
    payload: Mapping[str, Any] | None = None  # texts carry their words here


class Inbox(Protocol):
    """What arrived, each once: written with the cursor, judged in a step of its own."""

    def add_mail(self, mailbox_id: int, gmail_ids: Collection[str], *, at: datetime) -> int:
        """Remember messages to be judged; returns how many were not known before."""
        ...

    def add_text(self, message_id: str, payload: Mapping[str, Any], *, at: datetime) -> bool:
        """Remember a text to be judged; False when it was known before."""
        ...

    def new_mail(self, mailbox_id: int, *, limit: int) -> Rows[InboundEvent]: ...
    def has_new_mail(self, mailbox_id: int) -> bool:
        """Whether mail waits to be judged."""
        ...

    def new_texts(self, *, limit: int) -> Rows[InboundEvent]: ...
    def done(self, event_id: int, *, verdict: str) -> bool:
        """Mark a new event as judged; False when somebody judged it before."""
        ...

    def failed(self, event_id: int, *, quarantine: bool, reason: str) -> None:
        """Count the failure; quarantined ones are not tried again by themselves."""
        ...

    def is_judged(self, mailbox_id: int | None, external_id: str) -> bool: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A meeting with a contact, as last seen in a calendar or an invitation."""

    mailbox_id: int
    event_id: str  # the calendar's id, or the invitation's UID
    uid: str
    contact_id: int
    enrollment_id: int | None
    starts_at: datetime | None  # UTC
    summary: str = ""
    state: str = "booked"  # booked | declined | cancelled
    notice_id: int | None = None
    seen_at: datetime


class Meetings(Protocol):
    """Meetings, one row per event and contact: what was judged once is passed over."""

    def of_event(self, mailbox_id: int, event_id: str, uid: str) -> Rows[Meeting]: ...
    def save(self, meeting: Meeting) -> None:
        """Insert or replace by mailbox, uid (else event id) and contact."""
        ...

    def known_events(self, mailbox_id: int) -> frozenset[str]: ...
