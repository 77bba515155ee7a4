"""The first transactions of a delivery: what to do now, and the intent before any call.

situation   everything a decision looks at, read at once
prepare     decide, render, commit the intent (or move the enrollment elsewhere)
commit      decide again on what stands now, take the slot, mark *sending*
"""

import uuid
from dataclasses import dataclass, replace
from datetime import date, datetime

from engine.domain import progress
from engine.domain.connection import Lane, Mailbox
from engine.domain.decide import (
    Decision,
    Exit,
    Finish,
    Hold,
    Park,
    Send,
    Situation,
    Skip,
    Sleep,
    WaitUntil,
    decide,
)
from engine.domain.enrollment import (
    Contact,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Enrollment,
    HoldReason,
    step_key,
)
from engine.domain.mime import UnsendableHeader
from engine.domain.pace import MailboxPace, take_slot
from engine.domain.sequence import Sequence, Step
from engine.domain.templates import BrokenTemplate, MissingValues
from engine.domain.workspace import WorkspaceSettings
from engine.ports import EngineTx, Tx
from engine.use_cases import composing, exiting, finding, unplanned

# One text a second at most: far below what a number may send, and it keeps replies in reach.
SMS_SPACING_SECONDS = 1
SMS_DAILY_LIMIT = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A situation with the rows it came from."""

    situation: Situation
    sequence: Sequence
    lane: Lane

    @property
    def enrollment(self) -> Enrollment:
        """The enrollment as it stands."""
        return self.situation.enrollment


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A committed intent, and what it was rendered from: any change of that voids it."""

    delivery: Delivery
    version: int | None
    contact: Contact
    mailbox: Mailbox | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outdated:
    """An earlier draft says something else than would be said now: drop it, then prepare anew."""

    delivery: Delivery


@dataclass(frozen=True, slots=True, kw_only=True)
class Parked:
    """The lane has to wait; nothing was prepared. No `until`: until someone reconnects."""

    until: datetime | None
    why: str


def read(tx: Tx, lane: Lane, *, enrollment_id: int, sequence_id: int) -> Read | None:
    """Return the situation of an enrollment now; none when it is gone."""
    # Under the sequence's lock nobody pauses or edits: what they may change is read after it.
    sequence = tx.sequences.get_locked(sequence_id)
    if sequence is None:
        return None
    tx.read_ahead(enrollment_id, version=sequence.active_version)
    enrollment = tx.enrollments.get(enrollment_id)
    if enrollment is None:
        return None
    contact = finding.contact(tx, enrollment.contact_id)
    keys = [contact.email_key, *([contact.phone] if contact.phone else [])]
    suppressed = tx.suppressions.of(keys)
    content = finding.version_content(tx, sequence)
    sender_id = progress.sender_of(enrollment, content)
    mailbox = tx.mailboxes.get(sender_id) if sender_id is not None else None
    situation = Situation(
        enrollment=enrollment,
        sequence_state=sequence.state,
        content=content,
        contact=contact,
        email_suppression=suppressed.get(contact.email_key),
        phone_suppression=suppressed.get(contact.phone) if contact.phone else None,
        mailbox=mailbox,
        sms=tx.sms.get() if lane.is_of_texts else None,
        pace=pace_of(lane, mailbox, tx.workspace.get().settings),
    )
    return Read(situation=situation, sequence=sequence, lane=lane)


def pace_of(lane: Lane, mailbox: Mailbox | None, settings: WorkspaceSettings) -> MailboxPace:
    """Return the lane's pace: a mailbox's spacing and cap, or the SMS number's."""
    is_sms = lane.is_of_texts
    return MailboxPace(
        zone=mailbox.zone if mailbox else "UTC",
        daily_limit=SMS_DAILY_LIMIT if is_sms else settings.daily_limit,
        spacing_seconds=SMS_SPACING_SECONDS if is_sms else settings.spacing_seconds,
        last_slot_at=lane.last_slot_at,
        day=date.fromisoformat(lane.day) if lane.day else None,
        sent_that_day=lane.sent_that_day,
    )


