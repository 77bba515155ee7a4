"""The receipt: what Enroll would do, shown before anything is committed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from engine.domain import progress
from engine.domain.enrollment import Contact, Enrollment, EnrollmentState, email_key
from engine.domain.lacking import Lacking, sent_templates
from engine.domain.refused_rows import RefusedRow
from engine.domain.rendering import values_for
from engine.domain.row_contacts import contact_of
from engine.domain.sequence import Channel, Content, Sequence, SequenceState
from engine.ports import Tx
from engine.use_cases import finding
from engine.use_cases.admitting import Judged
from engine.use_cases.rendering import sender_fields

SHOWN_NAMES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What Enroll would do; nothing is committed yet."""

    id: int
    sequence_id: int
    sequence: str
    state: SequenceState
    enrolled: int
    names: tuple[str, ...]  # the first few who will be enrolled
    refused: tuple[RefusedRow, ...]
    could_again: int  # were here before and have left: *Enroll again* takes them
    lacking: Mapping[str, int]  # variable -> how many have no value and no fallback
    lacking_names: Mapping[str, tuple[str, ...]]
    without_phone: int  # will skip SMS steps
    first_at: datetime | None  # UTC; none while the sequence doesn't send
    filled: int = 0  # stay as they are, but get values that they lacked


def made(tx: Tx, sequence: Sequence, judged: Judged, *, now: datetime) -> Receipt:
    """Return the receipt of rows that were judged; its id is 0 until it is kept."""
    content = finding.version_content(tx, sequence)
    people = [
        contact_of(row, judged.known.get(email_key(row.email)), tx.workspace_id)
        for row in judged.good
    ]
    lacking = _lacking(tx, content, people)
    return Receipt(
        id=0,
        sequence_id=sequence.id,
        sequence=sequence.name,
        state=sequence.state,
        enrolled=len(people),
        names=tuple(contact.name for contact in people[:SHOWN_NAMES]),
        refused=judged.refused,
        could_again=judged.could_again,
        lacking={name: len(who) for name, who in lacking.items()},
        lacking_names={name: tuple(who[:SHOWN_NAMES]) for name, who in lacking.items()},
        without_phone=_without_phone(content, people),
        first_at=_first_at(content, people, sequence, now=now),
        filled=len(judged.filling),
    )


def _lacking(tx: Tx, content: Content, people: list[Contact]) -> dict[str, list[str]]:
    mailbox_id = content.settings.mailbox_id
    mailbox = tx.mailboxes.get(mailbox_id) if mailbox_id is not None else None
    sender = sender_fields(tx, mailbox)
    all_steps = sent_templates(content, with_texts=True)
    emails = sent_templates(content, with_texts=False)
    known = Lacking()
    found: dict[str, list[str]] = {}
    for contact in people:
        values = values_for(contact.values, sender)
        for name in known.of(all_steps if contact.phone else emails, values):
            found.setdefault(name, []).append(contact.name)
    return found


def _without_phone(content: Content, people: list[Contact]) -> int:
    if not any(step.channel is Channel.SMS for step in content.steps):
        return 0
    return sum(not each.phone for each in people)


def _first_at(
    content: Content, people: list[Contact], sequence: Sequence, *, now: datetime
) -> datetime | None:
    if sequence.state is not SequenceState.ACTIVE or not people:
        return None
    probe = Enrollment(
        id=0,
        workspace_id=sequence.workspace_id,
        sequence_id=sequence.id,
        contact_id=people[0].id,
        state=EnrollmentState.ACTIVE,
        anchor_at=now,
        enrolled_at=now,
    )
    planned = progress.plan_next(probe, content, people[0], anchor=now, state=SequenceState.ACTIVE)
    return planned.due_at
