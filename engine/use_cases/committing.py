"""The last transaction before the one call: decided again, the slot taken, marked *sending*."""

from dataclasses import replace
from datetime import datetime

from engine.domain.connection import Lane, Mailbox
from engine.domain.decide import Send, decide
from engine.domain.enrollment import Delivery, DeliveryState
from engine.domain.pace import MailboxPace, take_slot
from engine.ports import EngineTx
from engine.use_cases.preparing import Prepared
from engine.use_cases.situations import Read, read


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
    sending = marked_sending(delivery, real=real, resolve_at=resolve_at)
    # Asleep while the outcome is open: the record, or recovery, wakes it.
    asleep = replace(found.enrollment, wake_at=None)
    was = prepared.delivery
    if not etx.mark(taken, epoch=lane.epoch, delivery=sending, was=was, enrollment=asleep):
        return None
    situation = found.situation
    marked = replace(prepared, delivery=sending, mailbox=situation.mailbox, sms=situation.sms)
    return marked, taken


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