def prepare(
    tx: Tx, found: Read, *, now: datetime, looked_at: datetime, public_url: str | None
) -> Prepared | Outdated | Parked | None:
    """Commit the intent to send this enrollment's step, or do what was decided instead.

    Returns what was prepared, what stands in its way, what the lane has to wait for, or none.
    """
    decision = decide(found.situation, now)
    if not isinstance(decision, Send):
        return apply(tx, found, decision, now=now)
    earlier = tx.deliveries.by_key(step_key(found.enrollment.id, decision.step.id))
    if earlier is not None and not _may_go(tx, found, earlier, now=now):
        return None
    delivery_id = earlier.id if earlier else str(uuid.uuid4())
    try:
        delivery = composing.step_delivery(
            tx,
            found.situation,
            decision.step,
            delivery_id=delivery_id,
            now=now,
            public_url=public_url,
        )
    except MissingValues as error:
        detail = f"{found.situation.contact.name} has no {' and no '.join(error.names)}."
        exiting.hold(tx, found.enrollment, HoldReason.MISSING_VALUE, detail, now=now)
        return None
    except (BrokenTemplate, UnsendableHeader) as error:
        exiting.hold(tx, found.enrollment, HoldReason.TEMPLATE, str(error), now=now)
        return None
    delivery = replace(delivery, looked_at=looked_at, epoch=found.lane.epoch)
    if earlier is None:
        return _prepared(found, delivery) if tx.deliveries.add(delivery) else None
    return _again(tx, found, earlier, delivery)


def _again(
    tx: Tx, found: Read, earlier: Delivery, delivery: Delivery
) -> Prepared | Outdated | None:
    """Use the row of an earlier try, and its draft where that still says the same."""
    if earlier.state is DeliveryState.DRAFTED:
        if (earlier.mailbox_id, earlier.mime) != (delivery.mailbox_id, delivery.mime):
            return Outdated(delivery=earlier)
        # The very same token, never another one: a late request of ours may still spend it.
        same = replace(earlier, looked_at=delivery.looked_at, epoch=delivery.epoch)
        return _prepared(found, same)
    anew = replace(delivery, attempts=earlier.attempts, sending_at=earlier.sending_at)
    return _prepared(found, anew) if tx.deliveries.save(anew, expecting=earlier.state) else None


def _prepared(found: Read, delivery: Delivery) -> Prepared:
    return Prepared(
        delivery=delivery,
        version=found.sequence.active_version,
        contact=found.situation.contact,
        mailbox=found.situation.mailbox,
    )


def apply(tx: Tx, found: Read, decision: Decision, *, now: datetime) -> Parked | None:
    """Store what was decided instead of sending."""
    enrollment = found.enrollment
    match decision:
        case Park(until=until, why=why):
            return Parked(until=until, why=why)
        case WaitUntil(at=at):
            tx.enrollments.save(replace(enrollment, due_at=at, wake_at=at))
        case Sleep():
            tx.enrollments.save(replace(enrollment, wake_at=None))
        case Hold(reason=reason, detail=detail):
            exiting.hold(tx, enrollment, reason, detail, now=now)
        case Exit(reason=reason, detail=detail):
            exiting.stop(tx, enrollment, exiting.What(reason=reason, words=detail), now=now)
        case Finish():
            tx.enrollments.save(progress.finished(enrollment))
        case Skip(step=step, why=why):
            skip(tx, found.sequence, enrollment, step, why=why, now=now)
        case Send():
            raise AssertionError("A send is prepared, not applied.")
    return None


def skip(
    tx: Tx, sequence: Sequence, enrollment: Enrollment, step: Step, *, why: str, now: datetime
) -> None:
    """Pass over a step, saying why, and plan the next one from now."""
    tx.deliveries.add(
        Delivery(
            id=str(uuid.uuid4()),
            workspace_id=tx.workspace_id,
            key=step_key(enrollment.id, step.id),
            kind=DeliveryKind.STEP,
            channel=step.channel,
            state=DeliveryState.SKIPPED,
            sequence_id=sequence.id,
            enrollment_id=enrollment.id,
            contact_id=enrollment.contact_id,
            step_id=step.id,
            prepared_at=now,
            reason=why,
        )
    )
    move_on(tx, sequence, enrollment, step.id, now=now)


