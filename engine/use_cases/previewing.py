"""Looking before anything is sent: the exact messages for a real contact, and when they go."""

from collections import Counter
from collections.abc import Sequence as Rows
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from engine.domain import progress
from engine.domain.enrollment import Contact, Enrollment, EnrollmentState
from engine.domain.lacking import Lacking, sent_templates
from engine.domain.local_time import zone
from engine.domain.rendering import EmailContent, SmsContent, values_for
from engine.domain.schedule import NoOpenDay
from engine.domain.sequence import (
    Channel,
    Content,
    EmailStep,
    Sequence,
    SequenceState,
    SmsStep,
    Step,
)
from engine.domain.templates import BrokenTemplate, MissingValues
from engine.domain.workspace import Actor
from engine.ports import Store, Tx
from engine.use_cases import finding, rendering, subjects
from engine.use_cases.rendering import Links, sender_fields

SIMULATED_CONTACTS = 500  # a calendar of more says no more, and a modal opens within a second
SIMULATED_SENDS = 5000
DEAD_LINK = "https://unsubscribe.invalid/preview"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepPreview:
    """One step as this contact would get it; or why it can't be made."""

    step: Step
    email: EmailContent | None = None
    text: SmsContent | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Someone to look at the steps through."""

    contact: Contact
    lacking: tuple[str, ...]  # variables they have no value for


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """Every step for one contact, and whom else to look at."""

    sequence: Sequence
    contact: Contact
    steps: tuple[StepPreview, ...]
    candidates: tuple[Candidate, ...]  # the one with the most missing fields first


def preview(store: Store, actor: Actor, sequence_id: int, contact_id: int | None) -> Preview:
    """Return all steps of what is being written, for this contact or the most lacking one."""
    with store.read(actor.workspace_id) as tx:
        sequence = finding.sequence(tx, sequence_id)
        candidates = candidates_of(tx, sequence)
        contact = tx.contacts.get(contact_id) if contact_id is not None else None
        contact = contact or (candidates[0].contact if candidates else example(tx))
        return Preview(
            sequence=sequence,
            contact=contact,
            steps=render_steps(tx, sequence.id, sequence.working, contact),
            candidates=candidates,
        )


def example(tx: Tx) -> Contact:
    """Return a made-up contact for a sequence nobody is enrolled in yet."""
    return Contact(
        id=0,
        workspace_id=tx.workspace_id,
        email="ada@example.com",
        email_key="ada@example.com",
        phone="+14155550123",
        fields={
            "first_name": "Ada",
            "last_name": "Example",
            "company": "Example Inc.",
            "title": "CFO",
            **{name: f"[{name}]" for name in tx.contacts.columns()},
        },
    )


def candidates_of(tx: Tx, sequence: Sequence) -> tuple[Candidate, ...]:
    """Return the contact with the most missing fields, then a typical one, then a few more."""
    page = tx.enrollments.of_sequence(sequence.id, limit=SIMULATED_CONTACTS)
    contacts = tx.contacts.many([one.contact_id for one in page])
    mailbox_id = sequence.working.settings.mailbox_id
    mailbox = tx.mailboxes.get(mailbox_id) if mailbox_id is not None else None
    sender = sender_fields(tx, mailbox)
    known = Lacking()
    all_steps = sent_templates(sequence.working, with_texts=True)
    emails = sent_templates(sequence.working, with_texts=False)
    found = [
        Candidate(
            contact=contact,
            lacking=known.of(
                all_steps if contact.phone else emails, values_for(contact.values, sender)
            ),
        )
        for contact in contacts.values()
    ]
    found.sort(key=lambda each: (-len(each.lacking), len(each.contact.fields)))
    if len(found) <= 2:
        return tuple(found)
    typical = found[-1]
    return (found[0], typical, *found[1:-1][:20])


def render_steps(
    tx: Tx, sequence_id: int, content: Content, contact: Contact
) -> tuple[StepPreview, ...]:
    """Return each step by the same code that sends; links are dead, nothing is stored."""
    mailbox_id = content.settings.mailbox_id
    mailbox = tx.mailboxes.get(mailbox_id) if mailbox_id is not None else None
    shown: list[StepPreview] = []
    way = subjects.enrolled(tx, sequence_id, contact)
    for step in content.steps:
        try:
            match step:
                case EmailStep():
                    email = rendering.email(
                        tx,
                        step,
                        content,
                        contact,
                        mailbox=mailbox,
                        links=Links(url=DEAD_LINK, mailto=None),
                        first_subject=subjects.followed(tx, content, step, contact, way),
                    )
                    shown.append(StepPreview(step=step, email=email))
                case SmsStep():
                    text = rendering.text(tx, step, contact, mailbox=mailbox)
                    shown.append(StepPreview(step=step, text=text))
        except (MissingValues, BrokenTemplate) as error:
            shown.append(StepPreview(step=step, problem=str(error)))
    return tuple(shown)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Simulated sends, by local date and channel; the mailbox's cap moves them on."""

    zone: str
    days: tuple[tuple[date, int, int], ...]  # date, emails, texts
    first_at: datetime | None  # UTC
    contacts: int
    simulated: int  # of how many contacts; the rest would follow behind the cap
    busiest: int  # emails on the busiest day


