"""Paused, resumed, stopped and released: everybody goes on where they left off."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.delay import DelayUnit
from engine.domain.enrollment import (
    Enrollment,
    EnrollmentState,
    ExitReason,
    HoldReason,
)
from engine.domain.progress import (
    exited,
    finished,
    frozen,
    held,
    in_window,
    plan_next,
    released,
    thawed,
)
from engine.domain.sequence import Content, SequenceState
from tests.domain.people import NOW, contact, content, email, enrollment, open_always, sms
from tests.domain.scheduling import instants, pauses

ACTIVE, PAUSED, DRAFT = SequenceState.ACTIVE, SequenceState.PAUSED, SequenceState.DRAFT
HOURS = DelayUnit.HOURS
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
PLAIN = open_always(email("a"), email("b", 2), email("c", 3))
NEVER = content(sms("t", 0), opens=time(3), closes=time(4))  # 0:00 in Los Angeles


def _planned(
    those: Content = PLAIN,
    state: SequenceState = ACTIVE,
    anchor: datetime = NOW,
    **given: Any,
) -> Enrollment:
    return plan_next(enrollment(**given), those, contact(), anchor=anchor, state=state)


ahead = st.timedeltas(min_value=timedelta(minutes=-300), max_value=timedelta(days=5))
form_steps = st.builds(
    lambda kind, amount, unit: kind("a", amount, unit),
    st.sampled_from((email, sms)),
    st.integers(0, 9),
    st.sampled_from(DelayUnit),
)
form_contents = st.builds(
    lambda step, days, holidays: content(step, business_days_only=days, holidays=holidays),
    form_steps,
    st.booleans(),
    st.sampled_from((None, "US")),
)


@settings(deadline=None)
@given(form_contents, instants, ahead)
def test_resuming_at_the_instant_of_the_pause_changes_nothing(
    those: Content, anchor: datetime, since: timedelta
) -> None:
    one = _planned(those, anchor=anchor)
    assert one.due_at is not None
    at = min(max(anchor, anchor + since), one.due_at - timedelta(seconds=1))
    asleep = frozen(one, at=at)
    back = thawed(asleep, those, contact(), at=at)
    if asleep.frozen_at == one.due_at:  # paused before its delay of nothing began: it comes last
        assert back.due_at is not None
        assert one.due_at <= back.due_at < one.due_at + timedelta(seconds=1)
        back = replace(back, due_at=one.due_at, wake_at=one.wake_at)
    assert back == one


@settings(deadline=None)
@given(form_contents, instants, pauses, pauses)
def test_pausing_twice_is_pausing_once(
    those: Content, anchor: datetime, first: timedelta, second: timedelta
) -> None:
    once = frozen(_planned(those, anchor=anchor), at=anchor + first)
    assert frozen(once, at=anchor + first + second) == once
    assert once.frozen_at is not None
    assert once.wake_at is None


@settings(deadline=None)
@given(form_contents, instants, pauses, pauses)
def test_a_resumed_step_goes_out_when_it_may_and_history_stays(
    those: Content, anchor: datetime, worked: timedelta, pause: timedelta
) -> None:
    one = _planned(those, anchor=anchor)
    resumed_at = anchor + worked + pause
    back = thawed(frozen(one, at=anchor + worked), those, contact(), at=resumed_at)
    assert back.due_at is not None
    assert one.due_at is not None
    assert back.due_at >= max(one.due_at, resumed_at)
    assert back.due_at == in_window(back.due_at, those.steps[0], those, back, contact())
    assert replace(back, due_at=one.due_at, wake_at=one.wake_at) == one


@settings(deadline=None)
@given(instants, st.lists(st.integers(1, 400), min_size=2, max_size=6), pauses)
def test_contacts_keep_their_order_over_a_pause(
    anchor: datetime, waits: list[int], pause: timedelta
) -> None:
    those = [open_always(email("a", hours, HOURS)) for hours in sorted(waits)]
    paused = [frozen(_planned(each, anchor=anchor), at=anchor) for each in those]
    back = [
        thawed(one, each, contact(), at=anchor + pause)
        for one, each in zip(paused, those, strict=True)
    ]
    dues = [one.due_at for one in back if one.due_at is not None]
    assert dues == sorted(dues)
    assert len(dues) == len(waits)


def test_a_pause_before_the_delay_began_keeps_all_of_it() -> None:
    asleep = frozen(_planned(anchor=NOW), at=NOW - 10 * DAY)
    assert thawed(asleep, PLAIN, contact(), at=NOW + 3 * DAY).due_at == NOW + 4 * DAY


@pytest.mark.parametrize("state", [EnrollmentState.FINISHED, EnrollmentState.EXITED])
def test_pause_and_resume_leave_alone_who_is_out(state: EnrollmentState) -> None:
    out = enrollment(state=state, had_step_ids=("a",))
    assert frozen(out, at=NOW) == out
    assert thawed(out, PLAIN, contact(), at=NOW) == out


def test_resuming_finds_the_step_again_and_ends_where_there_is_none() -> None:
    lost = enrollment(step_id=None, due_at=None, had_step_ids=("a",), mailbox_id=1)
    found = thawed(lost, PLAIN, contact(), at=NOW)
    assert (found.step_id, found.due_at, found.wake_at) == ("b", NOW, NOW)
    assert thawed(lost, open_always(email("a")), contact(), at=NOW) == finished(lost)


def test_a_held_contact_of_a_resumed_sequence_stays_held_and_asleep() -> None:
    waiting = frozen(held(_planned(), HoldReason.MISSING_VALUE, "no name"), at=NOW)
    back = thawed(waiting, PLAIN, contact(), at=NOW + DAY)
    assert (back.state, back.hold) == (EnrollmentState.HELD, HoldReason.MISSING_VALUE)
    assert (back.due_at, back.wake_at, back.frozen_at) == (NOW + 2 * DAY, None, None)


# Release -----------------------------------------------------------------------------------
WAITING = {
    "held": held(_planned(), HoldReason.LATE, "why"),
    "stopped": exited(_planned(), ExitReason.REPLIED, NOW + HOUR, "Not me"),
    "paused": frozen(
        replace(_planned(), state=EnrollmentState.PAUSED, paused_until=NOW + 9 * DAY),
        at=NOW,
    ),
}


@pytest.mark.parametrize("way", WAITING)
@pytest.mark.parametrize("state", SequenceState)
def test_who_is_released_goes_on_as_if_nothing_had_been(way: str, state: SequenceState) -> None:
    back = released(WAITING[way], PLAIN, contact(), now=NOW + HOUR, state=state)
    expected = _planned()
    assert back.state is EnrollmentState.ACTIVE
    assert (back.exit, back.exited_at, back.hold, back.hold_detail) == (None, None, None, "")
    assert (back.paused_until, back.judged_until) == (None, NOW + HOUR)
    assert (back.step_id, back.lane) == (expected.step_id, expected.lane)
    assert back.wake_at == (back.due_at if state is ACTIVE else None)
    assert (back.frozen_at is not None) is (state is PAUSED)


# released this long after, then due: the delay of a day began at NOW
RELEASED = (
    ("held", HOUR, DAY),
    ("held", 3 * DAY, 3 * DAY),
    ("stopped", HOUR, DAY),  # not at once: nobody gets a step sooner for an exit by mistake
    ("stopped", 3 * DAY, 3 * DAY),
    ("paused", HOUR, DAY + HOUR),
    ("paused", 3 * DAY, 4 * DAY),  # an absence does not use up the wait
)


@pytest.mark.parametrize(("way", "after", "due"), RELEASED)
def test_a_release_keeps_the_wait(way: str, after: timedelta, due: timedelta) -> None:
    hours = open_always(email("a", 24, HOURS), email("b", 2))
    one = plan_next(enrollment(), hours, contact(), anchor=NOW, state=ACTIVE)
    waiting = {
        "held": held(one, HoldReason.LATE, ""),
        "stopped": exited(one, ExitReason.REPLIED, NOW),
        "paused": frozen(replace(one, state=EnrollmentState.PAUSED), at=NOW),
    }[way]
    back = released(waiting, hours, contact(), now=NOW + after, state=ACTIVE)
    assert back.due_at == NOW + due


@pytest.mark.parametrize("way", WAITING)
def test_who_is_released_in_a_paused_sequence_keeps_what_was_left_until_it_resumes(
    way: str,
) -> None:
    hours = open_always(email("a", 24, HOURS))
    frozen_once = frozen(_planned(hours), at=NOW)
    waiting = {
        "held": held(frozen_once, HoldReason.LATE, ""),
        "stopped": exited(frozen_once, ExitReason.REPLIED, NOW),
        "paused": replace(frozen_once, state=EnrollmentState.PAUSED),
    }[way]
    back = released(waiting, hours, contact(), now=NOW + HOUR, state=PAUSED)
    resumed = thawed(back, hours, contact(), at=NOW + 3 * DAY)
    left = DAY - HOUR if way == "stopped" else DAY  # a stop keeps the anchor, not what was left
    assert resumed.due_at == NOW + 3 * DAY + left
    assert resumed.wake_at == resumed.due_at


def test_who_had_every_step_is_released_to_the_end() -> None:
    stopped = exited(enrollment(had_step_ids=("a", "b", "c")), ExitReason.REPLIED, NOW, "Hi")
    back = released(stopped, PLAIN, contact(), now=NOW, state=ACTIVE)
    assert (back.state, back.exit, back.exited_at) == (EnrollmentState.FINISHED, None, None)


@pytest.mark.parametrize("reason", ExitReason)
def test_an_exit_cancels_everything_and_says_why(reason: ExitReason) -> None:
    paused = replace(WAITING["paused"], hold=HoldReason.LATE)
    out = exited(paused, reason, NOW, "why")
    assert (out.state, out.exit, out.exited_at) == (EnrollmentState.EXITED, reason, NOW)
    assert (out.due_at, out.wake_at, out.frozen_at, out.paused_until, out.hold) == (None,) * 5
    assert (out.hold_detail, out.had_step_ids) == ("why", paused.had_step_ids)
