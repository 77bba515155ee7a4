"""Tries that surely sent nothing: taken back, put off, or left for recovery to find out about."""

import uuid
from dataclasses import replace
from datetime import datetime

from engine.domain import progress
from engine.domain.enrollment import (
    Delivery,
    DeliveryState,
    Enrollment,
    EnrollmentState,
    HoldReason,
)
from engine.ports import Tx
from engine.use_cases import exiting, finding


def not_accepted(tx: Tx, delivery: Delivery, *, now: datetime) -> None:
    """Take a *sending* one back: it surely was not accepted, and its step may be tried again."""
    back = DeliveryState.DRAFTED if delivery.draft_id else DeliveryState.PREPARED
    taken_back = replace(delivery, state=back, resolve_at=None)
    if not tx.deliveries.save(taken_back, expecting=delivery.state, same_try=True):
        return
    wake(tx, delivery, at=now)


def dropped(tx: Tx, delivery: Delivery) -> None:
    """Give up a delivery that surely sent nothing and has no draft: its step may come anew."""
    if delivery.sending_at is None:
        tx.deliveries.discard(delivery.id)
        return
    aside = replace(
        delivery,
        state=DeliveryState.FAILED,
        key=f"{delivery.key}:{uuid.uuid4()}",
        draft_id=None,
        resolve_at=None,
        reason="Taken back before it went out.",
    )
    tx.deliveries.save(aside, expecting=delivery.state)


def find_out(tx: Tx, delivery: Delivery, *, real: datetime) -> None:
    """Let recovery find out what became of a draft that somebody else sent or deleted."""
    open_again = replace(
        delivery,
        state=DeliveryState.SENDING,
        sending_at=real,
        resolve_at=real,
        attempts=delivery.attempts + 1,
    )
    enrollment = tx.enrollments.get(delivery.enrollment_id or 0)
    if tx.deliveries.save(open_again, expecting=delivery.state) and enrollment is not None:
        tx.enrollments.save(replace(enrollment, wake_at=None))


def wake(tx: Tx, delivery: Delivery, *, at: datetime) -> None:
    """Let the enrollment be looked at again at `at`, if it still goes on."""
    enrollment = tx.enrollments.get(delivery.enrollment_id or 0)
    if enrollment is None or enrollment.is_over or enrollment.step_id != delivery.step_id:
        return
    sequence = finding.sequence(tx, enrollment.sequence_id)
    content = finding.version_content(tx, sequence)
    step = content.step(enrollment.step_id or "")
    if step is not None:
        due_at = enrollment.due_at or at
        woken = progress.woken(replace(enrollment, due_at=due_at), step, sequence.state)
        tx.enrollments.save(woken)


def put_off(tx: Tx, enrollment: Enrollment, *, until: datetime) -> None:
    """Let one enrollment be looked at later; its plan stands."""
    fresh = tx.enrollments.get(enrollment.id)
    if fresh is not None and fresh.wake_at is not None:
        tx.enrollments.save(replace(fresh, wake_at=until))


def hold_unreadable(tx: Tx, enrollment: Enrollment, detail: str, *, now: datetime) -> None:
    """Hold an enrollment whose conversation can't be read: a reply might stand in it."""
    fresh = tx.enrollments.get(enrollment.id)
    if fresh is not None and fresh.state is EnrollmentState.ACTIVE:
        exiting.hold(tx, fresh, HoldReason.UNREADABLE, detail, now=now)
