"""A new version goes live: everyone's next step is the first they have not had after the last."""

from dataclasses import replace
from datetime import timedelta

import pytest

from engine.domain import progress
from engine.domain.delay import DelayUnit
from engine.domain.enrollment import Enrollment, EnrollmentState, HoldReason
from engine.domain.sequence import Content, SequenceState
from engine.use_cases.activation import in_new_version
from tests.domain.people import NOW, contact, email, enrollment, open_always, sequence

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
ACTIVE, PAUSED = SequenceState.ACTIVE, SequenceState.PAUSED


def _steps(order: str) -> Content:
    """Content with these steps; each waits a day, in hours."""
    return open_always(*(email(each, 24, DelayUnit.HOURS) for each in order))


def _moved(one: Enrollment, order: str, state: SequenceState = ACTIVE) -> Enrollment:
    live = sequence(state=state, working=_steps(order), active_version=2)
    return in_new_version(one, live, contact(), anchor=one.anchor_at)


def _under_way(order: str, had: str) -> Enrollment:
    one = enrollment(had_step_ids=tuple(had))
    return progress.plan_next(one, _steps(order), contact(), anchor=NOW, state=ACTIVE)


# had, the new order, the next step
MOVES = (
    ("", "xabc", "x"),
    ("a", "axbc", "x"),
    ("a", "xabc", "b"),
    ("ab", "bac", "c"),
    ("a", "bc", "b"),
    ("ab", "cab", None),
    ("a", "a", None),
    ("a", "", None),
)


@pytest.mark.parametrize(("had", "order", "expected"), MOVES)
def test_everyone_moves_to_their_next_step_and_keeps_their_anchor(
    had: str, order: str, expected: str | None
) -> None:
    moved = _moved(_under_way("abc", had), order)
    assert moved.step_id == expected
    assert moved.had_step_ids == tuple(had)
    if expected is None:
        assert moved.state is EnrollmentState.FINISHED
    else:
        assert (moved.anchor_at, moved.wake_at) == (NOW, NOW + DAY)


def test_a_paused_sequence_stays_paused_and_what_was_left_stays_left() -> None:
    asleep = progress.frozen(_under_way("abc", "a"), at=NOW + 20 * HOUR)
    moved = _moved(asleep, "axbc", PAUSED)
    assert (moved.step_id, moved.wake_at) == ("x", None)
    back = progress.thawed(moved, _steps("axbc"), contact(), at=NOW + 9 * DAY)
    assert back.wake_at == NOW + 9 * DAY + 4 * HOUR


def test_a_contact_that_is_away_stays_away() -> None:
    gone = replace(_under_way("abc", "a"), state=EnrollmentState.PAUSED)
    moved = _moved(progress.frozen(gone, at=NOW + HOUR), "axbc")
    assert (moved.state, moved.step_id, moved.wake_at) == (EnrollmentState.PAUSED, "x", None)
    assert moved.frozen_at is not None


def test_what_could_not_be_planned_before_a_pause_keeps_the_whole_of_its_delay() -> None:
    never = progress.held(enrollment(), HoldReason.NO_OPEN_DAY, "never")
    moved = _moved(never, "abc", PAUSED)
    assert (moved.state, moved.wake_at) == (EnrollmentState.ACTIVE, None)
    back = progress.thawed(moved, _steps("abc"), contact(), at=NOW + 9 * DAY)
    assert back.wake_at == NOW + 10 * DAY


def test_a_contact_that_waits_for_a_person_still_does() -> None:
    asked = progress.held(_under_way("abc", "a"), HoldReason.OUTCOME_UNKNOWN, "Sent?")
    moved = _moved(asked, "axbc")
    assert (moved.hold, moved.step_id, moved.wake_at) == (HoldReason.OUTCOME_UNKNOWN, "x", None)
