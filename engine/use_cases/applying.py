"""A decision that is no send, stored: the enrollment waits, holds, exits, ends or skips a step."""

import uuid
from dataclasses import dataclass, replace
from datetime import datetime

from engine.domain import progress
from engine.domain.decide import (
    Decision,
    Exit,
    Finish,
    Hold,
    Park,
    Send,
    Skip,
    Sleep,
    WaitUntil,
)
from engine.domain.enrollment import (
    Delivery,
    DeliveryKind,
    DeliveryState,
    Enrollment,
    step_key,
)
from engine.domain.sequence import Sequence, Step
from engine.ports import Tx
from engine.use_cases import exiting
from engine.use_cases.moving_on import move_on
from engine.use_cases.situations import Read


@dataclass(frozen=True, slots=True, kw_only=True)
class Parked:
    """The lane has to wait; nothing was prepared. No `until`: until someone reconnects."""

    until: datetime | None
    why: str


def apply(tx: Tx, found: Read, decision: Decision, *, now: datetime) -> Parked | None:
    """Store what was decided instead of sending."""
    enrollment = found.enrollment
    match decision:
        case Park(until=until, why=why):
            return Parked(until=until, why=why)
        case WaitUntil(at=at):
            tx.enrollments.save(replace(enrollment, due_at=at, wake_at=at))
        case Sleep():
            tx.enrollments.save(replace(enrollment, wake_at=None))
        case Hold(reason=reason, detail=detail):
            exiting.hold(tx, enrollment, reason, detail, now=now)
        case Exit(reason=reason, detail=detail):
            exiting.stop(tx, enrollment, exiting.What(reason=reason, words=detail), now=now)
        case Finish():
            tx.enrollments.save(progress.finished(enrollment))
        case Skip(step=step, why=why):
            skip(tx, found.sequence, enrollment, step, why=why, now=now)
        case Send():
            raise AssertionError("A send is prepared, not applied.")
    return None


def skip(
    tx: Tx, sequence: Sequence, enrollment: Enrollment, step: Step, *, why: str, now: datetime
) -> None:
    """Pass over a step, saying why, and plan the next one from now."""
    tx.deliveries.add(
        Delivery(
            id=str(uuid.uuid4()),
            workspace_id=tx.workspace_id,
            key=step_key(enrollment.id, step.id),
            kind=DeliveryKind.STEP,
            channel=step.channel,
            state=DeliveryState.SKIPPED,
            sequence_id=sequence.id,
            enrollment_id=enrollment.id,
            contact_id=enrollment.contact_id,
            step_id=step.id,
            prepared_at=now,
            reason=why,
        )
    )
    move_on(tx, sequence, enrollment, step.id, now=now)
