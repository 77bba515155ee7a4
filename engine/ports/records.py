"""What stands in the store, by aggregate; every method is scoped to the transaction's workspace.

"Return ... or none" methods never raise for a missing row: who asked knows what to say about it.
`save` writes the whole row by its id.
"""

from collections.abc import Collection, Mapping
from collections.abc import Sequence as Rows
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from engine.domain.approval import Approval, ApprovalState
from engine.domain.connection import Mailbox, SmsConnection
from engine.domain.enrollment import (
    Contact,
    Delivery,
    DeliveryState,
    Enrollment,
    EnrollmentState,
    ExitReason,
)
from engine.domain.notice import JobKind, NewNotice, Notice, NoticeState
from engine.domain.sequence import Content, Sequence, Version
from engine.domain.suppression import Suppression
from engine.domain.workspace import Member, Workspace, WorkspaceSettings


class WorkspaceRecord(Protocol):
    """The workspace itself."""

    def get(self) -> Workspace: ...
    def save_settings(self, settings: WorkspaceSettings) -> None: ...


class Members(Protocol):
    """Slack users as last described."""

    def get(self, user_id: str) -> Member | None: ...
    def save(self, member: Member) -> None: ...


class MailboxRecords(Protocol):
    """Connected Gmail accounts."""

    def get(self, mailbox_id: int) -> Mailbox | None: ...
    def by_email(self, email: str) -> Mailbox | None: ...
    def of(self, owner_id: str) -> Rows[Mailbox]: ...
    def all(self) -> Rows[Mailbox]: ...
    def add(self, mailbox: Mailbox) -> Mailbox:
        """Insert (the id is ignored) and return it with its id; makes its lane as well."""
        ...

    def save(self, mailbox: Mailbox) -> None: ...
    def park(self, mailbox_id: int, *, until: datetime) -> None:
        """Let nothing go out of this mailbox before then."""
        ...



class SmsRecords(Protocol):
    """The workspace's SMS connection: one, or none."""

    def get(self) -> SmsConnection | None: ...
    def save(self, connection: SmsConnection) -> None:
        """Insert or replace; makes its lane as well."""
        ...

    def remove(self) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SequenceCounts:
    """How a sequence stands, for lists and cards."""

    contacts: int = 0  # enrollments ever
    active: int = 0  # enrollments not over
    held: int = 0
    sent: int = 0  # deliveries sent
    replied: int = 0
    booked: int = 0
    next_due_at: datetime | None = None  # UTC


class Sequences(Protocol):
    """Sequences and their activated versions."""

    def add(
        self,
        *,
        name: str,
        owner_id: str,
        working: Content,
        notify_channel: str | None,
        at: datetime,
    ) -> Sequence: ...
    def get(self, sequence_id: int) -> Sequence | None: ...
    def get_locked(self, sequence_id: int) -> Sequence | None:
        """Return it and keep other writers of this sequence out until the transaction ends."""
        ...

    def all(self) -> Rows[Sequence]:
        """Return every sequence, by name."""
        ...

    def save(self, sequence: Sequence) -> None: ...
    def add_version(self, version: Version) -> None: ...
    def version(self, sequence_id: int, number: int) -> Version | None: ...
    def activity(self, since: datetime) -> Mapping[int, SequenceCounts]:
        """Return what was sent, replied and booked since then, by sequence."""
        ...

    def counts(self, sequence_ids: Collection[int]) -> Mapping[int, SequenceCounts]: ...


class Contacts(Protocol):
    """People outside."""

    def get(self, contact_id: int) -> Contact | None: ...
    def many(self, contact_ids: Collection[int]) -> Mapping[int, Contact]: ...
    def by_keys(self, email_keys: Collection[str]) -> Mapping[str, Contact]:
        """Return those that exist, by `email_key`."""
        ...

    def by_phone(self, phone: str) -> Rows[Contact]: ...
    def search(self, text: str, *, limit: int) -> Rows[Contact]:
        """Return contacts whose email or name contains the text, by email."""
        ...

    def add_many(self, contacts: Rows[Contact]) -> Rows[Contact]:
        """Insert (ids are ignored) and return them with ids, in the same order."""
        ...

    def save(self, contact: Contact) -> None: ...
    def erase(self, contact_id: int) -> None:
        """Forget the person: contact, words of messages, events; suppressions stay."""
        ...

    def columns(self) -> frozenset[str]:
        """Return every custom column that an import has brought."""
        ...

    def add_columns(self, names: Collection[str]) -> None: ...


