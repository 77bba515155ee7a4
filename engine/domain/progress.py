"""Where an enrollment goes next: planning, pausing, resuming, and moving to a new version.

Pure: each function returns the enrollment as it should be stored.
"""

from datetime import datetime

from engine.domain import schedule
from engine.domain.copying import replace
from engine.domain.due import contact_zones, due_after, in_window, offset_key
from engine.domain.enrollment import (
    Contact,
    Enrollment,
    EnrollmentState,
    HoldReason,
    mailbox_lane,
    sms_lane,
)
from engine.domain.pausing import Remainder, freeze, thaw
from engine.domain.sequence import Channel, Content, SequenceState, Step
from engine.domain.stopping import exited, finished, held

__all__ = (
    "contact_zones",
    "due_after",
    "exited",
    "finished",
    "frozen",
    "had",
    "held",
    "in_window",
    "left_of",
    "offset_key",
    "plan_next",
    "released",
    "sender_of",
    "thawed",
    "woken",
)


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
    or a paused sequence it is planned but not woken. A hold that new content can mend ends: it
    comes again if it was not mended.
    """
    step = content.next_after(frozenset(enrollment.had_step_ids))
    if step is None:
        return finished(enrollment)
    try:
        due_at = due_after(anchor, step, content, enrollment, contact)
    except schedule.NoOpenDay as error:
        return _without_day(_next(enrollment, step, content, anchor, None, state), error)
    return _next(enrollment, step, content, anchor, due_at, state)


def _next(
    before: Enrollment,
    step: Step,
    content: Content,
    anchor: datetime,
    due_at: datetime | None,
    state: SequenceState,
) -> Enrollment:
    is_mended = before.hold in (HoldReason.NO_OPEN_DAY, HoldReason.TEMPLATE)
    stays = EnrollmentState.ACTIVE if is_mended else before.state
    mailbox_id = sender_of(before, content)
    is_awake = state is SequenceState.ACTIVE and stays is EnrollmentState.ACTIVE
    # All at once: each copy of an enrollment takes as long as finding its time.
    return replace(
        before,
        state=stays,
        hold=None if is_mended else before.hold,
        hold_detail="" if is_mended else before.hold_detail,
        step_id=step.id,
        anchor_at=anchor,
        due_at=due_at,
        wake_at=due_at if is_awake else None,
        frozen_at=None,
        mailbox_id=mailbox_id,
        lane=_lane(before.workspace_id, mailbox_id, step),
        priority=0 if before.had_step_ids else 1,
        attempt=0,
    )


def _without_day(enrollment: Enrollment, error: schedule.NoOpenDay) -> Enrollment:
    """Return it without a plan: held for that, unless it waits for something else already."""
    unplanned = replace(enrollment, due_at=None, wake_at=None, frozen_at=None)
    if enrollment.state is not EnrollmentState.ACTIVE:
        return unplanned
    return held(unplanned, HoldReason.NO_OPEN_DAY, str(error))


def sender_of(enrollment: Enrollment, content: Content) -> int | None:
    """Return the mailbox: the one that sent the first email, once there was one."""
    if enrollment.thread_id is not None:
        return enrollment.mailbox_id
    return content.settings.mailbox_id


def woken(enrollment: Enrollment, step: Step, state: SequenceState) -> Enrollment:
    """Return it queued for its lane if its sequence and it are active, else asleep."""
    lane = _lane(enrollment.workspace_id, enrollment.mailbox_id, step)
    awake = state is SequenceState.ACTIVE and enrollment.state is EnrollmentState.ACTIVE
    return replace(enrollment, lane=lane, wake_at=enrollment.due_at if awake else None)


def _lane(workspace_id: str, mailbox_id: int | None, step: Step) -> str | None:
    if step.channel is Channel.SMS:
        return sms_lane(workspace_id)
    return None if mailbox_id is None else mailbox_lane(mailbox_id)


def released(
    enrollment: Enrollment,
    content: Content,
    contact: Contact,
    *,
    now: datetime,
    state: SequenceState,
) -> Enrollment:
    """Return a held, paused or stopped one on its way again: due now, if that has passed.

    What was left of a paused one's delay goes on from `now`, or from the resume of its sequence.
    What was judged before `now` is passed over from here on.
    """
    back = replace(enrollment, exit=None, exited_at=None)
    step = content.next_after(frozenset(enrollment.had_step_ids))
    if step is None:
        return finished(back)
    back = replace(
        back,
        state=EnrollmentState.ACTIVE,
        hold=None,
        hold_detail="",
        paused_until=None,
        step_id=step.id,
        mailbox_id=sender_of(enrollment, content),
        priority=0 if enrollment.had_step_ids else 1,
        judged_until=now,
        attempt=0,
    )
    if state is SequenceState.PAUSED and back.frozen_at is not None:
        return woken(back, step, state)
    try:
        due_at = _due_again(enrollment, step, content, contact, now)
    except schedule.NoOpenDay as error:
        return _without_day(back, error)
    planned = woken(replace(back, due_at=due_at, frozen_at=None), step, state)
    return frozen(planned, at=now) if state is SequenceState.PAUSED else planned


def _due_again(
    before: Enrollment, step: Step, content: Content, contact: Contact, now: datetime
) -> datetime:
    """Return when one that waited or was stopped is due. Raises NoOpenDay.

    A stop forgets the plan: it is made anew from the anchor, so that nobody gets a step sooner
    for having been stopped by mistake.
    """
    if before.state is EnrollmentState.PAUSED and before.frozen_at is not None:
        return _continued(before, step, content, contact, now)
    if before.due_at is None or before.step_id != step.id:
        due_at = due_after(before.anchor_at, step, content, before, contact)
    else:
        due_at = before.due_at
    return in_window(max(now, due_at), step, content, before, contact)


def _continued(
    before: Enrollment, step: Step, content: Content, contact: Contact, at: datetime
) -> datetime:
    left = left_of(before, content)
    if left is None:
        due_at = max(at, before.due_at or at)
    else:
        due_at = thaw(left, at, content.settings.rules, offset_key(before, step))
    return in_window(due_at, step, content, before, contact)


def left_of(enrollment: Enrollment, content: Content) -> Remainder | None:
    """Return what was left of its delay when it was paused, in the delay's own unit.

    Figured from the two instants whenever it is asked for: the rules are those of the version
    under way, and a version that changes them plans everyone anew.
    """
    step = content.step(enrollment.step_id or "")
    if enrollment.frozen_at is None or enrollment.due_at is None or step is None:
        return None
    return freeze(enrollment.due_at, enrollment.frozen_at, step.delay.unit, content.settings.rules)


def frozen(enrollment: Enrollment, *, at: datetime) -> Enrollment:
    """Return it with what is left of its delay kept: the sequence, or it alone, is paused.

    One that is paused before its delay began keeps the whole of it. Idempotent; `freeze` of the
    store does the same to a whole sequence.
    """
    if enrollment.due_at is None or enrollment.frozen_at is not None or enrollment.is_over:
        return replace(enrollment, wake_at=None)
    return replace(enrollment, frozen_at=max(at, enrollment.anchor_at), wake_at=None)


def thawed(
    enrollment: Enrollment, content: Content, contact: Contact, *, at: datetime
) -> Enrollment:
    """Return it with what was left of its delay counting from `at`, and woken."""
    if enrollment.is_over:
        return enrollment
    step = content.next_after(frozenset(enrollment.had_step_ids))
    if step is None:
        return finished(enrollment)
    try:
        due_at = _continued(enrollment, step, content, contact, at)
    except schedule.NoOpenDay as error:
        return _without_day(enrollment, error)
    back = replace(enrollment, step_id=step.id, due_at=due_at, frozen_at=None)
    return woken(back, step, SequenceState.ACTIVE)


def had(enrollment: Enrollment, step_id: str) -> Enrollment:
    """Return it with this step behind it, sent or skipped."""
    if step_id in enrollment.had_step_ids:
        return enrollment
    return replace(enrollment, had_step_ids=(*enrollment.had_step_ids, step_id))
