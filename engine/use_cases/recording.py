"""The last transaction of a delivery: what became of it, and what is due next, in one commit."""

from datetime import datetime, timedelta
from typing import Any

from engine.domain import progress
from engine.domain.connection import ConnectionState, Mailbox
from engine.domain.copying import replace
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
from engine.domain.sms import SmsFailure, SmsSent
from engine.ports import SentMail, Tx
from engine.use_cases import exiting, finding, numbers
from engine.use_cases.moving_on import move_on

RETRY_SECONDS = 30.0
FIRST_CHECK = timedelta(seconds=30)  # of what became of a text: then it is usually decided


def as_sent_mail(delivery: Delivery, sent: SentMail, *, at: datetime) -> Delivery:
    """Return an email as it stands once it was sent at `at`."""
    return replace(
        delivery,
        state=DeliveryState.SENT,
        provider_id=sent.message_id,
        thread_id=sent.thread_id,
        rfc822_id=sent.rfc822_id or delivery.rfc822_id,
        sent_at=at,
        resolve_at=None,
        reason="",
    )


def as_sent_text(delivery: Delivery, sent: SmsSent, *, at: datetime) -> Delivery:
    """Return a text as it stands once it was sent at `at`."""
    return replace(
        delivery,
        state=DeliveryState.SENT,
        provider_id=sent.message_id,
        conversation_id=sent.conversation_id,
        sent_at=at,
        check_at=at + FIRST_CHECK,
        resolve_at=None,
        reason="",
    )


def sent_mail(tx: Tx, delivery: Delivery, sent: SentMail, *, at: datetime, now: datetime) -> bool:
    """Record an email as sent at `at`, and plan what follows; False when that was done already."""
    return record(tx, delivery, as_sent_mail(delivery, sent, at=at), at=at, now=now)


def record(tx: Tx, delivery: Delivery, recorded: Delivery, *, at: datetime, now: datetime) -> bool:
    """Record what was sent at `at`, and plan what follows; False when that was done already."""
    if not tx.deliveries.save(recorded, expecting=delivery.state, was=delivery):
        return False
    match delivery.kind:
        case DeliveryKind.STEP:
            _step_is_behind(tx, recorded, at=at)
        case DeliveryKind.REPLY:
            _tell_answer(tx, recorded, now=now)
        case DeliveryKind.TEST:
            pass  # counted nowhere
    return True


def _step_is_behind(tx: Tx, recorded: Delivery, *, at: datetime) -> None:
    sequence_id, enrollment_id = recorded.sequence_id or 0, recorded.enrollment_id or 0
    tx.read_ahead(enrollment_id, sequence_id=sequence_id, only_to_plan=True)
    sequence = tx.sequences.get_locked(sequence_id)
    enrollment = tx.enrollments.get(enrollment_id) if sequence is not None else None
    if sequence is None or enrollment is None:
        return
    enrollment = behind(enrollment, recorded)
    if enrollment.hold is HoldReason.OUTCOME_UNKNOWN:
        content = finding.version_content(tx, sequence)
        enrollment = replace(
            progress.released(
                enrollment,
                content,
                finding.contact(tx, enrollment.contact_id),
                now=at,
                state=sequence.state,
            ),
            judged_until=enrollment.judged_until,
        )
    move_on(tx, sequence, enrollment, recorded.step_id or "", now=at)


def behind(enrollment: Enrollment, recorded: Delivery) -> Enrollment:
    """Return it with the recorded step behind it, and in the thread that its follow-ups go to."""
    changes: dict[str, Any] = {}
    if recorded.step_id not in enrollment.had_step_ids:
        changes["had_step_ids"] = (*enrollment.had_step_ids, recorded.step_id or "")
    if recorded.channel is Channel.EMAIL and enrollment.thread_id is None:
        changes["thread_id"] = recorded.thread_id
        changes["subject"] = recorded.subject
        changes["mailbox_id"] = recorded.mailbox_id
    return replace(enrollment, **changes) if changes else enrollment


def _tell_answer(tx: Tx, recorded: Delivery, *, now: datetime) -> None:
    enrollment = tx.enrollments.get(recorded.enrollment_id or 0)
    if enrollment is None:
        return
    sequence = finding.sequence(tx, enrollment.sequence_id)
    facts = {"by": recorded.requested_by, "delivery_id": recorded.id}
    what = exiting.What(reason=ExitReason.REPLIED, words=recorded.text, facts=facts)
    exiting.tell(tx, sequence, enrollment, NoticeKind.ANSWERED, what, cancelled=0, now=now)


