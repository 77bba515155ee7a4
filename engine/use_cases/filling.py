"""Whoever is held for a missing value: let go on once it is there, or no longer needed."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from engine.domain import progress
from engine.domain.enrollment import Contact, Enrollment, HoldReason
from engine.domain.rich_text import joined
from engine.domain.sequence import Content, EmailStep, SequenceState, SmsStep, Step
from engine.domain.templates import missing
from engine.ports import Tx
from engine.use_cases import finding, unplanned
from engine.use_cases.rendering import template_values


def release_filled(tx: Tx, contacts: Iterable[Contact], *, now: datetime) -> int:
    """Let go on whoever was held for a value that is there now; return how many."""
    released = 0
    for contact in contacts:
        for enrollment in tx.enrollments.of_contact(contact.id):
            sequence = finding.sequence(tx, enrollment.sequence_id)
            content = finding.version_content(tx, sequence)
            back = if_filled(tx, enrollment, content, contact, state=sequence.state, now=now)
            if back is not enrollment:
                tx.enrollments.save(back)
                unplanned.tell_if_new(tx, enrollment, back, now=now)
                released += 1
    return released


def if_filled(
    tx: Tx,
    enrollment: Enrollment,
    content: Content,
    contact: Contact,
    *,
    state: SequenceState,
    now: datetime,
) -> Enrollment:
    """Return it on its way again if its next step lacks nothing in `content`, else as it is."""
    if enrollment.hold is not HoldReason.MISSING_VALUE:
        return enrollment
    step = content.step(enrollment.step_id or "")
    if step is not None and _lacks(tx, step, enrollment, content, contact):
        return enrollment
    back = progress.released(enrollment, content, contact, now=now, state=state)
    return replace(back, judged_until=enrollment.judged_until)


def _lacks(tx: Tx, step: Step, enrollment: Enrollment, content: Content, contact: Contact) -> bool:
    values = template_values(tx, contact, enrollment.mailbox_id)
    return any(missing(each, values) for each in _sent_of(step, enrollment, content))


def _sent_of(step: Step, enrollment: Enrollment, content: Content) -> tuple[str, ...]:
    """Return the templates that are read for it: a follow-up takes the first email's subject."""
    match step:
        case SmsStep():
            return (step.message,)
        case EmailStep():
            has_thread = enrollment.thread_id is not None and enrollment.subject is not None
            is_follow_up = content.settings.thread_emails and has_thread
            return (joined(step.body),) if is_follow_up else (step.subject, joined(step.body))
