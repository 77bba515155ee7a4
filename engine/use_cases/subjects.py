"""The subject that a follow-up takes over: the first email's, as it was sent or will be."""

from engine.domain.enrollment import Contact, Enrollment
from engine.domain.rendering import render_subject
from engine.domain.sequence import Content, EmailStep, Step
from engine.domain.templates import BrokenTemplate, MissingValues
from engine.ports import Tx
from engine.use_cases.rendering import template_values


def enrolled(tx: Tx, sequence_id: int, contact: Contact) -> Enrollment | None:
    """Return the contact's newest way through this sequence; none for one who is made up."""
    return tx.enrollments.latest_in(sequence_id, [contact.id]).get(contact.id)


def followed(
    tx: Tx, content: Content, step: Step, contact: Contact, enrollment: Enrollment | None
) -> str | None:
    """Return the subject that `step` goes out under after `Re: `; none where it has its own.

    One that can't be rendered for this contact is returned as it was written.
    """
    if not content.settings.thread_emails:
        return None
    first = _first_email(content, enrollment)
    if first is not None and first.id == step.id:
        return None
    if enrollment is not None and enrollment.thread_id is not None:
        return enrollment.subject
    return _rendered(tx, first, content, contact) if first is not None else None


def _first_email(content: Content, enrollment: Enrollment | None) -> EmailStep | None:
    """Return the email that begins the thread: of a thread that stands, one they have had."""
    emails = [step for step in content.steps if isinstance(step, EmailStep)]
    if enrollment is not None and enrollment.thread_id is not None:
        emails = [step for step in emails if step.id in enrollment.had_step_ids]
    return emails[0] if emails else None


def _rendered(tx: Tx, first: EmailStep, content: Content, contact: Contact) -> str:
    try:
        values = template_values(tx, contact, content.settings.mailbox_id)
        return render_subject(first.subject, values)
    except (MissingValues, BrokenTemplate):
        return first.subject
