"""A send's first write and its last, each at one stroke: nearly always nothing stands in the way.

Both are tried on what was read without a lock, the first before the look. Whatever has to be told,
held, waited for or read once more is left to `preparing` and `recording`, which lock first.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime

from engine.domain.connection import Lane
from engine.domain.decide import Send, decide
from engine.domain.enrollment import Delivery, step_key
from engine.domain.mime import UnsendableHeader
from engine.domain.sequence import Channel, Step
from engine.domain.templates import BrokenTemplate, MissingValues
from engine.ports import Seen, Tx
from engine.use_cases import composing, moving_on, recording, rendering, unplanned
from engine.use_cases.committing import Marked
from engine.use_cases.composing import Message
from engine.use_cases.preparing import Prepared
from engine.use_cases.situations import Read


@dataclass(frozen=True, slots=True, kw_only=True)
class Worded:
    """A step that was never prepared, as its contact would get it; nothing of it is stored."""

    found: Read
    seen: Seen
    step: Step
    delivery_id: str
    message: Message
    new_token: str | None  # of the unsubscribe link that it carries


def worded(tx: Tx, found: Read, *, now: datetime, public_url: str | None) -> Worded | None:
    """Return the step that may be sent now, in words; none if that is not so simple."""
    decision = decide(found.situation, now)
    if not isinstance(decision, Send) or found.seen is None:
        return None
    step = decision.step
    if tx.deliveries.by_key(step_key(found.enrollment.id, step.id)) is not None:
        return None
    token, is_new = rendering.token_of(tx, found.enrollment)
    id_ = str(uuid.uuid4())
    try:
        message = composing.message(
            *(tx, found.situation, step), delivery_id=id_, token=token, public_url=public_url
        )
    except (MissingValues, BrokenTemplate, UnsendableHeader):
        return None
    return Worded(
        found=found,
        seen=found.seen,
        step=step,
        delivery_id=id_,
        message=message,
        new_token=token if is_new and step.channel is Channel.EMAIL else None,
    )


def intend(
    tx: Tx, worded: Worded, lane: Lane, *, now: datetime, looked_at: datetime
) -> Prepared | None:
    """Commit the intent to send it, with the lane; none if anything is not as it was seen."""
    delivery = composing.as_delivery(
        *(worded.found.situation, worded.step, worded.message),
        delivery_id=worded.delivery_id,
        now=now,
        looked_at=looked_at,
        epoch=lane.epoch,
    )
    is_stored = tx.sends.intend(
        lane, epoch=lane.epoch, delivery=delivery, new_token=worded.new_token, seen=worded.seen
    )
    return Prepared(delivery=delivery, found=worded.found) if is_stored else None


def record(tx: Tx, marked: Marked, recorded: Delivery, *, at: datetime) -> bool:
    """Record what was sent at `at`, and plan what follows; False if that is not so simple."""
    situation = marked.found.situation
    behind = recording.behind(marked.asleep, recorded)
    after = moving_on.planned(
        behind, situation.content, situation.contact, situation.sequence_state, now=at
    )
    if unplanned.is_new(marked.asleep, after):
        return False
    return tx.sends.record(
        recorded, was=marked.delivery, after=after, asleep=marked.asleep, seen=marked.seen
    )
