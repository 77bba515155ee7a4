"""Going live, pausing and resuming: what each does to everyone enrolled."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from engine.domain import progress
from engine.domain.checks import Problem, problems
from engine.domain.enrollment import Contact, Enrollment, EnrollmentState
from engine.domain.errors import Refusal
from engine.domain.lifecycle import Action, after, require_manage
from engine.domain.sequence import Content, Sequence, SequenceState, Version
from engine.domain.workspace import Actor
from engine.ports import Store, Tx
from engine.use_cases import finding
from engine.use_cases.authoring import withdraw
from engine.use_cases.filling import if_filled
from engine.use_cases.unplanned import is_new, tell

OPEN_STATES = (EnrollmentState.ACTIVE, EnrollmentState.PAUSED, EnrollmentState.HELD)
PAGE = 5000


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
    withdraw(tx, sequence, because="it was activated", now=now)
    is_first = sequence.active_version is None

    def moved(enrollment: Enrollment, contact: Contact) -> Enrollment:
        anchor = now if is_first else enrollment.anchor_at
        planned = in_new_version(enrollment, live, contact, anchor=anchor)
        return if_filled(tx, planned, live.working, contact, state=live.state, now=now)

    each_open(tx, sequence.id, moved, now=now)
    return live


def in_new_version(
    enrollment: Enrollment, live: Sequence, contact: Contact, *, anchor: datetime
) -> Enrollment:
    """Return it planned for its next step in what is live now; what was frozen stays so."""
    content, was_frozen = live.working, enrollment.remainder
    is_asleep = live.state is SequenceState.PAUSED
    planned = progress.plan_next(
        replace(enrollment, remainder=None), content, contact, anchor=anchor, state=live.state
    )
    if was_frozen is not None:
        return progress.frozen(planned, content, at=was_frozen.paused_at)
    # What could not be planned before the pause keeps the whole of its delay.
    return progress.frozen(planned, content, at=anchor) if is_asleep else planned


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseEffect:
    """What a pause would do, named before it is done."""

    name: str
    contacts: int  # stop receiving messages


def pause_effect(store: Store, actor: Actor, sequence_id: int) -> PauseEffect:
    """Return how many contacts a pause stops. Raises Refusal where it can't be paused."""
    with store.read(actor.workspace_id) as tx:
        sequence = finding.sequence(tx, sequence_id)
        require_manage(sequence, actor)
        after(sequence, Action.PAUSE)
        counts = tx.sequences.counts([sequence_id])[sequence_id]
        return PauseEffect(name=sequence.name, contacts=counts.active)


def pause(store: Store, actor: Actor, sequence_id: int, *, now: datetime) -> Sequence:
    """Send nothing from now on, and keep what was left of every delay."""
    with store.begin(actor.workspace_id) as tx:
        sequence = finding.sequence(tx, sequence_id, lock=True)
        require_manage(sequence, actor)
        paused = replace(sequence, state=after(sequence, Action.PAUSE), changed_at=now)
        tx.sequences.save(paused)
        content = finding.version_content(tx, sequence)
        each_open(tx, sequence_id, lambda one, _: progress.frozen(one, content, at=now), now=now)
        return paused


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumePlan:
    """What resuming would do, shown before it is done."""

    name: str
    contacts: int
    overdue: int  # were due while paused: go first, spread by the mailbox's spacing
    first_at: datetime | None  # UTC
    last_at: datetime | None  # UTC, of everyone's next step
    per_hour: int | None  # at most; none without spacing
    left: Mapping[str, int]  # how many have how long left, in words


def resume_plan(store: Store, actor: Actor, sequence_id: int, *, now: datetime) -> ResumePlan:
    """Return who goes on when, if it were resumed now. Raises Refusal where it can't be."""
    with store.read(actor.workspace_id) as tx:
        sequence = finding.sequence(tx, sequence_id)
        require_manage(sequence, actor)
        after(sequence, Action.RESUME)
        content = finding.version_content(tx, sequence)
        spacing = tx.workspace.get().settings.spacing_seconds
        found = [
            (one, progress.thawed(one, content, contact, at=now))
            for one, contact in _pages(tx, sequence_id)
            if one.state is EnrollmentState.ACTIVE
        ]
    waiting = [one for one, _ in found]
    due = sorted(again.due_at for _, again in found if again.due_at is not None)
    return ResumePlan(
        name=sequence.name,
        contacts=len(waiting),
        overdue=sum(1 for one in waiting if one.remainder and not one.remainder.seconds),
        first_at=due[0] if due else None,
        last_at=due[-1] if due else None,
        per_hour=3600 // spacing if spacing else None,
        left=_left(waiting),
    )


def _left(waiting: list[Enrollment]) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in waiting:
        seconds = one.remainder.seconds if one.remainder else 0.0
        found[_span(seconds)] = found.get(_span(seconds), 0) + 1
    return found


def _span(seconds: float) -> str:
    if seconds <= 0:
        return "due at once"
    if seconds < timedelta(hours=1).total_seconds():
        return "less than an hour left"
    if seconds < timedelta(days=1).total_seconds():
        return "less than a day left"
    days = int(seconds // timedelta(days=1).total_seconds())
    return f"{days} day{'s' if days > 1 else ''} left"


def resume(store: Store, actor: Actor, sequence_id: int, *, now: datetime) -> Sequence:
    """Go on: everyone's remaining delay counts from now."""
    with store.begin(actor.workspace_id) as tx:
        sequence = finding.sequence(tx, sequence_id, lock=True)
        require_manage(sequence, actor)
        resumed = replace(sequence, state=after(sequence, Action.RESUME), changed_at=now)
        tx.sequences.save(resumed)
        content = finding.version_content(tx, sequence)

        def back(enrollment: Enrollment, contact: Contact) -> Enrollment:
            if enrollment.state is EnrollmentState.PAUSED:
                return enrollment
            if enrollment.due_at is None:
                return progress.plan_next(
                    enrollment, content, contact, anchor=now, state=SequenceState.ACTIVE
                )
            return progress.thawed(enrollment, content, contact, at=now)

        each_open(tx, sequence_id, back, now=now)
        return resumed


def preview_due(
    content: Content, enrollment: Enrollment, contact: Contact, *, anchor: datetime
) -> datetime | None:
    """Return when this contact's next step would go out if it started at `anchor`, UTC."""
    planned = progress.plan_next(
        enrollment, content, contact, anchor=anchor, state=SequenceState.ACTIVE
    )
    return planned.due_at


def _pages(tx: Tx, sequence_id: int) -> Iterator[tuple[Enrollment, Contact]]:
    last = 0
    while page := tx.enrollments.of_sequence(
        sequence_id, states=OPEN_STATES, after_id=last, limit=PAGE
    ):
        contacts = tx.contacts.many([one.contact_id for one in page])
        yield from ((one, contacts[one.contact_id]) for one in page)
        last = page[-1].id


def each_open(
    tx: Tx,
    sequence_id: int,
    change: Callable[[Enrollment, Contact], Enrollment],
    *,
    now: datetime,
) -> None:
    """Change every enrollment here that is not over, a page at a time."""
    last = 0
    unplanned: list[Enrollment] = []
    while page := tx.enrollments.of_sequence(
        sequence_id, states=OPEN_STATES, after_id=last, limit=PAGE
    ):
        contacts = tx.contacts.many([one.contact_id for one in page])
        changed = [change(one, contacts[one.contact_id]) for one in page]
        tx.enrollments.save_many(changed)
        unplanned += [b for a, b in zip(page, changed, strict=True) if is_new(a, b)]
        last = page[-1].id
    tell(tx, unplanned, now=now)
