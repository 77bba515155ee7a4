"""What a pause or a resumption would do, shown before it is done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.domain import progress
from engine.domain.enrollment import Enrollment, EnrollmentState
from engine.domain.lifecycle import Action, after, require_manage
from engine.domain.workspace import Actor
from engine.ports import Store
from engine.use_cases import finding
from engine.use_cases.everyone import pages


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
            for one, contact in pages(tx, sequence_id)
            if one.state is EnrollmentState.ACTIVE
        ]
    waiting = [one for one, _ in found]
    due = sorted(again.due_at for _, again in found if again.due_at is not None)
    return ResumePlan(
        name=sequence.name,
        contacts=len(waiting),
        overdue=sum(one.seconds_left == 0 for one in waiting),
        first_at=due[0] if due else None,
        last_at=due[-1] if due else None,
        per_hour=3600 // spacing if spacing else None,
        left=_left(waiting),
    )


def _left(waiting: list[Enrollment]) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in waiting:
        span = _span(one.seconds_left or 0.0)
        found[span] = found.get(span, 0) + 1
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