class Enrollments(Protocol):
    """Contacts in sequences."""

    def get(self, enrollment_id: int) -> Enrollment | None: ...
    def add_many(self, enrollments: Rows[Enrollment]) -> Rows[Enrollment]: ...
    def save(self, enrollment: Enrollment) -> None: ...
    def save_many(self, enrollments: Rows[Enrollment]) -> None: ...
    def of_contact(self, contact_id: int) -> Rows[Enrollment]:
        """Return all of a contact's enrollments, newest first."""
        ...

    def of_sequence(
        self,
        sequence_id: int,
        *,
        states: Collection[EnrollmentState] | None = None,
        after_id: int = 0,
        limit: int = 5000,
    ) -> Rows[Enrollment]:
        """Return a page of a sequence's enrollments by id, those with `id > after_id`."""
        ...

    def latest_in(self, sequence_id: int, contact_ids: Collection[int]) -> Mapping[int, Enrollment]:
        """Return each contact's newest enrollment in this sequence."""
        ...

    def active_elsewhere(
        self, sequence_id: int, contact_ids: Collection[int]
    ) -> Mapping[int, Rows[Enrollment]]:
        """Return enrollments of these contacts in other sequences that are not over."""
        ...

    def open_contact_ids(self, sequence_id: int) -> tuple[int, ...]:
        """Return the contacts whose enrollment here is not over, by id."""
        ...

    def by_thread(self, mailbox_id: int, thread_id: str) -> Rows[Enrollment]: ...
    def of_mailbox_contacts(self, mailbox_id: int, email_keys: Collection[str]) -> Rows[Enrollment]:
        """Return enrollments sent from this mailbox to contacts with these keys, newest first."""
        ...

    def of_phone(self, phone: str) -> Rows[Enrollment]:
        """Return enrollments of contacts with this number, newest first."""
        ...

    def held(self, *, limit: int) -> Rows[Enrollment]:
        """Return held enrollments, for the list of problems."""
        ...

    def exits(self, sequence_id: int) -> Rows[tuple[str | None, ExitReason, int]]:
        """Return (id of the last step had, reason, count): what the report is made of."""
        ...


class Deliveries(Protocol):
    """Messages, one row each, with a unique key."""

    def get(self, delivery_id: str) -> Delivery | None: ...
    def by_key(self, key: str) -> Delivery | None: ...
    def add(self, delivery: Delivery) -> bool:
        """Insert; False, and nothing is changed, when the key exists already."""
        ...

    def save(self, delivery: Delivery, *, expecting: DeliveryState) -> bool:
        """Store the row if it still is in `expecting`; False when somebody was quicker."""
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


class Suppressions(Protocol):
    """Who gets nothing."""

    def of(self, values: Collection[str]) -> Mapping[str, Suppression]:
        """Return those of these addresses and numbers that are suppressed."""
        ...

    def add(self, suppression: Suppression) -> bool:
        """Insert; False when it was there (a STOP replaces any other origin)."""
        ...

    def remove(self, value: str) -> None: ...
    def search(self, text: str, *, limit: int, offset: int = 0) -> Rows[Suppression]: ...
    def count(self) -> int: ...


class Approvals(Protocol):
    """Requests for a second person."""

    def add(self, approval: Approval) -> Approval: ...
    def get(self, approval_id: int) -> Approval | None: ...
    def open_for(self, sequence_id: int) -> Approval | None: ...
    def last_for(self, sequence_id: int) -> Approval | None: ...
    def open(self) -> Rows[Approval]: ...
    def close(self, approval: Approval, *, state: ApprovalState) -> bool:
        """Store the decided request if it is still open; False when somebody was quicker."""
        ...


class Notices(Protocol):
    """The outbox to Slack."""

    def add(self, notice: NewNotice, *, at: datetime) -> Notice:
        """Put it in the outbox, to be posted at once (`next_at` is long past)."""
        ...

    def get(self, notice_id: int) -> Notice | None: ...
    def find(self, kind: str, key: str, value: Any) -> Rows[Notice]:
        """Return notices of a kind whose payload has this value under this key, newest first."""
        ...

    def unreachable(self, *, since: datetime) -> Rows[Notice]:
        """Return the newest failed notice of each channel that nothing was posted to after it."""
        ...

    def thread_head(self, channel: str, thread_key: str) -> Notice | None:
        """Return the first notice of a contact's thread in this channel."""
        ...

    def touch(self, notice_id: int, *, payload: Mapping[str, Any]) -> None:
        """Give the card new facts: revision + 1 and waiting, due at once, so that it is updated."""
        ...

    def save_outcome(
        self,
        notice: Notice,
        *,
        state: NoticeState,
        posted_channel: str | None,
        posted_ts: str | None,
        next_at: datetime,
        attempts: int,
    ) -> None:
        """Record what came of posting this revision; a newer revision stays waiting."""
        ...


class Jobs(Protocol):
    """Slow work behind clicks."""

    def add(
        self,
        kind: JobKind,
        *,
        member_id: str,
        view_id: str | None,
        payload: Mapping[str, Any],
    ) -> int:
        """Put it in the queue, to be done at once; returns its id."""
        ...

    def done(self, job_id: int) -> None: ...
    def retry(self, job_id: int, *, at: datetime) -> None: ...


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


class Tokens(Protocol):
    """Unsubscribe links: random, stored, valid for good."""

    def add(
        self,
        token: str,
        *,
        contact_id: int,
        enrollment_id: int | None,
        is_test: bool,
        at: datetime,
    ) -> None: ...
    def of_enrollment(self, enrollment_id: int) -> str | None: ...
    def enrollment_of(self, token: str) -> int | None:
        """Return the enrollment a real (not a test's) link of this workspace belongs to."""
        ...


class Receipts(Protocol):
    """Enrolments read but not committed: what the receipt showed is what Enroll commits."""

    def add(
        self, *, sequence_id: int, member_id: str, payload: Mapping[str, Any], at: datetime
    ) -> int: ...
    def get(self, receipt_id: int) -> Mapping[str, Any] | None: ...
    def take(self, receipt_id: int) -> Mapping[str, Any] | None:
        """Return it once: none when it was committed before."""
        ...
