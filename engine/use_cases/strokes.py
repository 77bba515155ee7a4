"""A send's first write and its last, each at one stroke: nearly always nothing stands in the way.

Both are tried on what was read without a lock. Whatever has to be told, held, waited for or read
once more is left to `preparing` and `recording`, which lock first.
"""

import uuid
from datetime import datetime

from engine.domain.decide import Send, decide
from engine.domain.enrollment import Delivery, step_key
from engine.domain.mime import UnsendableHeader
from engine.domain.sequence import Channel
from engine.domain.templates import BrokenTemplate, MissingValues
from engine.ports import Tx
from engine.use_cases import composing, moving_on, recording, rendering, unplanned
from engine.use_cases.committing import Marked
from engine.use_cases.preparing import Prepared
from engine.use_cases.situations import Read


def intend(
    tx: Tx, found: Read, *, now: datetime, looked_at: datetime, public_url: str | None
) -> Prepared | None:
    """Commit the intent to send a step that was never prepared; none if that is not so simple."""
    decision = decide(found.situation, now)
    if not isinstance(decision, Send) or found.seen is None:
        return None
    step = decision.step
    if tx.deliveries.by_key(step_key(found.enrollment.id, step.id)) is not None:
        return None
    token, is_new = rendering.token_of(tx, found.enrollment)
    try:
        delivery = composing.step_delivery(
            *(tx, found.situation, step),
            delivery_id=str(uuid.uuid4()),
            now=now,
            looked_at=looked_at,
            epoch=found.lane.epoch,
            token=token,
            public_url=public_url,
        )
    except (MissingValues, BrokenTemplate, UnsendableHeader):
        return None
    new_token = token if is_new and step.channel is Channel.EMAIL else None
    is_stored = tx.sends.intend(
        found.lane, epoch=found.lane.epoch, delivery=delivery, new_token=new_token, seen=found.seen
    )
    return Prepared(delivery=delivery, found=found) if is_stored else None


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