def move_on(
    tx: Tx, sequence: Sequence, enrollment: Enrollment, step_id: str, *, now: datetime
) -> Enrollment:
    """Put the step behind the enrollment and plan the next one, if it still goes on."""
    behind = progress.had(enrollment, step_id)
    if not behind.is_over:
        content = finding.version_content(tx, sequence)
        contact = finding.contact(tx, enrollment.contact_id)
        behind = progress.plan_next(
            replace(behind, remainder=None), content, contact, anchor=now, state=sequence.state
        )
        if behind.wake_at is None and not behind.is_over:
            # Paused while the call was under way: the next delay starts, and is kept whole.
            behind = progress.frozen(behind, content, at=now)
    tx.enrollments.save(behind)
    unplanned.tell_if_new(tx, enrollment, behind, now=now)
    return behind


def commit(
    etx: EngineTx,
    lane: Lane,
    prepared: Prepared,
    delivery: Delivery,
    *,
    now: datetime,
    real: datetime,
    resolve_at: datetime,
) -> tuple[Prepared, Lane] | None:
    """Read exits, pause, suppression, window and cap once more, take the slot, mark *sending*.

    Returns none when it may not go out (any more), or when the lane is no longer ours. "After an
    exit" means: marked here after the exit was committed. The draft's id is kept with it: until
    then nobody can have sent it but the rep, by hand.
    """
    tx = etx.within(delivery.workspace_id)
    found = read(
        tx,
        lane,
        enrollment_id=delivery.enrollment_id or 0,
        sequence_id=delivery.sequence_id or 0,
    )
    if found is None or not _still_stands(found, prepared, now):
        return None
    taken = _with_slot(lane, found.situation.pace, now)
    if not etx.save_lane(taken, epoch=lane.epoch):
        return None
    sending = marked_sending(delivery, real=real, resolve_at=resolve_at)
    if not tx.deliveries.save(sending, expecting=prepared.delivery.state):
        return None
    # Asleep while the outcome is open: the record, or recovery, wakes it.
    tx.enrollments.save(replace(found.enrollment, wake_at=None))
    return replace(prepared, delivery=sending, mailbox=found.situation.mailbox), taken


def marked_sending(delivery: Delivery, *, real: datetime, resolve_at: datetime) -> Delivery:
    """Return the delivery as it has to be committed right before its one call."""
    return replace(
        delivery,
        state=DeliveryState.SENDING,
        sending_at=real,
        resolve_at=resolve_at,
        attempts=delivery.attempts + 1,
    )


def _still_stands(found: Read, prepared: Prepared, now: datetime) -> bool:
    """Whether it would be decided and rendered the same way now."""
    decision = decide(found.situation, now)
    return (
        isinstance(decision, Send)
        and decision.step.id == prepared.delivery.step_id
        and found.sequence.active_version == prepared.version
        and found.situation.contact == prepared.contact
        and _sender_of(found.situation.mailbox) == _sender_of(prepared.mailbox)
    )


def _sender_of(mailbox: Mailbox | None) -> tuple[int, str, str] | None:
    """Return what a mail shows of its mailbox; its cursors and tokens move all the time."""
    return (mailbox.id, mailbox.name, mailbox.signature_html) if mailbox else None


def _with_slot(lane: Lane, pace: MailboxPace, now: datetime) -> Lane:
    taken = take_slot(pace, now)
    return replace(
        lane,
        last_slot_at=taken.last_slot_at,
        day=taken.day.isoformat() if taken.day else None,
        sent_that_day=taken.sent_that_day,
    )


def _may_go(tx: Tx, found: Read, earlier: Delivery, *, now: datetime) -> bool:
    """Whether the earlier try surely sent nothing; if it may have, let the enrollment know."""
    enrollment = found.enrollment
    match earlier.state:
        case DeliveryState.PREPARED | DeliveryState.DRAFTED:
            return True
        case DeliveryState.SENT | DeliveryState.SKIPPED | DeliveryState.FAILED:
            move_on(tx, found.sequence, enrollment, earlier.step_id or "", now=now)
        case DeliveryState.SENDING:
            tx.enrollments.save(replace(enrollment, wake_at=None))
        case DeliveryState.HELD:
            detail = earlier.reason or "It is not known whether this step was sent."
            tx.enrollments.save(progress.held(enrollment, HoldReason.OUTCOME_UNKNOWN, detail))
    return False
