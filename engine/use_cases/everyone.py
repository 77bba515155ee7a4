"""Everyone in a sequence who is not over, however many they are: a page at a time."""

from collections.abc import Callable, Iterator
from datetime import datetime

from engine.domain.enrollment import Contact, Enrollment, EnrollmentState
from engine.ports import Tx
from engine.use_cases.unplanned import is_new, tell

OPEN_STATES = (EnrollmentState.ACTIVE, EnrollmentState.PAUSED, EnrollmentState.HELD)
PAGE = 5000


def pages(tx: Tx, sequence_id: int) -> Iterator[tuple[Enrollment, Contact]]:
    """Return every enrollment here that is not over, with its contact, read as it is asked for."""
    last = 0
    while page := tx.enrollments.of_sequence(
        sequence_id, states=OPEN_STATES, after_id=last, limit=PAGE
    ):
        contacts = tx.contacts.many([one.contact_id for one in page])
        yield from ((one, contacts[one.contact_id]) for one in page)
        last = page[-1].id


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
        contacts = tx.contacts.many([one.contact_id for one in page])
        changed = [change(one, contacts[one.contact_id]) for one in page]
        tx.enrollments.save_changed(page, changed)
        unplanned += [b for a, b in zip(page, changed, strict=True) if is_new(a, b)]
        last = page[-1].id
    tell(tx, unplanned, now=now)
