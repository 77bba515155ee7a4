"""The last transaction before the one call: decided again, the slot taken, marked *sending*."""

from dataclasses import dataclass
from datetime import datetime

from engine.domain.connection import Lane, Mailbox, SmsConnection
from engine.domain.copying import replace
from engine.domain.decide import Send, decide
from engine.domain.enrollment import Delivery, DeliveryState, Enrollment
from engine.domain.pace import MailboxPace, take_slot
from engine.domain.sequence import Channel
from engine.ports import Seen, Tx
from engine.use_cases.preparing import Prepared
from engine.use_cases.situations import Read, read


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A delivery that is committed as *sending*, with what that was decided on."""

    delivery: Delivery
    found: Read
    lane: Lane  # with the slot it took
    asleep: Enrollment
    seen: Seen

    @property
    def account(self) -> Mailbox | SmsConnection | None:
        """What it goes out through, as it was read last."""
        situation = self.found.situation
        return situation.mailbox if self.delivery.channel is Channel.EMAIL else situation.sms


def commit(
    tx: Tx,
    lane: Lane,
    prepared: Prepared,
    delivery: Delivery,
    *,
    now: datetime,
    real: datetime,
    resolve_at: datetime,
    lease_until: datetime,
    anew: bool,
) -> Marked | None:
    """Decide once more by exits, pause, suppression, window and cap; take the slot, mark *sending*.

    Read `anew`, or as it was seen, which the mark itself compares. Returns none when it may not go
    out (any more), or when the lane is no longer ours. "After an exit" means: marked here after
    the exit was committed. The draft's id is kept with it: until then nobody can have sent it but
    the rep, by hand.
    """
    found = _read_anew(tx, lane, delivery) if anew else prepared.found
    if found is None or not _still_stands(found, prepared, now):
        return None
    if found.seen is None or not (anew or found.is_all_seen):
        return None
    taken = _with_slot(lane, found.situation.pace, now, lease_until)
    sending = marked_sending(delivery, real=real, resolve_at=resolve_at)
    # Asleep while the outcome is open: the record, or recovery, wakes it.
    asleep = replace(found.enrollment, wake_at=None)
    seen = tx.sends.mark(
        taken,
        epoch=lane.epoch,
        delivery=sending,
        was=prepared.delivery,
        asleep=asleep,
        awake=found.enrollment,
        seen=found.seen,
        only_to_plan=anew,
    )
    if seen is None:
        return None
    return Marked(delivery=sending, found=found, lane=taken, asleep=asleep, seen=seen)


def _read_anew(tx: Tx, lane: Lane, delivery: Delivery) -> Read | None:
    enrollment_id, sequence_id = delivery.enrollment_id or 0, delivery.sequence_id or 0
    return read(tx, lane, enrollment_id=enrollment_id, sequence_id=sequence_id)


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


def _with_slot(lane: Lane, pace: MailboxPace, now: datetime, lease_until: datetime) -> Lane:
    taken = take_slot(pace, now)
    return replace(
        lane,
        lease_until=lease_until,
        last_slot_at=taken.last_slot_at,
        day=taken.day.isoformat() if taken.day else None,
        sent_that_day=taken.sent_that_day,
    )
