"""What only a person can say: was it sent, should it go again, should it be passed over."""

import uuid
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from engine.domain import progress
from engine.domain.enrollment import Delivery, DeliveryKind, DeliveryState
from engine.domain.errors import NotFound, Refusal
from engine.domain.lifecycle import require_manage
from engine.domain.notice import NoticeKind
from engine.domain.workspace import Actor
from engine.ports import SentMail, Store, Tx
from engine.use_cases import finding, recording, unplanned
from engine.use_cases.moving_on import move_on


class Answer(StrEnum):
    """What a person says of a message whose outcome nobody knows."""

    SENT = "sent"  # it was sent
    AGAIN = "again"  # send it again
    SKIP = "skip"  # neither: go on with the next step


FOUND = "found"  # the answer that no person gave: Gmail shows the mail


def settle(
    store: Store, actor: Actor, delivery_id: str, answer: Answer, *, now: datetime
) -> Delivery:
    """Take a person's word for a held delivery, once. Raises Refusal when it was settled."""
    with store.begin(actor.workspace_id) as tx:
        delivery = tx.deliveries.get(delivery_id)
        if delivery is None:
            raise NotFound("This message no longer exists; the contact may have been erased.")
        _require_right(tx, actor, delivery)
        if delivery.state is not DeliveryState.HELD:
            raise Refusal("This was settled already.")
        _apply(tx, delivery, answer, now=now)
        _answer_cards(tx, delivery, {"answer": answer.value, "answered_by": actor.user_id})
        return delivery


def found_sent(tx: Tx, delivery: Delivery, sent: SentMail, *, at: datetime, now: datetime) -> None:
    """Settle a held mail that turned up in Gmail's Sent after all: nobody has to say it."""
    if recording.sent_mail(tx, delivery, sent, at=at, now=now):
        _answer_cards(tx, delivery, {"answer": FOUND})


def _answer_cards(tx: Tx, delivery: Delivery, settled: dict[str, str]) -> None:
    for card in tx.notices.find(NoticeKind.OUTCOME_UNKNOWN, "delivery_id", delivery.id):
        tx.notices.touch(card.id, payload=dict(card.payload) | settled)


def _require_right(tx: Tx, actor: Actor, delivery: Delivery) -> None:
    if delivery.kind is not DeliveryKind.STEP and delivery.requested_by == actor.user_id:
        return
    if delivery.sequence_id is not None:
        require_manage(finding.sequence(tx, delivery.sequence_id), actor)


def _apply(tx: Tx, delivery: Delivery, answer: Answer, *, now: datetime) -> None:
    match answer:
        case Answer.SENT:
            at = delivery.sending_at or now
            sent = SentMail(
                message_id=delivery.provider_id or "", thread_id=delivery.thread_id or ""
            )
            recording.sent_mail(tx, delivery, sent, at=min(at, now), now=now)
        case Answer.AGAIN:
            _again(tx, delivery, now=now)
        case Answer.SKIP:
            _skip(tx, delivery, now=now)


def _again(tx: Tx, delivery: Delivery, *, now: datetime) -> None:
    """Free the key by a person's order; a step is prepared anew, a reply or test as it was.

    A reply keeps its draft, which is what is sent should it still wait.
    """
    if delivery.kind is not DeliveryKind.STEP:
        fresh = replace(delivery, state=DeliveryState.PREPARED, reason="", sending_at=None)
        tx.deliveries.save(fresh, expecting=DeliveryState.HELD)
        return
    aside = replace(
        delivery,
        state=DeliveryState.SKIPPED,
        key=f"{delivery.key}:{uuid.uuid4()}",
        reason="sent again by hand",
    )
    tx.deliveries.save(aside, expecting=DeliveryState.HELD)
    _go_on(tx, delivery, now=now)


def _skip(tx: Tx, delivery: Delivery, *, now: datetime) -> None:
    skipped = replace(delivery, state=DeliveryState.SKIPPED, reason="skipped by hand")
    tx.deliveries.save(skipped, expecting=DeliveryState.HELD)
    enrollment = tx.enrollments.get(delivery.enrollment_id or 0)
    if delivery.kind is not DeliveryKind.STEP or enrollment is None:
        return
    _go_on(tx, delivery, now=now)
    sequence = finding.sequence(tx, enrollment.sequence_id)
    enrollment = finding.enrollment(tx, enrollment.id)
    move_on(tx, sequence, enrollment, delivery.step_id or "", now=now)


def _go_on(tx: Tx, delivery: Delivery, *, now: datetime) -> None:
    enrollment = tx.enrollments.get(delivery.enrollment_id or 0)
    if enrollment is None or enrollment.is_over:
        return
    sequence = finding.sequence(tx, enrollment.sequence_id, lock=True)
    content = finding.version_content(tx, sequence)
    contact = finding.contact(tx, enrollment.contact_id)
    back = progress.released(enrollment, content, contact, now=now, state=sequence.state)
    tx.enrollments.save(replace(back, judged_until=enrollment.judged_until))
    unplanned.tell_if_new(tx, enrollment, back, now=now)
