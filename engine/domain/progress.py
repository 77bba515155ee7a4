"""Where an enrollment goes next: planning, pausing, resuming, and moving to a new version.

Pure: each function returns the enrollment as it should be stored.
"""

from dataclasses import replace
from datetime import datetime

from engine.domain import schedule
from engine.domain.enrollment import (
    Contact,
    Enrollment,
    EnrollmentState,
    ExitReason,
    HoldReason,
    mailbox_lane,
    sms_lane,
)
from engine.domain.pausing import freeze, thaw
from engine.domain.phones import zones_of
from engine.domain.sequence import Channel, Content, SequenceState, Step


def offset_key(enrollment: Enrollment, step: Step) -> str:
    """Return what fixes this step's offset and jitter for this contact."""
    return f"{enrollment.id}:{step.id}"


def due_after(
    anchor: datetime, step: Step, content: Content, enrollment: Enrollment, contact: Contact
) -> datetime:
    """Return when the step is due whose delay counts from `anchor`, UTC. Raises NoOpenDay."""
    rules, key = content.settings.rules, offset_key(enrollment, step)
    if step.channel is Channel.EMAIL or not contact.phone:
        return schedule.plan(anchor, step.delay, rules, key)
    at = schedule.after_delay(anchor, step.delay, rules)
    return schedule.plan_sms(at, rules, contact_zones(contact), key)


def contact_zones(contact: Contact) -> tuple[str, ...]:
    """Return the zones whose SMS hours hold for this contact; empty where unknown."""
    return zones_of(contact.phone, own_zone=contact.zone) if contact.phone else ()


def plan_next(
    enrollment: Enrollment,
    content: Content,
    contact: Contact,
    *,
    anchor: datetime,
    state: SequenceState,
) -> Enrollment:
    """Return the enrollment planned for its next step, or finished when there is none.

    `anchor` is the actual send of the previous step, or the enrolment or activation. In a draft
    or a paused sequence it is planned but not woken.
    """
    step = content.next_after(frozenset(enrollment.had_step_ids))
    if step is None:
        return finished(enrollment)
    planned = replace(
        enrollment,
        step_id=step.id,
        anchor_at=anchor,
        mailbox_id=sender_of(enrollment, content),
        priority=0 if enrollment.had_step_ids else 1,
        attempt=0,
    )
    try:
        due_at = due_after(anchor, step, content, planned, contact)
    except schedule.NoOpenDay as error:
        return held(planned, HoldReason.NO_OPEN_DAY, str(error))
    return woken(replace(planned, due_at=due_at), step, state)


def sender_of(enrollment: Enrollment, content: Content) -> int | None:
    """Return the mailbox: the one that sent the first email, once there was one."""
    if enrollment.thread_id is not None:
        return enrollment.mailbox_id
    return content.settings.mailbox_id


def woken(enrollment: Enrollment, step: Step, state: SequenceState) -> Enrollment:
    """Return it queued for its lane if its sequence and it are active, else asleep."""
    lane = None
    if step.channel is Channel.SMS:
        lane = sms_lane(enrollment.workspace_id)
    elif enrollment.mailbox_id is not None:
        lane = mailbox_lane(enrollment.mailbox_id)
    awake = state is SequenceState.ACTIVE and enrollment.state is EnrollmentState.ACTIVE
    return replace(enrollment, lane=lane, wake_at=enrollment.due_at if awake else None)


def finished(enrollment: Enrollment) -> Enrollment:
    """Return it as having had every step; a reply can still come and is heard."""
    return replace(
        enrollment, state=EnrollmentState.FINISHED, step_id=None, due_at=None, wake_at=None
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
        remainder=None,
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


def released(
    enrollment: Enrollment, content: Content, *, now: datetime, state: SequenceState
) -> Enrollment:
    """Return a held, paused or stopped one on its way again: due now, if that has passed.

    What was judged before `now` is passed over from here on.
    """
    step = content.next_after(frozenset(enrollment.had_step_ids))
    if step is None:
        return finished(replace(enrollment, hold=None, hold_detail="", exit=None))
    back = replace(
        enrollment,
        state=EnrollmentState.ACTIVE,
        exit=None,
        exited_at=None,
        hold=None,
        hold_detail="",
        paused_until=None,
        remainder=None,
        step_id=step.id,
        mailbox_id=sender_of(enrollment, content),
        priority=0 if enrollment.had_step_ids else 1,
        judged_until=now,
        attempt=0,
    )
    due_at = max(now, back.due_at or now)
    due_at = schedule.replan(due_at, content.settings.rules, offset_key(back, step))
    return woken(replace(back, due_at=due_at), step, state)


def frozen(enrollment: Enrollment, content: Content, *, at: datetime) -> Enrollment:
    """Return it with what is left of its delay kept: the sequence, or it alone, is paused."""
    if enrollment.due_at is None or enrollment.remainder is not None or enrollment.is_over:
        return replace(enrollment, wake_at=None)
    step = content.step(enrollment.step_id or "")
    if step is None:
        return replace(enrollment, wake_at=None)
    left = freeze(enrollment.due_at, at, step.delay.unit, content.settings.rules)
    return replace(enrollment, remainder=left, wake_at=None)


def thawed(enrollment: Enrollment, content: Content, *, at: datetime) -> Enrollment:
    """Return it with what was left of its delay counting from `at`, and woken."""
    step = content.step(enrollment.step_id or "")
    if step is None or enrollment.is_over:
        return enrollment
    due_at = enrollment.due_at or at
    if enrollment.remainder is not None:
        key = offset_key(enrollment, step)
        due_at = thaw(enrollment.remainder, at, content.settings.rules, key)
    back = replace(enrollment, due_at=due_at, remainder=None)
    return woken(back, step, SequenceState.ACTIVE)


def had(enrollment: Enrollment, step_id: str) -> Enrollment:
    """Return it with this step behind it, sent or skipped."""
    if step_id in enrollment.had_step_ids:
        return enrollment
    return replace(enrollment, had_step_ids=(*enrollment.had_step_ids, step_id))
