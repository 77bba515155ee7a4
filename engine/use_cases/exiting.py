"""Stopping a sequence for a contact, and what is told about it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from engine.domain import progress
from engine.domain.enrollment import (
    DeliveryState,
    Enrollment,
    EnrollmentState,
    ExitReason,
    HoldReason,
)
from engine.domain.notice import NewNotice, Notice, NoticeKind
from engine.domain.sequence import Sequence
from engine.domain.suppression import Suppression
from engine.ports import Tx
from engine.use_cases import finding

NOTICE_OF = {
    ExitReason.REPLIED: NoticeKind.REPLIED,
    ExitReason.BOOKED: NoticeKind.BOOKED,
    ExitReason.BOUNCED: NoticeKind.BOUNCED,
    ExitReason.UNSUBSCRIBED: NoticeKind.UNSUBSCRIBED,
    ExitReason.STOPPED: NoticeKind.STOPPED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class What:
    """What happened, as a notice tells it."""

    reason: ExitReason
    words: str = ""  # the contact's own, quoted history removed
    facts: Mapping[str, Any] | None = None  # e.g. {"gmail_thread": …, "starts_at": …}


def stop(tx: Tx, enrollment: Enrollment, what: What, *, now: datetime) -> Notice | None:
    """Stop the sequence for this contact if it still goes on, and put the notice in the outbox.

    For one that is over already it only tells: a reply after the last step is heard as well.
    """
    sequence = finding.sequence(tx, enrollment.sequence_id)
    cancelled = _remaining(tx, sequence, enrollment)
    if not enrollment.is_over:
        discard_unsent(tx, enrollment)
        tx.enrollments.save(progress.exited(enrollment, what.reason, now, what.words[:500]))
    elif _outranks(what.reason, enrollment):
        tx.enrollments.save(progress.exited(enrollment, what.reason, now, what.words[:500]))
    kind = NOTICE_OF.get(what.reason)
    if kind is None:
        return None
    return tell(tx, sequence, enrollment, kind, what, cancelled=cancelled, now=now)


def _outranks(reason: ExitReason, enrollment: Enrollment) -> bool:
    """Whether a late event is worth more than how it ended: a reply to a finished sequence."""
    return enrollment.state is EnrollmentState.FINISHED and reason is not ExitReason.REMOVED


def told_only(tx: Tx, enrollment: Enrollment, what: What, *, now: datetime) -> Notice:
    """Tell of an event that the sequence goes on after, by its settings."""
    sequence = finding.sequence(tx, enrollment.sequence_id)
    going_on = replace(what, facts={**(what.facts or {}), "goes_on": True})
    return tell(tx, sequence, enrollment, NOTICE_OF[what.reason], going_on, cancelled=0, now=now)


def tell(
    tx: Tx,
    sequence: Sequence,
    enrollment: Enrollment,
    kind: NoticeKind,
    what: What,
    *,
    cancelled: int,
    now: datetime,
) -> Notice:
    """Put a card about this contact in the outbox, in the contact's thread of the channel."""
    contact = finding.contact(tx, enrollment.contact_id)
    payload = {
        "enrollment_id": enrollment.id,
        "sequence_id": sequence.id,
        "sequence": sequence.name,
        "contact_id": contact.id,
        "contact": contact.name,
        "email": contact.email,
        "words": what.words,
        "cancelled": cancelled,
        "step": len(enrollment.had_step_ids),
        "at": now.isoformat(),
        **(what.facts or {}),
    }
    notice = tx.notices.add(
        NewNotice(
            kind=kind,
            channel=channel_of(tx, sequence),
            owner_id=sequence.owner_id,
            thread_key=f"{sequence.id}:{contact.id}",
            payload=payload,
        ),
        at=now,
    )
    shown_on_the_first(tx, notice, kind.value, now=now)
    return notice


def shown_on_the_first(tx: Tx, notice: Notice, latest: str, *, now: datetime, by: str = "") -> None:
    """Let the first card of the notice's thread, the one in the channel, show the latest state."""
    if notice.thread_key is None:
        return
    first = tx.notices.thread_head(notice.channel, notice.thread_key)
    if first is not None and first.id != notice.id:
        fact = {"what": latest, "at": now.isoformat(), "by": by}
        tx.notices.touch(first.id, payload={**first.payload, "latest": fact})


def channel_of(tx: Tx, sequence: Sequence) -> str:
    """Return where the sequence's notices go: its channel, the default one, else its owner."""
    default = tx.workspace.get().settings.default_notify_channel
    return sequence.notify_channel or default or sequence.owner_id


def hold(tx: Tx, enrollment: Enrollment, reason: HoldReason, detail: str, *, now: datetime) -> None:
    """Let the enrollment wait for a person and tell the sequence's owner why."""
    held = progress.held(enrollment, reason, detail)
    tx.enrollments.save(held)
    tell_held(tx, held, now=now)


def tell_held(tx: Tx, enrollment: Enrollment, *, now: datetime) -> None:
    """Tell the sequence's owner what a held enrollment waits for."""
    sequence = finding.sequence(tx, enrollment.sequence_id)
    contact = finding.contact(tx, enrollment.contact_id)
    tx.notices.add(
        NewNotice(
            kind=NoticeKind.HELD,
            channel=sequence.owner_id,
            owner_id=sequence.owner_id,
            payload={
                "enrollment_id": enrollment.id,
                "sequence_id": sequence.id,
                "sequence": sequence.name,
                "contact_id": contact.id,
                "contact": contact.name,
                "email": contact.email,
                "reason": enrollment.hold.value if enrollment.hold else "",
                "detail": enrollment.hold_detail,
            },
        ),
        at=now,
    )


def suppress(tx: Tx, suppression: Suppression, what: What, *, now: datetime) -> None:
    """Add to the suppressions and stop every sequence this address or number is in."""
    tx.suppressions.add(suppression)
    if suppression.is_phone:
        found = tx.enrollments.of_phone(suppression.value)
    else:
        contact = tx.contacts.by_keys([suppression.value]).get(suppression.value)
        found = tx.enrollments.of_contact(contact.id) if contact else ()
    told = False
    for enrollment in found:
        if not enrollment.is_over:
            stop(tx, enrollment, what, now=now)
            told = True
    if found and not told:
        stop(tx, found[0], what, now=now)


def discard_unsent(tx: Tx, enrollment: Enrollment) -> None:
    """Drop what was prepared but not yet *sending*: it may not go out any more."""
    for delivery in tx.deliveries.of_enrollment(enrollment.id):
        if delivery.state in (DeliveryState.PREPARED, DeliveryState.DRAFTED):
            tx.deliveries.discard(delivery.id)


def _remaining(tx: Tx, sequence: Sequence, enrollment: Enrollment) -> int:
    if enrollment.is_over:
        return 0
    content = finding.version_content(tx, sequence)
    return sum(1 for step in content.steps if step.id not in enrollment.had_step_ids)


def stop_others(
    tx: Tx, enrollment: Enrollment, what: What, *, now: datetime
) -> tuple[Enrollment, ...]:
    """Stop the contact's other sequences too, where the workspace wants that; return them."""
    if not tx.workspace.get().settings.stop_others:
        return ()
    others = tuple(
        other
        for other in tx.enrollments.of_contact(enrollment.contact_id)
        if other.id != enrollment.id and not other.is_over
    )
    for other in others:
        discard_unsent(tx, other)
        tx.enrollments.save(
            replace(
                progress.exited(other, what.reason, now, what.words[:500]),
                hold_detail="answered in another sequence",
            )
        )
    return others
