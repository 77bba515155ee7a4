"""A step is behind an enrollment: what comes next, and when."""

from datetime import datetime

from engine.domain import progress
from engine.domain.enrollment import Contact, Enrollment
from engine.domain.sequence import Content, Sequence, SequenceState
from engine.ports import Tx
from engine.use_cases import finding, unplanned


def move_on(
    tx: Tx, sequence: Sequence, enrollment: Enrollment, step_id: str, *, now: datetime
) -> Enrollment:
    """Put the step behind the enrollment and plan the next one, if it still goes on."""
    behind = progress.had(enrollment, step_id)
    if not behind.is_over:
        content = finding.version_content(tx, sequence)
        contact = finding.contact(tx, enrollment.contact_id)
        behind = planned(behind, content, contact, sequence.state, now=now)
    tx.enrollments.save(behind)
    unplanned.tell_if_new(tx, enrollment, behind, now=now)
    return behind


def planned(
    behind: Enrollment, content: Content, contact: Contact, state: SequenceState, *, now: datetime
) -> Enrollment:
    """Return an enrollment that has a step behind it since `now` with what comes next."""
    coming = progress.plan_next(behind, content, contact, anchor=now, state=state)
    if coming.wake_at is None and not coming.is_over:
        # Paused while the call was under way: the next delay starts, and is kept whole.
        return progress.frozen(coming, at=now)
    return coming
