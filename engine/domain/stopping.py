"""An enrollment that goes no further: it has had every step, is stopped, or waits for a person.

Pure: each function returns the enrollment as it should be stored.
"""

from dataclasses import replace
from datetime import datetime

from engine.domain.enrollment import Enrollment, EnrollmentState, ExitReason, HoldReason


def finished(enrollment: Enrollment) -> Enrollment:
    """Return it as having had every step; a reply can still come and is heard."""
    return replace(
        enrollment,
        state=EnrollmentState.FINISHED,
        hold=None,
        hold_detail="",
        step_id=None,
        due_at=None,
        wake_at=None,
        frozen_at=None,
        paused_until=None,
    )


def exited(enrollment: Enrollment, reason: ExitReason, at: datetime, why: str = "") -> Enrollment:
    """Return it stopped for this reason; nothing of it is due any more."""
    return replace(
        enrollment,
        state=EnrollmentState.EXITED,
        exit=reason,
        hold=None,
        hold_detail=why,
        due_at=None,
        wake_at=None,
        frozen_at=None,
        paused_until=None,
        exited_at=at,
    )


def held(enrollment: Enrollment, reason: HoldReason, detail: str) -> Enrollment:
    """Return it waiting for a person, with the sentence they are shown."""
    return replace(
        enrollment,
        state=EnrollmentState.HELD,
        hold=reason,
        hold_detail=detail,
        wake_at=None,
    )
