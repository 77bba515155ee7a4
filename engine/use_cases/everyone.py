"""Everyone in a sequence who is not over, however many they are: a page at a time."""

from collections.abc import Callable, Iterator
from collections.abc import Sequence as Rows
from datetime import datetime

from engine.domain.enrollment import Contact, Enrollment, EnrollmentState
from engine.domain.sequence import Content
from engine.domain.thawing import Thaw
from engine.ports import Tx
from engine.use_cases.unplanned import is_new, tell

OPEN_STATES = (EnrollmentState.ACTIVE, EnrollmentState.PAUSED, EnrollmentState.HELD)
PAGE = 5000
MANY = 500  # worth a statement that reads the whole sequence


def pages(tx: Tx, sequence_id: int) -> Iterator[tuple[Enrollment, Contact]]:
    """Return every enrollment here that is not over, with its contact, read as it is asked for."""
    last = 0
    while page := tx.enrollments.of_sequence(
        sequence_id, states=OPEN_STATES, after_id=last, limit=PAGE
    ):
        contacts = tx.contacts.many([one.contact_id for one in page])
        yield from ((one, contacts[one.contact_id]) for one in page)
        last = page[-1].id


def thaw(
    tx: Tx,
    sequence_id: int,
    content: Content,
    one_by_one: Callable[[Enrollment, Contact], Enrollment],
    *,
    now: datetime,
) -> None:
    """Let everyone here go on from `now` but those who are paused alone.

    Whole groups by what they have in common, others by a few of their columns; `one_by_one` does
    the rest.
    """
    crowd, last = Thaw(content, now), 0
    for group in tx.enrollments.frozen_groups(sequence_id, at_least=MANY):
        if stretches := crowd.stretches(group):
            tx.enrollments.thaw_group(sequence_id, group, stretches)
    unplanned: list[Enrollment] = []
    while page := tx.enrollments.frozen(sequence_id, after_id=last):
        dues = {one.id: due for one in page if (due := crowd.due(one)) is not None}
        tx.enrollments.thaw(dues)
        rest = tx.enrollments.many([one.id for one in page if one.id not in dues])
        unplanned += _changed(tx, rest, one_by_one)
        last = page[-1].id
    tell(tx, unplanned, now=now)


def each_open(
    tx: Tx,
    sequence_id: int,
    change: Callable[[Enrollment, Contact], Enrollment],
    *,
    now: datetime,
) -> None:
    """Change every enrollment here that is not over, a page at a time."""
    last = 0
    unplanned: list[Enrollment] = []
    while page := tx.enrollments.of_sequence(
        sequence_id, states=OPEN_STATES, after_id=last, limit=PAGE
    ):
        unplanned += _changed(tx, page, change)
        last = page[-1].id
    tell(tx, unplanned, now=now)


def _changed(
    tx: Tx, page: Rows[Enrollment], change: Callable[[Enrollment, Contact], Enrollment]
) -> list[Enrollment]:
    """Change these; return those for whom no open day was found."""
    contacts = tx.contacts.many([one.contact_id for one in page])
    changed = [change(one, contacts[one.contact_id]) for one in page]
    tx.enrollments.save_changed(page, changed)
    return [b for a, b in zip(page, changed, strict=True) if is_new(a, b)]
