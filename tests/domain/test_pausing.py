"""Pause and resume: each contact goes on exactly where they left off."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.pausing import freeze, thaw, turn
from engine.domain.schedule import DelayUnit, SendRules, fixed_offset, is_open, next_open, replan
from tests.domain.scheduling import (
    KEY,
    ZONES,
    always,
    any_rules,
    form_rules,
    instant,
    instants,
    keys,
    pauses,
    rules,
)

units = st.sampled_from(tuple(DelayUnit))
left = st.timedeltas(min_value=timedelta(seconds=1), max_value=timedelta(days=20))
around = st.timedeltas(min_value=timedelta(days=-3), max_value=timedelta(days=20))

BUSINESS = rules()
HOLIDAYS = rules(holidays="US")
ANY_DAY = rules(business_days_only=False)
NIGHT = rules(opens="22:00", closes="02:00")
DAYS, HOURS = DelayUnit.DAYS, DelayUnit.HOURS
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)

# rules, unit, due, paused, resumed, due then; all in New York, September 2026
TABLE = (
    # Three hours were left, three hours it is.
    (BUSINESS, HOURS, "21T13:00", "21T10:00", "22T11:30", "22T14:30"),
    # Two business days were left: Friday and two are Tuesday, at the same time of day.
    (BUSINESS, DAYS, "24T14:00", "22T10:00", "25T11:00", "29T14:00"),
    (ANY_DAY, DAYS, "24T14:00", "22T10:00", "25T11:00", "27T14:00"),
    # Labor Day on the 7th counts neither at the pause nor after it.
    (HOLIDAYS, DAYS, "09T14:00", "04T10:00", "10T11:00", "14T14:00"),
    (HOLIDAYS, DAYS, "04T14:00", "03T10:00", "04T11:00", "08T14:00"),
    # Later the same day: today if that time is still to come, else at once.
    (BUSINESS, DAYS, "21T14:00", "21T10:00", "22T11:00", "22T14:00"),
    (BUSINESS, DAYS, "21T14:00", "21T10:00", "22T15:00", "22T15:00"),
    # Due already: at once, or when the window opens.
    (BUSINESS, DAYS, "21T10:00", "21T10:00", "22T15:00", "22T15:00"),
    (BUSINESS, HOURS, "21T10:00", "21T11:00", "22T15:00", "22T15:00"),
    (BUSINESS, HOURS, "18T10:00", "18T11:00", "19T15:00", "21T09:00"),
    # Nobody could have been sent to during the pause: it changes nothing.
    (BUSINESS, HOURS, "21T09:12", "18T17:00", "21T08:59", "21T09:12"),
    (BUSINESS, DAYS, "22T14:00", "18T22:00", "20T12:00", "22T14:00"),
    # Saturday 01:00 is in Friday's night: a window over midnight is never left for an earlier one.
    (NIGHT, DAYS, "19T01:00", "17T10:00", "17T22:30", "19T01:00"),
    # One minute of the window was missed: what was left goes on from there.
    (BUSINESS, HOURS, "21T09:12", "18T16:59", "21T17:00", "24T09:13"),
)


@pytest.mark.parametrize(("these", "unit", "due", "paused", "resumed", "then"), TABLE)
def test_what_was_left_goes_on_as_the_table_says(
    these: SendRules, unit: DelayUnit, due: str, paused: str, resumed: str, then: str
) -> None:
    remainder = freeze(_september(due), _september(paused), unit, these)
    found = thaw(remainder, _september(resumed), these, KEY)
    assert found.replace(microsecond=0) == _september(then)


def _september(text: str) -> datetime:
    return instant(f"2026-09-{text}-04:00")


def test_a_delay_that_now_ends_outside_the_window_moves_to_the_next_opening() -> None:
    remainder = freeze(_september("21T16:00"), _september("21T10:00"), HOURS, BUSINESS)
    opening = _september("23T09:00") + fixed_offset(KEY, BUSINESS)
    assert thaw(remainder, _september("22T12:00"), BUSINESS, KEY) == opening


def test_what_was_due_already_gets_no_offset_when_the_window_opens() -> None:
    remainder = freeze(_september("18T10:00"), _september("18T11:00"), DAYS, BUSINESS)
    assert fixed_offset(KEY, BUSINESS) > SECOND
    found = thaw(remainder, _september("19T12:00"), BUSINESS, KEY)
    assert _september("21T09:00") <= found < _september("21T09:00") + SECOND


def test_who_has_waited_longest_is_first_in_the_second_after_a_resumption() -> None:
    paused, resumed = _september("18T11:00"), _september("18T12:00")
    ages = [999 * DAY, 100 * DAY, 25 * DAY, timedelta(hours=1), timedelta(seconds=10), 0 * SECOND]
    dues = [
        thaw(freeze(paused - each, paused, DAYS, BUSINESS), resumed, BUSINESS, KEY) for each in ages
    ]
    assert dues == sorted(set(dues))
    assert resumed <= dues[0] < dues[-1] < resumed + SECOND


def test_there_are_no_turns_where_they_would_come_after_the_window() -> None:
    remainder = freeze(_september("18T10:00"), _september("18T11:00"), DAYS, BUSINESS)
    just_open = _september("18T17:00") - timedelta(microseconds=5)
    assert thaw(remainder, just_open, BUSINESS, KEY) == just_open


def test_the_time_of_day_survives_a_pause_over_a_transition() -> None:
    remainder = freeze(
        instant("2026-10-30T10:00-04:00"), instant("2026-10-29T12:00-04:00"), DAYS, BUSINESS
    )
    assert remainder.days == 1
    found = thaw(remainder, instant("2026-11-02T12:00-05:00"), BUSINESS, KEY)
    assert found == instant("2026-11-03T10:00-05:00")


def test_rules_changed_during_the_pause_hold_when_it_ends() -> None:
    remainder = freeze(_september("22T14:00"), _september("21T10:00"), DAYS, BUSINESS)
    afternoons = rules("Europe/Berlin", "13:00", "18:00", business_days_only=False)
    found = thaw(remainder, instant("2026-09-25T14:00+02:00"), afternoons, KEY)
    assert found == instant("2026-09-26T14:00+02:00")


@given(instants, around, units, any_rules, keys)
def test_resuming_at_the_instant_of_the_pause_changes_nothing(
    paused_at: datetime, ahead: timedelta, unit: DelayUnit, these: SendRules, key: str
) -> None:
    due_at = replan(paused_at + ahead, these, key)
    found = thaw(freeze(due_at, paused_at, unit, these), paused_at, these, key)
    if due_at > paused_at:
        assert found == due_at
    else:
        assert found - next_open(paused_at, these) < SECOND


@given(instants, around, pauses, units, any_rules, keys)
def test_pausing_twice_is_pausing_once(
    paused_at: datetime,
    ahead: timedelta,
    pause: timedelta,
    unit: DelayUnit,
    these: SendRules,
    key: str,
) -> None:
    once = freeze(replan(paused_at + ahead, these, key), paused_at, unit, these)
    twice = freeze(thaw(once, paused_at, these, key), paused_at, unit, these)
    resumed_at = paused_at + pause
    assert twice == once or not once.seconds
    assert thaw(twice, resumed_at, these, key) >= next_open(resumed_at, these)
    assert thaw(twice, resumed_at, these, key) == thaw(once, resumed_at, these, key) or (
        not once.seconds
    )


@given(instants, around, pauses, units, any_rules, keys)
def test_a_resumed_step_is_inside_the_window_and_never_earlier_than_it_was(
    paused_at: datetime,
    ahead: timedelta,
    pause: timedelta,
    unit: DelayUnit,
    these: SendRules,
    key: str,
) -> None:
    due_at, resumed_at = replan(paused_at + ahead, these, key), paused_at + pause
    found = thaw(freeze(due_at, paused_at, unit, these), resumed_at, these, key)
    assert found >= max(due_at, resumed_at)
    assert is_open(found, these)


@given(instants, around, pauses, units, any_rules, keys)
def test_what_was_overdue_at_the_pause_is_due_at_the_next_opening(
    due_at: datetime,
    late: timedelta,
    pause: timedelta,
    unit: DelayUnit,
    these: SendRules,
    key: str,
) -> None:
    paused_at = due_at + abs(late)
    remainder = freeze(due_at, paused_at, unit, these)
    assert remainder.seconds == 0
    opening = next_open(paused_at + pause, these)
    in_turn = opening + turn(paused_at - due_at)
    assert opening <= in_turn < opening + SECOND
    expected = in_turn if is_open(in_turn, these) else opening
    assert thaw(remainder, paused_at + pause, these, key) == expected


@given(instants, left, left, pauses, units, st.sampled_from(ZONES))
def test_contacts_keep_their_order_over_a_pause(
    paused_at: datetime,
    one: timedelta,
    other: timedelta,
    pause: timedelta,
    unit: DelayUnit,
    zone: str,
) -> None:
    these, resumed_at = always(zone), paused_at + pause
    dues = [paused_at + each for each in sorted((one, other))]
    found = [thaw(freeze(due, paused_at, unit, these), resumed_at, these, KEY) for due in dues]
    # Those who were due share the first second with whoever had less than that left.
    assert found[0] <= found[1] + (SECOND if dues[0] <= paused_at < dues[1] else 0 * SECOND)


@given(instants, left, left, pauses, units, form_rules, keys)
def test_an_opening_swaps_contacts_by_no_more_than_the_fixed_offset(
    paused_at: datetime,
    one: timedelta,
    other: timedelta,
    pause: timedelta,
    unit: DelayUnit,
    these: SendRules,
    key: str,
) -> None:
    resumed_at = paused_at + pause
    dues = [next_open(paused_at + each, these) for each in sorted((one, other))]
    found = [thaw(freeze(due, paused_at, unit, these), resumed_at, these, key) for due in dues]
    assert found[0] <= found[1] + max(fixed_offset(key, these), SECOND)


@given(instants, left, pauses)
def test_minutes_and_hours_are_shifted_by_the_length_of_the_pause(
    paused_at: datetime, ahead: timedelta, pause: timedelta
) -> None:
    remainder = freeze(paused_at + ahead, paused_at, HOURS, always())
    assert thaw(remainder, paused_at + pause, always(), KEY) == paused_at + ahead + pause


@given(instants, left, pauses, units, any_rules, keys)
def test_a_pause_outside_the_window_shifts_nothing(
    at: datetime, ahead: timedelta, share: timedelta, unit: DelayUnit, these: SendRules, key: str
) -> None:
    shut_for = next_open(at, these) - at
    resumed_at = at + share % max(shut_for, timedelta(microseconds=1))
    due_at = replan(at + ahead, these, key)
    remainder = freeze(due_at, at, unit, these)
    assert thaw(remainder, resumed_at, these, key) == due_at or due_at == at


def test_a_clock_set_back_does_not_shorten_what_was_left() -> None:
    remainder = freeze(_september("21T13:00"), _september("21T10:00"), HOURS, BUSINESS)
    assert thaw(remainder, _september("21T09:30"), BUSINESS, KEY) == _september("21T13:00")
