"""Sequences, who is in them, and who approves them."""

from collections.abc import Callable, Collection, Mapping
from collections.abc import Sequence as Rows
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from engine.domain.approval import Approval, ApprovalState
from engine.domain.enrollment import (
    Enrollment,
    EnrollmentState,
    ExitReason,
)
from engine.domain.sequence import Content, Sequence, Version
from engine.domain.thawing import Frozen, Group, Stretch


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


class Enrollments(Protocol):
    """Contacts in sequences."""

    def get(self, enrollment_id: int) -> Enrollment | None: ...
    def add_many(self, enrollments: Rows[Enrollment]) -> Rows[Enrollment]:
        """Insert (ids are ignored) and return them with ids, in the same order."""
        ...

    def add_new(
        self, count: int, make: Callable[[Rows[int]], list[Enrollment]]
    ) -> Rows[Enrollment]:
        """Insert what `make` makes of so many new ids, and return it: plans depend on the id."""
        ...

    def save(self, enrollment: Enrollment) -> None: ...
    def save_changed(self, before: Rows[Enrollment], after: Rows[Enrollment]) -> None:
        """Write those that are not as they were read, both in the same order."""
        ...

    def many(self, enrollment_ids: Collection[int]) -> Rows[Enrollment]:
        """Return those that exist, by id."""
        ...

    def freeze(self, sequence_id: int, *, at: datetime) -> None:
        """Do what `progress.frozen` does, to everyone in the sequence who is not over."""
        ...

    def frozen(self, sequence_id: int, *, after_id: int = 0, limit: int = 10_000) -> Rows[Frozen]:
        """Return a page of those who wait for the sequence or a person, by id."""
        ...

    def frozen_groups(self, sequence_id: int, *, at_least: int) -> Rows[Group]:
        """Return those who wait for the same step since the same instant, if they are many."""
        ...

    def thaw_group(self, sequence_id: int, group: Group, stretches: Rows[Stretch]) -> None:
        """Write when those of a group are due whose times are in a stretch; wake the active."""
        ...

    def thaw(self, dues: Mapping[int, datetime]) -> None:
        """Write when each is due, by id, and wake those who are active then."""
        ...

    def due_in_lane(self, lane_id: str, *, now: datetime, limit: int) -> Rows[Enrollment]:
        """Return the best due enrollments: follow-ups first, then by wake-up time and id.

        What `read_ahead` fetches of each is fetched with them, and whether its mailbox has mail
        that waits to be judged; unless it would have to be read under a lock.
        """
        ...

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
        """Return enrollments sent from this mailbox to these people, newest first.

        Another spelling of an address is the same person: without its tag or Gmail's dots.
        """
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


class Receipts(Protocol):
    """Enrolments read but not committed: what the receipt showed is what Enroll commits."""

    def add(
        self, *, sequence_id: int, member_id: str, payload: Mapping[str, Any], at: datetime
    ) -> int: ...
    def get(self, receipt_id: int) -> Mapping[str, Any] | None: ...
    def take(self, receipt_id: int) -> Mapping[str, Any] | None:
        """Return it once: none when it was committed before."""
        ...
