"""Why something waits for a contact: what was sent, what comes next, when, and why then."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from engine.domain import schedule
from engine.domain.connection import ConnectionState, Lane, Mailbox
from engine.domain.enrollment import (
    Contact,
    Delivery,
    Enrollment,
    EnrollmentState,
    ExitReason,
    mailbox_lane,
)
from engine.domain.errors import NotFound
from engine.domain.local_time import zone
from engine.domain.pace import next_slot
from engine.domain.progress import contact_zones, offset_key
from engine.domain.schedule import Plan
from engine.domain.sequence import Content, Sequence, SequenceState, Step
from engine.domain.suppression import Suppression
from engine.domain.workspace import Actor, WorkspaceSettings
from engine.ports import EngineTx, Store, Tx
from engine.use_cases import finding
from engine.use_cases.situations import pace_of


class SlotReason(StrEnum):
    """What keeps a due step back."""

    SPACING = "spacing"  # between two sends of one account
    CAP = "cap"  # the day's limit: tomorrow
    PARKED = "parked"  # the provider asked to wait, or could not be reached


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """When an account may send, and what it waits for until then."""

    at: datetime  # UTC
    reason: SlotReason


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """What is known of one contact's way through one sequence, for `/sequence why`."""

    sequence: Sequence
    content: Content
    enrollment: Enrollment
    deliveries: tuple[Delivery, ...]
    next_step: Step | None
    plan: Plan | None  # how the time came about
    slot: Slot | None  # when the account's pace allows it, if later
    waits_for: str  # pause, hold, draft, reconnect …; "" when only time


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyContact:
    """The same for all of a contact's sequences."""

    contact: Contact
    suppressions: tuple[Suppression, ...]
    ways: tuple[Why, ...]


def why(store: Store, actor: Actor, email: str, *, now: datetime) -> WhyContact:
    """Return what was sent to this address, what comes next, when, and why then.

    Raises NotFound with near addresses.
    """
    with store.engine() as etx:
        tx = etx.within(actor.workspace_id)
        contact = finding.contact_by_email(tx, email)
        keys = [contact.email_key, *([contact.phone] if contact.phone else [])]
        found = tx.enrollments.of_contact(contact.id)
        if not found:
            raise NotFound(f"{contact.email} is known but was never enrolled in a sequence.")
        return WhyContact(
            contact=contact,
            suppressions=tuple(tx.suppressions.of(keys).values()),
            ways=tuple(_why(etx, tx, contact, enrollment, now) for enrollment in found),
        )


def _why(etx: EngineTx, tx: Tx, contact: Contact, enrollment: Enrollment, now: datetime) -> Why:
    sequence = finding.sequence(tx, enrollment.sequence_id)
    content = finding.version_content(tx, sequence)
    step = content.step(enrollment.step_id or "")
    mailbox = tx.mailboxes.get(enrollment.mailbox_id or 0)
    lane = etx.get_lane(enrollment.lane or mailbox_lane(enrollment.mailbox_id or 0))
    settings = tx.workspace.get().settings
    return Why(
        sequence=sequence,
        content=content,
        enrollment=enrollment,
        deliveries=tuple(tx.deliveries.of_enrollment(enrollment.id)),
        next_step=step,
        plan=_plan(enrollment, step, content, contact),
        slot=_slot(enrollment, step, lane, mailbox, settings, now) if lane else None,
        waits_for=_waits_for(enrollment, sequence, mailbox),
    )


def _plan(
    enrollment: Enrollment, step: Step | None, content: Content, contact: Contact
) -> Plan | None:
    if step is None or enrollment.is_over:
        return None
    try:
        return schedule.explain(
            enrollment.anchor_at,
            step.delay,
            content.settings.rules,
            offset_key(enrollment, step),
            contact_zones(contact) if step.channel.value == "sms" else (),
        )
    except schedule.NoOpenDay:
        return None


def _slot(
    enrollment: Enrollment,
    step: Step | None,
    lane: Lane,
    mailbox: Mailbox | None,
    settings: WorkspaceSettings,
    now: datetime,
) -> Slot | None:
    if step is None or enrollment.due_at is None:
        return None
    pace = pace_of(lane, mailbox, settings)
    wanted = max(now, enrollment.due_at)
    paced = next_slot(pace, wanted, offset_key(enrollment, step))
    if lane.not_before is not None and lane.not_before > paced:
        return Slot(at=lane.not_before, reason=SlotReason.PARKED)
    if paced <= wanted:
        return None
    place = zone(pace.zone)
    is_another_day = paced.astimezone(place).date() > wanted.astimezone(place).date()
    return Slot(at=paced, reason=SlotReason.CAP if is_another_day else SlotReason.SPACING)


def _waits_for(enrollment: Enrollment, sequence: Sequence, mailbox: Mailbox | None) -> str:
    match enrollment.state:
        case EnrollmentState.FINISHED:
            return "has had every step"
        case EnrollmentState.EXITED:
            return f"stopped: {(enrollment.exit or ExitReason.REMOVED).value}"
        case EnrollmentState.HELD:
            return f"held: {enrollment.hold_detail}"
        case EnrollmentState.PAUSED:
            return "this contact is paused"
        case EnrollmentState.ACTIVE:
            pass
    if sequence.state is SequenceState.DRAFT:
        return "the sequence is a draft: nothing is sent until it is activated"
    if sequence.state is SequenceState.PAUSED:
        return "the sequence is paused"
    if mailbox is not None and mailbox.state is not ConnectionState.ACTIVE:
        return f"{mailbox.email} has to be connected again"
    return ""
