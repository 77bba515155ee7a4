"""What a person does to one contact in one sequence: take out, move, let go on."""

from dataclasses import replace
from datetime import datetime

from engine.domain import progress
from engine.domain.enrollment import Enrollment, EnrollmentState, ExitReason
from engine.domain.errors import Refusal
from engine.domain.lifecycle import require_manage
from engine.domain.sequence import Content, Sequence, SequenceState
from engine.domain.workspace import Actor
from engine.ports import Store, Tx
from engine.use_cases import exiting, finding, unplanned


def unenroll(store: Store, actor: Actor, enrollment_id: int, *, now: datetime) -> Enrollment:
    """Take the contact out; one that is out already is fine."""
    with store.begin(actor.workspace_id) as tx:
        enrollment, _ = _managed(tx, actor, enrollment_id)
        if not enrollment.is_over:
            what = exiting.What(reason=ExitReason.REMOVED, words=f"by <@{actor.user_id}>")
            exiting.stop(tx, enrollment, what, now=now)
        return finding.enrollment(tx, enrollment_id)


def resume(store: Store, actor: Actor, enrollment_id: int, *, now: datetime) -> Enrollment:
    """Let a stopped, held or paused contact go on: what was judged until now is passed over.

    Raises Refusal where the contact must not be written to.
    """
    with store.begin(actor.workspace_id) as tx:
        enrollment, sequence = _managed(tx, actor, enrollment_id)
        if enrollment.state is EnrollmentState.ACTIVE:
            return enrollment
        _require_contactable(tx, enrollment)
        content = finding.version_content(tx, sequence)
        contact = finding.contact(tx, enrollment.contact_id)
        back = progress.released(enrollment, content, contact, now=now, state=sequence.state)
        if back.state is EnrollmentState.FINISHED:
            raise Refusal("This contact has had every step: there is nothing left to send.")
        tx.enrollments.save(back)
        unplanned.tell_if_new(tx, enrollment, back, now=now)
        return back


def pause_until(
    store: Store, actor: Actor, enrollment_id: int, *, until: datetime, now: datetime
) -> Enrollment:
    """Let one contact wait until `until` (UTC), e.g. because they are away."""
    with store.begin(actor.workspace_id) as tx:
        enrollment, sequence = _managed(tx, actor, enrollment_id)
        content = finding.version_content(tx, sequence)
        contact = finding.contact(tx, enrollment.contact_id)
        back = progress.released(enrollment, content, contact, now=now, state=sequence.state)
        paused = progress.frozen(
            replace(back, state=EnrollmentState.PAUSED, paused_until=until), at=now
        )
        tx.enrollments.save(paused)
        return paused


def move_to_step(
    store: Store, actor: Actor, enrollment_id: int, step_id: str, *, now: datetime
) -> Enrollment:
    """Make this step the contact's next one. Steps between count as passed over.

    Raises Refusal when they have had it: nobody gets a step twice.
    """
    with store.begin(actor.workspace_id) as tx:
        enrollment, sequence = _managed(tx, actor, enrollment_id)
        content = finding.version_content(tx, sequence)
        moved = _moved(enrollment, content, step_id, now=now)
        _require_contactable(tx, enrollment)
        exiting.discard_unsent(tx, enrollment)
        contact = finding.contact(tx, enrollment.contact_id)
        planned = progress.plan_next(moved, content, contact, anchor=now, state=sequence.state)
        if sequence.state is SequenceState.PAUSED:
            planned = progress.frozen(planned, at=now)
        tx.enrollments.save(planned)
        unplanned.tell_if_new(tx, moved, planned, now=now)
        return planned


def _moved(enrollment: Enrollment, content: Content, step_id: str, *, now: datetime) -> Enrollment:
    place = content.position(step_id)
    if place is None:
        raise Refusal("This step is no longer in the sequence.")
    if step_id in enrollment.had_step_ids:
        raise Refusal("They have had this step already; nobody gets a step twice.")
    passed = [s.id for s in content.steps[:place] if s.id not in enrollment.had_step_ids]
    return replace(
        enrollment,
        state=EnrollmentState.ACTIVE,
        exit=None,
        hold=None,
        hold_detail="",
        judged_until=now,
        had_step_ids=(*enrollment.had_step_ids, *passed),
        frozen_at=None,
    )


def _managed(tx: Tx, actor: Actor, enrollment_id: int) -> tuple[Enrollment, Sequence]:
    enrollment = finding.enrollment(tx, enrollment_id)
    sequence = finding.sequence(tx, enrollment.sequence_id, lock=True)
    require_manage(sequence, actor)
    return finding.enrollment(tx, enrollment_id), sequence


def _require_contactable(tx: Tx, enrollment: Enrollment) -> None:
    contact = finding.contact(tx, enrollment.contact_id)
    keys = [contact.email_key, *([contact.phone] if contact.phone else [])]
    found = list(tx.suppressions.of(keys).values())
    if found:
        raise Refusal(
            f"{contact.name} is on the do-not-contact list ({found[0].origin.value}). "
            "An admin can look at it under Suppressions."
        )
    if contact.bounced_at is not None:
        raise Refusal(f"Mail to {contact.email} bounced. Edit the contact's address first.")
