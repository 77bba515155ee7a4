"""Going live, pausing and resuming: what each does to everyone enrolled."""

from dataclasses import replace
from datetime import datetime

from engine.domain import progress
from engine.domain.checks import Problem, problems
from engine.domain.enrollment import Contact, Enrollment
from engine.domain.errors import Refusal
from engine.domain.lifecycle import Action, after, require_manage
from engine.domain.sequence import Sequence, SequenceState, Version
from engine.domain.workspace import Actor
from engine.ports import Store, Tx
from engine.use_cases import finding
from engine.use_cases.everyone import each_open, thaw
from engine.use_cases.filling import if_filled
from engine.use_cases.withdrawing import withdraw


def blocking(tx: Tx, sequence: Sequence) -> tuple[Problem, ...]:
    """Return what still blocks activation, as far as is stored."""
    mailbox_id = sequence.working.settings.mailbox_id
    mailbox = tx.mailboxes.get(mailbox_id) if mailbox_id is not None else None
    return problems(sequence.working, mailbox=mailbox, sms=tx.sms.get())


def require_ready(tx: Tx, sequence: Sequence) -> None:
    """Raise Refusal unless everything that activation needs is there and something changed."""
    after(sequence, Action.ACTIVATE)
    found = blocking(tx, sequence)
    if found:
        raise Refusal(" ".join(problem.sentence for problem in found))
    if sequence.active_version is not None:
        running = finding.version(tx, sequence).content
        if running.hash == sequence.working.hash:
            raise Refusal(f"“{sequence.name}” is active as it stands: nothing has changed.")


def activate(store: Store, actor: Actor, sequence_id: int, *, now: datetime) -> Sequence:
    """Run what is written, at once. Raises Refusal where approvers have to decide."""
    with store.begin(actor.workspace_id) as tx:
        sequence = finding.sequence(tx, sequence_id, lock=True)
        require_manage(sequence, actor)
        if tx.workspace.get().settings.approver_ids:
            raise Refusal("This workspace has approvers. Press Activate and request approval.")
        require_ready(tx, sequence)
        return go_live(tx, sequence, by=actor.user_id, now=now)


def go_live(tx: Tx, sequence: Sequence, *, by: str, now: datetime) -> Sequence:
    """Make the working content the version under way and plan everyone's next step in it.

    A draft's first delays start now; nobody gets a step twice; a paused sequence stays paused.
    """
    live = _with_version(tx, sequence, by=by, now=now)
    withdraw(tx, sequence, because="it was activated", now=now)
    is_first = sequence.active_version is None

    def moved(enrollment: Enrollment, contact: Contact) -> Enrollment:
        anchor = now if is_first else enrollment.anchor_at
        planned = in_new_version(enrollment, live, contact, anchor=anchor)
        return if_filled(tx, planned, live.working, contact, state=live.state, now=now)

    each_open(tx, sequence.id, moved, now=now)
    return live


def _with_version(tx: Tx, sequence: Sequence, *, by: str, now: datetime) -> Sequence:
    number = (sequence.active_version or 0) + 1
    tx.sequences.add_version(
        Version(
            sequence_id=sequence.id,
            number=number,
            content=sequence.working,
            activated_by=by,
            activated_at=now,
        )
    )
    live = replace(
        sequence,
        state=after(sequence, Action.ACTIVATE),
        active_version=number,
        editor_ids=(),
        changed_at=now,
    )
    tx.sequences.save(live)
    return live


def in_new_version(
    enrollment: Enrollment, live: Sequence, contact: Contact, *, anchor: datetime
) -> Enrollment:
    """Return it planned for its next step in what is live now; what was frozen stays so."""
    content, frozen_at = live.working, enrollment.frozen_at
    is_asleep = live.state is SequenceState.PAUSED
    planned = progress.plan_next(
        replace(enrollment, frozen_at=None), content, contact, anchor=anchor, state=live.state
    )
    if frozen_at is not None:
        return progress.frozen(planned, at=frozen_at)
    # What could not be planned before the pause keeps the whole of its delay.
    return progress.frozen(planned, at=anchor) if is_asleep else planned


def pause(store: Store, actor: Actor, sequence_id: int, *, now: datetime) -> Sequence:
    """Send nothing from now on, and keep what was left of every delay."""
    with store.begin(actor.workspace_id) as tx:
        sequence = finding.sequence(tx, sequence_id, lock=True)
        require_manage(sequence, actor)
        paused = replace(sequence, state=after(sequence, Action.PAUSE), changed_at=now)
        tx.sequences.save(paused)
        tx.enrollments.freeze(sequence_id, at=now)
        return paused


def resume(store: Store, actor: Actor, sequence_id: int, *, now: datetime) -> Sequence:
    """Go on: everyone's remaining delay counts from now."""
    with store.begin(actor.workspace_id) as tx:
        sequence = finding.sequence(tx, sequence_id, lock=True)
        require_manage(sequence, actor)
        resumed = replace(sequence, state=after(sequence, Action.RESUME), changed_at=now)
        tx.sequences.save(resumed)
        content = finding.version_content(tx, sequence)

        def back(enrollment: Enrollment, contact: Contact) -> Enrollment:
            if enrollment.due_at is None:
                return progress.plan_next(
                    enrollment, content, contact, anchor=now, state=SequenceState.ACTIVE
                )
            return progress.thawed(enrollment, content, contact, at=now)

        thaw(tx, sequence_id, content, back, now=now)
        return resumed
