"""Mail and texts that did not arrive: what each kind does to the contact, step and account.

    hard      the address is suppressed and everything stops
    policy    this mail was refused: the sequence stops, the address stays valid
    soft      the step goes out once more a day later; the second soft bounce of a run stops it
    account   Google lets the mailbox send no more today: it rests a day, then the step goes out
    ungraded  a person is asked
    delayed   nothing: the server goes on trying

A message is only sent again when a server's own report proves that it did not arrive, and when
no later step has gone out since. The one more chance is for a whole run: only a person's
**Resume**, or enrolling again, gives another.
"""

import uuid
from dataclasses import replace
from datetime import datetime, timedelta

from engine.domain import progress, schedule
from engine.domain.bounce_grades import BounceKind
from engine.domain.bounces import Bounce
from engine.domain.connection import Mailbox
from engine.domain.due import in_window
from engine.domain.enrollment import (
    Delivery,
    DeliveryKind,
    DeliveryState,
    Enrollment,
    EnrollmentState,
    HoldReason,
)
from engine.domain.notice import NoticeKind
from engine.domain.sequence import Channel
from engine.domain.suppression import Suppression, SuppressionOrigin
from engine.ports import Tx
from engine.use_cases import exiting, finding, recording
from engine.use_cases.exiting import What

AGAIN_AFTER = timedelta(days=1)  # a full mailbox is rarely emptied sooner
ACCOUNT_RESTS = timedelta(days=1)  # Google: a limit is lifted within 24 hours


def bounced(
    tx: Tx,
    enrollment: Enrollment,
    mailbox: Mailbox,
    bounce: Bounce,
    delivery: Delivery | None,
    what: What,
    *,
    now: datetime,
) -> None:
    """Let a bounce have its effect; `delivery` is the mail it is about, where that is known."""
    match bounce.kind:
        case BounceKind.HARD:
            _hard(tx, enrollment, what, now=now)
        case BounceKind.POLICY:
            exiting.stop(tx, enrollment, what, now=now)
        case BounceKind.SOFT:
            _soft(tx, enrollment, delivery, what, now=now)
        case BounceKind.ACCOUNT:
            _account(tx, mailbox, delivery, bounce.diagnostic, now=now)
        case BounceKind.UNGRADED:
            _ask(tx, enrollment, now=now)
        case BounceKind.DELAYED:
            pass


def _hard(tx: Tx, enrollment: Enrollment, what: What, *, now: datetime) -> None:
    contact = finding.contact(tx, enrollment.contact_id)
    tx.contacts.save(replace(contact, bounced_at=now))
    suppression = Suppression(
        workspace_id=tx.workspace_id,
        value=contact.email_key,
        is_phone=False,
        origin=SuppressionOrigin.BOUNCE,
        note=what.words[:300],
        created_at=now,
    )
    exiting.suppress(tx, suppression, what, now=now)


def _soft(
    tx: Tx, enrollment: Enrollment, delivery: Delivery | None, what: What, *, now: datetime
) -> None:
    if delivery is not None and delivery.state is DeliveryState.FAILED:
        return  # a second report about a mail that is known to have come back
    if enrollment.soft_bounces:
        # Whoever resumes gives another chance: the count begins anew.
        tx.enrollments.save(replace(enrollment, soft_bounces=0))
        exiting.stop(tx, finding.enrollment(tx, enrollment.id), what, now=now)
        return
    tx.enrollments.save(replace(enrollment, soft_bounces=1))
    if delivery is not None:
        sent_again(tx, delivery, why=f"came back: {what.words}", at=now + AGAIN_AFTER, now=now)


def _account(
    tx: Tx, mailbox: Mailbox, delivery: Delivery | None, diagnostic: str, *, now: datetime
) -> None:
    until = now + ACCOUNT_RESTS
    tx.mailboxes.park(mailbox.id, until=until)
    known = tx.notices.find(NoticeKind.RECONNECT, "rests", mailbox.id)
    if not any(each.created_at > now - ACCOUNT_RESTS for each in known):
        why = (
            f"Google refuses to send more from it today: {diagnostic}. "
            "It rests for a day and goes on by itself; what came back is sent again."
        )
        recording.tell_reconnect(
            tx, mailbox.owner_id, what=mailbox.email, why=why, now=now, rests=mailbox.id
        )
    if delivery is not None:
        sent_again(tx, delivery, why=f"came back: {diagnostic}", at=until, now=now)


def _ask(tx: Tx, enrollment: Enrollment, *, now: datetime) -> None:
    if not enrollment.is_over:
        detail = "A mail server refused the message, and it isn't clear whether for good."
        exiting.discard_unsent(tx, enrollment)
        exiting.hold(tx, enrollment, HoldReason.UNREADABLE, detail, now=now)


def sent_again(tx: Tx, delivery: Delivery, *, why: str, at: datetime, now: datetime) -> bool:
    """Take back a step that surely did not arrive, and plan it anew for `at`.

    False, and nothing but the delivery is changed, when something later went out since, or the
    sequence has stopped for the contact.
    """
    if not given_back(tx, delivery, why=why) or delivery.kind is not DeliveryKind.STEP:
        return False
    enrollment = tx.enrollments.get(delivery.enrollment_id or 0)
    if enrollment is None or enrollment.state is EnrollmentState.EXITED:
        return False
    if enrollment.had_step_ids[-1:] != (delivery.step_id,):
        return False
    sequence = finding.sequence(tx, enrollment.sequence_id, lock=True)
    content = finding.version_content(tx, sequence)
    contact = finding.contact(tx, enrollment.contact_id)
    exiting.discard_unsent(tx, enrollment)
    before = _without(tx, enrollment, delivery)
    planned = progress.plan_next(before, content, contact, anchor=now, state=sequence.state)
    step = content.step(delivery.step_id or "")
    if step is None or planned.step_id != step.id:
        return False  # the sequence was changed: this step is no longer the next one
    try:
        due_at = in_window(at, step, content, planned, contact)
    except schedule.NoOpenDay as error:
        exiting.hold(tx, planned, HoldReason.NO_OPEN_DAY, str(error), now=now)
        return True
    again = progress.woken(replace(planned, due_at=due_at), step, sequence.state)
    waits = again.wake_at is None and again.state is not EnrollmentState.HELD
    tx.enrollments.save(progress.frozen(again, at=now) if waits else again)
    return True


def given_back(tx: Tx, delivery: Delivery, *, why: str) -> bool:
    """Mark a sent message as not arrived, its key free; False when that was done already."""
    aside = replace(
        delivery,
        state=DeliveryState.FAILED,
        key=f"{delivery.key}:{uuid.uuid4()}",
        reason=why[:500],
        check_at=None,
    )
    return tx.deliveries.save(aside, expecting=DeliveryState.SENT)


def _without(tx: Tx, enrollment: Enrollment, delivery: Delivery) -> Enrollment:
    """Return the enrollment as if the step had not gone out: one that never began has no thread."""
    finished = enrollment.state is EnrollmentState.FINISHED
    back = replace(
        enrollment,
        state=EnrollmentState.ACTIVE if finished else enrollment.state,
        had_step_ids=enrollment.had_step_ids[:-1],
    )
    arrived = any(
        one.channel is Channel.EMAIL and one.state is DeliveryState.SENT
        for one in tx.deliveries.of_enrollment(enrollment.id)
    )
    return back if arrived else replace(back, thread_id=None, subject=None)
