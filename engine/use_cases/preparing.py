"""The first transaction of a delivery: decide, render, and commit the intent before any call."""

import uuid
from dataclasses import dataclass, replace
from datetime import datetime

from engine.domain import progress
from engine.domain.connection import Mailbox
from engine.domain.decide import Send, decide
from engine.domain.enrollment import Contact, Delivery, DeliveryState, HoldReason, step_key
from engine.domain.mime import UnsendableHeader
from engine.domain.sequence import Channel, Step
from engine.domain.templates import BrokenTemplate, MissingValues
from engine.ports import Tx
from engine.use_cases import composing, exiting, rendering
from engine.use_cases.applying import Parked, apply
from engine.use_cases.moving_on import move_on
from engine.use_cases.situations import Read


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A committed intent, and what it was rendered from: any change of that voids it."""

    delivery: Delivery
    found: Read

    @property
    def version(self) -> int | None:
        """Whose words it says."""
        return self.found.sequence.active_version

    @property
    def contact(self) -> Contact:
        """Whom it is for."""
        return self.found.situation.contact

    @property
    def mailbox(self) -> Mailbox | None:
        """What it is sent from, as it was read then."""
        return self.found.situation.mailbox


@dataclass(frozen=True, slots=True, kw_only=True)
class Outdated:
    """An earlier draft says something else than would be said now: drop it, then prepare anew."""

    delivery: Delivery


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
    delivery = _composed(
        *(tx, found, decision.step, delivery_id),
        now=now,
        looked_at=looked_at,
        public_url=public_url,
    )
    if delivery is None:
        return None
    if earlier is None:
        return Prepared(delivery=delivery, found=found) if tx.deliveries.add(delivery) else None
    return _again(tx, found, earlier, delivery)


def _composed(
    tx: Tx,
    found: Read,
    step: Step,
    delivery_id: str,
    *,
    now: datetime,
    looked_at: datetime,
    public_url: str | None,
) -> Delivery | None:
    """Return the step as it would go out; none when nobody can write it, and a person is asked."""
    situation = found.situation
    try:
        return composing.step_delivery(
            *(tx, situation, step),
            delivery_id=delivery_id,
            now=now,
            looked_at=looked_at,
            epoch=found.lane.epoch,
            token=_token(tx, found, step, now=now),
            public_url=public_url,
        )
    except MissingValues as error:
        detail = f"{situation.contact.name} has no {' and no '.join(error.names)}."
        exiting.hold(tx, found.enrollment, HoldReason.MISSING_VALUE, detail, now=now)
    except (BrokenTemplate, UnsendableHeader) as error:
        exiting.hold(tx, found.enrollment, HoldReason.TEMPLATE, str(error), now=now)
    return None


def _token(tx: Tx, found: Read, step: Step, *, now: datetime) -> str:
    """Return the token of the enrollment's unsubscribe link, stored if it is to be sent."""
    token, is_new = rendering.token_of(tx, found.enrollment)
    if is_new and step.channel is Channel.EMAIL:
        contact_id, enrollment_id = found.enrollment.contact_id, found.enrollment.id
        tx.tokens.add(
            token, contact_id=contact_id, enrollment_id=enrollment_id, is_test=False, at=now
        )
    return token


def _again(
    tx: Tx, found: Read, earlier: Delivery, delivery: Delivery
) -> Prepared | Outdated | None:
    """Use the row of an earlier try, and its draft where that still says the same."""
    if earlier.state is DeliveryState.DRAFTED:
        if (earlier.mailbox_id, earlier.mime) != (delivery.mailbox_id, delivery.mime):
            return Outdated(delivery=earlier)
        # The very same token, never another one: a late request of ours may still spend it.
        same = replace(earlier, looked_at=delivery.looked_at, epoch=delivery.epoch)
        return Prepared(delivery=same, found=found)
    anew = replace(delivery, attempts=earlier.attempts, sending_at=earlier.sending_at)
    is_saved = tx.deliveries.save(anew, expecting=earlier.state)
    return Prepared(delivery=anew, found=found) if is_saved else None


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
