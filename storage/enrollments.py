"""Contacts in sequences.

In a write transaction whoever reads an enrollment keeps others from changing it until the end:
a reply and a send that meet would otherwise write over one another. Several are locked in the
order of their ids, so that no two transactions wait for each other.
"""

from collections.abc import Callable, Collection, Mapping
from collections.abc import Sequence as Rows
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    SelectBase,
    select,
)

from engine.domain.enrollment import Enrollment, EnrollmentState, ExitReason
from engine.domain.matching import normalised
from engine.domain.thawing import Frozen, Group, Stretch
from storage import freezing, tables
from storage.chains import Write
from storage.counting import GOING_ON, exits
from storage.due import due_in_lane
from storage.enrollment_mapper import ENROLLMENTS
from storage.merging import Merged
from storage.scoped import Scope, chunks

_enrollment = tables.enrollment.c
_contact = tables.contact.c


class SqlEnrollments:
    """Contacts in sequences."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._rows = Merged(ENROLLMENTS, scope)

    def get(self, enrollment_id: int) -> Enrollment | None:
        """Return the enrollment, if it is ours; locked in a write transaction."""
        return self._rows.get(enrollment_id, lock=True)

    def add_many(self, enrollments: Rows[Enrollment]) -> Rows[Enrollment]:
        """Insert (ids are ignored) and return them with ids, in the same order."""
        return self._rows.add_many(enrollments)

    def add_new(
        self, count: int, make: Callable[[Rows[int]], list[Enrollment]]
    ) -> Rows[Enrollment]:
        """Insert what `make` makes of so many new ids, and return it."""
        return self._rows.add_new(count, make)

    def save(self, enrollment: Enrollment) -> None:
        """Write what has changed since it was read here."""
        self._rows.save(enrollment)

    def saving(self, enrollment: Enrollment, was: Enrollment) -> Write:
        """Return the write of what has changed since it was read."""
        return self._rows.saving_if(enrollment, was)

    def save_changed(self, before: Rows[Enrollment], after: Rows[Enrollment]) -> None:
        """Write those that are not as they were read, both in the same order."""
        self._rows.save_changed(before, after)

    def many(self, enrollment_ids: Collection[int]) -> Rows[Enrollment]:
        """Return those that exist, by id; locked in a write transaction."""
        parts = chunks(sorted(set(enrollment_ids)))
        return [row for part in parts for row in self._by_id(_enrollment.id.in_(part))]

    def freeze(self, sequence_id: int, *, at: datetime) -> None:
        """Put everyone in a sequence to sleep, keeping what is left of their delays."""
        freezing.freeze(self._scope, sequence_id, at)
        self._rows.forget()

    def frozen(self, sequence_id: int, *, after_id: int = 0, limit: int = 10_000) -> Rows[Frozen]:
        """Return a page of a sequence's enrollments that its resumption lets go on, by id."""
        return freezing.frozen(self._scope, sequence_id, after_id=after_id, limit=limit)

    def frozen_groups(self, sequence_id: int, *, at_least: int) -> Rows[Group]:
        """Return those who wait for the same step since the same instant, if they are many."""
        return freezing.groups(self._scope, sequence_id, at_least=at_least)

    def thaw_group(self, sequence_id: int, group: Group, stretches: Rows[Stretch]) -> None:
        """Write when those of a group are due whose times are in a stretch; wake the active."""
        freezing.thaw_group(self._scope, sequence_id, group, stretches)
        self._rows.forget()

    def thaw(self, dues: Mapping[int, datetime]) -> None:
        """Write when each is due, by id, and wake those who are active then."""
        freezing.thaw(self._scope, dues)
        self._rows.forget()

    def due_in_lane(self, lane_id: str, *, now: datetime, limit: int) -> Rows[Enrollment]:
        """Return the best due enrollments: one short index range for each priority."""
        return due_in_lane(self._scope, lane_id, now=now, limit=limit)

    def of_contact(self, contact_id: int) -> Rows[Enrollment]:
        """Return all of a contact's enrollments, newest first."""
        return self._by_id(_enrollment.contact_id == contact_id)[::-1]

    def of_sequence(
        self,
        sequence_id: int,
        *,
        states: Collection[EnrollmentState] | None = None,
        after_id: int = 0,
        limit: int = 5000,
    ) -> Rows[Enrollment]:
        """Return a page of a sequence's enrollments by id, those with `id > after_id`."""
        where = [_enrollment.sequence_id == sequence_id, _enrollment.id > after_id]
        if states is not None:
            where.append(_enrollment.state.in_(states))
        statement = self._rows.select(*where).order_by(_enrollment.id).limit(limit)
        return self._rows.fetch_locked(statement)

    def latest_in(self, sequence_id: int, contact_ids: Collection[int]) -> Mapping[int, Enrollment]:
        """Return each contact's newest enrollment in this sequence."""
        found = self._of_contacts(contact_ids, _enrollment.sequence_id == sequence_id)
        return {enrollment.contact_id: enrollment for enrollment in found}

    def active_elsewhere(
        self, sequence_id: int, contact_ids: Collection[int]
    ) -> Mapping[int, Rows[Enrollment]]:
        """Return enrollments of these contacts in other sequences that are not over."""
        elsewhere = (_enrollment.sequence_id != sequence_id, _enrollment.state.in_(GOING_ON))
        grouped: dict[int, list[Enrollment]] = {}
        for enrollment in self._of_contacts(contact_ids, *elsewhere):
            grouped.setdefault(enrollment.contact_id, []).append(enrollment)
        return grouped

    def open_contact_ids(self, sequence_id: int) -> tuple[int, ...]:
        """Return the contacts whose enrollment here is not over, by id."""
        statement = (
            select(_enrollment.contact_id)
            .distinct()
            .where(self._rows.ours, _enrollment.sequence_id == sequence_id)
            .where(_enrollment.state.in_(GOING_ON))
            .order_by(_enrollment.contact_id)
        )
        return tuple(self._scope.connection.execute(statement).scalars())

    def by_thread(self, mailbox_id: int, thread_id: str) -> Rows[Enrollment]:
        """Return the enrollments whose emails are in this thread, newest first."""
        in_thread = (_enrollment.thread_id == thread_id, _enrollment.mailbox_id == mailbox_id)
        return self._by_id(*in_thread)[::-1]

    def of_mailbox_contacts(self, mailbox_id: int, email_keys: Collection[str]) -> Rows[Enrollment]:
        """Return enrollments sent from this mailbox to these people, newest first.

        Another spelling of an address is the same person: without its tag or Gmail's dots.
        """
        found = {
            enrollment.id: enrollment
            for part in chunks(dict.fromkeys(email_keys))
            for enrollment in self._of_people(
                self._people(_contact.email_key.in_(part)).union(
                    self._people(_contact.alias_key.in_([*filter(None, map(normalised, part))]))
                ),
                _enrollment.mailbox_id == mailbox_id,
            )
        }
        return [found[each] for each in sorted(found, reverse=True)]

    def of_phone(self, phone: str) -> Rows[Enrollment]:
        """Return enrollments of contacts with this number, newest first."""
        return self._of_people(self._people(_contact.phone == phone))[::-1]

    def held(self, *, limit: int) -> Rows[Enrollment]:
        """Return held enrollments, for the list of problems; the oldest first."""
        held = _enrollment.state == EnrollmentState.HELD
        return self._rows.fetch(self._rows.select(held).order_by(_enrollment.id).limit(limit))

    def exits(self, sequence_id: int) -> Rows[tuple[str | None, ExitReason, int]]:
        """Return (id of the last step had, reason, count): what the report is made of."""
        return exits(self._scope, sequence_id)

    def _by_id(self, *where: ColumnElement[bool]) -> list[Enrollment]:
        return self._rows.fetch_locked(self._rows.select(*where).order_by(_enrollment.id))

    def _of_contacts(
        self, contact_ids: Collection[int], *where: ColumnElement[bool]
    ) -> list[Enrollment]:
        parts = chunks(sorted(set(contact_ids)))
        return [
            row for part in parts for row in self._by_id(_enrollment.contact_id.in_(part), *where)
        ]

    def _people(self, who: ColumnElement[bool]) -> Select[Any]:
        return select(_contact.id).where(_contact.workspace_id == self._scope.workspace_id, who)

    def _of_people(self, people: SelectBase, *where: ColumnElement[bool]) -> list[Enrollment]:
        # People first, by their own indexes: a join would be gone through from the other end.
        return self._by_id(_enrollment.contact_id.in_(people), *where)
