"""What a contact's text does, and what becomes of ours after Salesmsg took them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from engine.domain.connection import ConnectionState
from engine.domain.enrollment import (
    Delivery,
    DeliveryKind,
    DeliveryState,
    Enrollment,
    ExitReason,
    HoldReason,
)
from engine.domain.notice import NewNotice, NoticeKind
from engine.domain.sequence import Channel
from engine.domain.sms import SmsFailure, SmsStatus
from engine.ports import Tx
from engine.use_cases import came_back, exiting, finding, numbers, recording
from engine.use_cases.exiting import What

CHECKS = tuple(
    timedelta(seconds=each) for each in (30, 2 * 60, 10 * 60, 60 * 60, 24 * 60 * 60)
)  # after the send; what is still open after the last one stays "sent, unconfirmed"
_ACCOUNT = frozenset(
    {
        SmsFailure.NO_CREDITS,
        SmsFailure.UNREGISTERED_SENDER,
        SmsFailure.SENDER_BAD,
        SmsFailure.AUTH,
    }
)


def replied(tx: Tx, number: str, words: str, *, received_at: datetime, now: datetime) -> bool:
    """Take a contact's text as a reply to what they were sent; False if they were sent nothing.

    Whoever shares the number may have written it, so each contact who has it has answered.
    """
    found = [each for each in tx.enrollments.of_phone(number) if each.enrolled_at <= received_at]
    by_contact: dict[int, list[Enrollment]] = {}
    for enrollment in found:
        by_contact.setdefault(enrollment.contact_id, []).append(enrollment)
    what = What(reason=ExitReason.REPLIED, words=words, facts={"by_text": True, "from": number})
    for enrollments in by_contact.values():
        _answered(tx, _texted_last(tx, enrollments), what, now=now)
    return bool(found)


def _answered(tx: Tx, enrollment: Enrollment, what: What, *, now: datetime) -> None:
    content = finding.version_content(tx, finding.sequence(tx, enrollment.sequence_id))
    if content.settings.exit_on_reply:
        exiting.stop(tx, enrollment, what, now=now)
        exiting.stop_others(tx, enrollment, what, now=now)
    else:
        exiting.told_only(tx, enrollment, what, now=now)


def _texted_last(tx: Tx, enrollments: Iterable[Enrollment]) -> Enrollment:
    """Return the one whose text they answer: the newest text's, else one that goes on."""

    def rank(enrollment: Enrollment) -> tuple[bool, float, int]:
        texts = [
            one.sent_at.timestamp()
            for one in tx.deliveries.of_enrollment(enrollment.id)
            if one.channel is Channel.SMS and one.sent_at
        ]
        return (not enrollment.is_over, max(texts, default=0.0), enrollment.id)

    return max(enrollments, key=rank)


def unreadable(tx: Tx, number: str, *, now: datetime) -> None:
    """Hold whoever has a number one of whose texts could not be judged."""
    detail = "A text of theirs could not be read. Look at it in Salesmsg, then resume."
    for enrollment in tx.enrollments.of_phone(number):
        if not enrollment.is_over:
            exiting.discard_unsent(tx, enrollment)
            exiting.hold(tx, enrollment, HoldReason.UNREADABLE, detail, now=now)


def next_check(sent_at: datetime, now: datetime) -> datetime | None:
    """Return when to ask next what became of a text; none after the last time."""
    return next((sent_at + after for after in CHECKS if sent_at + after > now), None)


def checked(tx: Tx, delivery: Delivery, status: SmsStatus | None, *, now: datetime) -> None:
    """Record how a text stands; one that failed after all has the effect of its kind."""
    if status is not None and status.failure is not None:
        _failed(tx, delivery, status.failure, status.reason, now=now)
        return
    if status is not None and status.status == "delivered":
        seen = replace(delivery, delivered_at=now, check_at=None)
    else:
        seen = replace(delivery, check_at=next_check(delivery.sent_at or now, now))
    tx.deliveries.save(seen, expecting=DeliveryState.SENT)


def _failed(tx: Tx, delivery: Delivery, kind: SmsFailure, reason: str, *, now: datetime) -> None:
    why = f"not delivered: {reason or kind.value}"
    if kind in _ACCOUNT:
        # Nobody can be texted: the step waits for whoever mends it, and goes out then.
        if came_back.sent_again(tx, delivery, why=why, at=now, now=now) or _is_set_aside(
            tx, delivery
        ):
            recording.sms_failed(
                tx, state=ConnectionState.BROKEN, why=numbers.in_words(kind), now=now
            )
        return
    if not came_back.given_back(tx, delivery, why=why):
        return
    numbers.refused(tx, delivery, kind=kind, reason=reason, now=now)
    if kind is not SmsFailure.OPTED_OUT:
        _tell(tx, delivery, reason or kind.value, now=now)


def _is_set_aside(tx: Tx, delivery: Delivery) -> bool:
    stored = tx.deliveries.get(delivery.id)
    return stored is not None and stored.state is DeliveryState.FAILED


def _tell(tx: Tx, delivery: Delivery, reason: str, *, now: datetime) -> None:
    """Tell the owner, who would otherwise believe that it arrived."""
    contact = tx.contacts.get(delivery.contact_id or 0)
    if contact is None:
        return
    owner = delivery.requested_by
    if delivery.kind is DeliveryKind.STEP and delivery.sequence_id is not None:
        owner = finding.sequence(tx, delivery.sequence_id).owner_id
    text = f"A text to {contact.name} ({delivery.to_address}) was not delivered: {reason}."
    if owner:
        payload = {"text": text, "contact_id": contact.id}
        notice = NewNotice(kind=NoticeKind.JOB_DONE, channel=owner, owner_id=owner, payload=payload)
        tx.notices.add(notice, at=now)