def refused(tx: Tx, delivery: Delivery, *, kind: str, reason: str, now: datetime) -> None:
    """Record that the provider refuses this very message for good, with the effect of its kind."""
    failed = replace(delivery, state=DeliveryState.FAILED, resolve_at=None, reason=reason)
    if not tx.deliveries.save(failed, expecting=delivery.state, same_try=True):
        return
    enrollment = tx.enrollments.get(delivery.enrollment_id or 0)
    if enrollment is None or delivery.kind is not DeliveryKind.STEP:
        return
    if delivery.channel is Channel.EMAIL:
        what = exiting.What(reason=ExitReason.FAILED, words=reason)
        exiting.stop(tx, enrollment, what, now=now)
        exiting.tell(
            tx,
            finding.sequence(tx, enrollment.sequence_id),
            enrollment,
            NoticeKind.HELD,
            replace(what, facts={"reason": "failed", "detail": reason}),
            cancelled=0,
            now=now,
        )
        return
    _text_refused(tx, enrollment, delivery, kind=kind, reason=reason, now=now)


def _text_refused(
    tx: Tx, enrollment: Enrollment, delivery: Delivery, *, kind: str, reason: str, now: datetime
) -> None:
    numbers.refused(tx, delivery, kind=kind, reason=reason, now=now)
    if kind == SmsFailure.OPTED_OUT:
        return
    # A number that can't get texts: the emails go on.
    sequence = finding.sequence(tx, enrollment.sequence_id, lock=True)
    move_on(tx, sequence, enrollment, delivery.step_id or "", now=now)


def ask(tx: Tx, delivery: Delivery, *, why: str, now: datetime) -> None:
    """Hold what can't be known and ask a person, with buttons; never guess."""
    if not tx.deliveries.save(
        replace(delivery, state=DeliveryState.HELD, resolve_at=None, reason=why),
        expecting=delivery.state,
        same_try=True,
    ):
        return
    enrollment = tx.enrollments.get(delivery.enrollment_id or 0)
    owner = delivery.requested_by
    payload = {
        "delivery_id": delivery.id,
        "to": delivery.to_address,
        "subject": delivery.subject,
        "text": delivery.text[:500],
        "channel": delivery.channel.value,
        "why": why,
        "contact_id": delivery.contact_id,
        "thread_id": delivery.thread_id,
        "mailbox_id": delivery.mailbox_id,
    }
    if enrollment is not None:
        sequence = finding.sequence(tx, enrollment.sequence_id)
        owner = owner or sequence.owner_id
        payload |= {"sequence": sequence.name, "sequence_id": sequence.id}
        if delivery.kind is DeliveryKind.STEP and not enrollment.is_over:
            tx.enrollments.save(progress.held(enrollment, HoldReason.OUTCOME_UNKNOWN, why))
    tx.notices.add(
        NewNotice(kind=NoticeKind.OUTCOME_UNKNOWN, channel=owner, owner_id=owner, payload=payload),
        at=now,
    )


def mailbox_failed(
    tx: Tx, mailbox: Mailbox, *, state: ConnectionState, why: str, now: datetime
) -> None:
    """Mark the mailbox as lost or broken and tell its owner, once."""
    stored = tx.mailboxes.get(mailbox.id)
    if stored is None or stored.state is not ConnectionState.ACTIVE:
        return
    tx.mailboxes.save(replace(stored, state=state, problem=why))
    tell_reconnect(tx, mailbox.owner_id, what=mailbox.email, why=why, now=now)


def sms_failed(tx: Tx, *, state: ConnectionState, why: str, now: datetime) -> None:
    """Mark Salesmsg as lost or broken and tell whoever connected it, once."""
    stored = tx.sms.get()
    if stored is None or stored.state is not ConnectionState.ACTIVE:
        return
    tx.sms.save(replace(stored, state=state, problem=why))
    tell_reconnect(tx, stored.connected_by, what="Salesmsg", why=why, now=now)


def tell_reconnect(
    tx: Tx, owner_id: str, *, what: str, why: str, now: datetime, rests: int | None = None
) -> None:
    """Tell someone that an account can't send, and why; `rests`: a mailbox that only pauses."""
    tx.notices.add(
        NewNotice(
            kind=NoticeKind.RECONNECT,
            channel=owner_id,
            owner_id=owner_id,
            payload={"what": what, "why": why} | ({"rests": rests} if rests else {}),
        ),
        at=now,
    )


def later(now: datetime, retry_after_seconds: float | None) -> datetime:
    """Return when to try again: when the provider said, else in half a minute."""
    return now + timedelta(seconds=retry_after_seconds or RETRY_SECONDS)