def calendar(tx: Tx, sequence: Sequence, *, now: datetime) -> Calendar:
    """Return when everything would go out if it were activated now, nobody exiting."""
    content = sequence.working
    settings = tx.workspace.get().settings
    page = tx.enrollments.of_sequence(
        sequence.id,
        states=(EnrollmentState.ACTIVE, EnrollmentState.PAUSED),
        limit=min(SIMULATED_CONTACTS, max(20, SIMULATED_SENDS // max(1, len(content.steps)))),
    )
    contacts = tx.contacts.many([one.contact_id for one in page])
    emails: Counter[date] = Counter()
    texts: Counter[date] = Counter()
    place = zone(content.settings.zone)
    first_at: datetime | None = None
    for one in page:
        for step, due_at in _sends(one, content, contacts[one.contact_id], sequence, now=now):
            first_at = due_at if first_at is None else min(first_at, due_at)
            counted = emails if step.channel is Channel.EMAIL else texts
            counted[due_at.astimezone(place).date()] += 1
    capped = _capped(emails, settings.daily_limit)
    days = sorted({*capped, *texts})
    return Calendar(
        zone=content.settings.zone,
        days=tuple((day, capped.get(day, 0), texts[day]) for day in days),
        first_at=first_at,
        contacts=len(tx.enrollments.open_contact_ids(sequence.id)),
        simulated=len(page),
        busiest=max(capped.values(), default=0),
    )


def _sends(
    one: Enrollment, content: Content, contact: Contact, sequence: Sequence, *, now: datetime
) -> Rows[tuple[Step, datetime]]:
    anchor = now if sequence.active_version is None else one.anchor_at
    found: list[tuple[Step, datetime]] = []
    try:
        while True:
            one = progress.plan_next(
                one, content, contact, anchor=anchor, state=SequenceState.ACTIVE
            )
            step = content.step(one.step_id or "")
            if one.is_over or step is None or one.due_at is None:
                return found
            anchor = max(one.due_at, now)
            if step.channel is Channel.EMAIL or contact.phone:
                found.append((step, anchor))
            one = progress.had(replace(one, state=EnrollmentState.ACTIVE), step.id)
    except NoOpenDay:
        return found


def _capped(emails: Counter[date], limit: int) -> dict[date, int]:
    """Move what is over a day's limit to the next days, as the mailbox's cap will."""
    capped: dict[date, int] = {}
    waiting = 0
    days = sorted(emails)
    day = days[0] if days else None
    while day is not None and (waiting or day <= days[-1]):
        waiting += emails.get(day, 0)
        if waiting:
            capped[day] = min(waiting, limit)
            waiting -= capped[day]
        day += timedelta(days=1)
    return capped
