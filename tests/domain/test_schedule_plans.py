"""Plans: delay, window and fixed offset together, and why they came out as they did."""

from datetime import datetime, timedelta

import pytest
from hypothesis import assume, given

from engine.domain.schedule import (
    Delay,
    ReasonKind,
    SendRules,
    after_delay,
    explain,
    fixed_offset,
    is_open,
    next_open,
    plan,
    replan,
)
from tests.domain.scheduling import (
    KEY,
    any_delay,
    any_rules,
    days,
    hours,
    instant,
    instants,
    keys,
    minutes,
    rules,
)

NEW_YORK = rules(holidays="US")


@given(instants, any_delay, any_rules, keys)
def test_a_plan_is_inside_the_window_and_not_before_its_delay(
    start: datetime, delay: Delay, these: SendRules, key: str
) -> None:
    due_at = plan(start, delay, these, key)
    assert is_open(due_at, these)
    assert due_at >= after_delay(start, delay, these)


@given(instants, any_rules, keys)
def test_what_is_open_stays_and_what_is_shut_moves_to_just_after_the_opening(
    at: datetime, these: SendRules, key: str
) -> None:
    due_at, opening = replan(at, these, key), next_open(at, these)
    assert opening <= due_at <= opening + fixed_offset(key, these)
    assert opening != at or due_at == at


@given(instants, any_rules, keys)
def test_planning_again_changes_nothing(at: datetime, these: SendRules, key: str) -> None:
    due_at = replan(at, these, key)
    assert replan(due_at, these, key) == due_at


@given(keys, any_rules)
def test_the_offset_is_below_half_an_hour_and_a_quarter_of_the_window(
    key: str, these: SendRules
) -> None:
    assert timedelta(0) <= fixed_offset(key, these) < timedelta(minutes=30)
    assume(these.opens < these.closes)
    length = timedelta(
        hours=these.closes.hour - these.opens.hour, minutes=these.closes.minute - these.opens.minute
    )
    assert fixed_offset(key, these) < max(length / 4, timedelta(seconds=1))


def test_the_offset_is_the_same_on_every_machine() -> None:
    """The value is the contract: another hash would move what people have been shown."""
    assert fixed_offset("7:step-a", NEW_YORK) == timedelta(seconds=866)
    assert fixed_offset("7:step-b", NEW_YORK) == timedelta(seconds=1376)


def test_a_monday_morning_is_spread_over_half_an_hour() -> None:
    friday_night = instant("2026-09-18T20:00-04:00")
    opening = instant("2026-09-21T09:00-04:00")
    dues = [replan(friday_night, NEW_YORK, f"{n}:a") - opening for n in range(3000)]
    ten_minutes = timedelta(minutes=10)
    thirds = [sum(n * ten_minutes <= due < (n + 1) * ten_minutes for due in dues) for n in range(3)]
    assert sum(thirds) == 3000
    assert min(thirds) > 900


def test_a_window_round_the_clock_is_spread_like_any_long_one() -> None:
    round_the_clock = rules(opens="00:00", closes="00:00")
    assert fixed_offset(KEY, round_the_clock) == fixed_offset(KEY, NEW_YORK) > timedelta(0)


def test_a_short_window_is_spread_over_a_quarter_of_it() -> None:
    lunch = rules(opens="12:00", closes="12:20", business_days_only=False)
    opening = instant("2026-09-21T12:00-04:00")
    dues = [replan(instant("2026-09-21T09:00-04:00"), lunch, str(n)) for n in range(200)]
    assert max(dues) < opening + timedelta(minutes=5)
    assert max(dues) > opening + timedelta(minutes=4)


def test_what_a_transition_leaves_of_a_window_is_still_enough_for_the_offset() -> None:
    # 72 minutes on the wall, 12 of them real: 01:50-02:00 and 03:00-03:02.
    narrow = rules(opens="01:50", closes="03:02", business_days_only=False)
    opening = instant("2026-03-08T01:50-05:00")
    dues = [replan(instant("2026-03-08T00:00-05:00"), narrow, str(n)) for n in range(200)]
    assert all(opening <= due < opening + timedelta(minutes=3) for due in dues)


DELAY, BUSINESS_DAY, HOLIDAY = ReasonKind.DELAY, ReasonKind.BUSINESS_DAY, ReasonKind.HOLIDAY
WINDOW, SMS_HOURS = ReasonKind.WINDOW, ReasonKind.SMS_HOURS

REASONS = (
    ("2026-09-21T10:00-04:00", minutes(0), ()),
    ("2026-09-21T10:00-04:00", hours(2), ((DELAY, "2026-09-21T12:00-04:00"),)),
    (
        "2026-09-18T16:00-04:00",
        days(2),
        ((DELAY, "2026-09-20T16:00-04:00"), (BUSINESS_DAY, "2026-09-22T16:00-04:00")),
    ),
    (
        "2026-09-04T16:00-04:00",
        days(2),
        (
            (DELAY, "2026-09-06T16:00-04:00"),
            (BUSINESS_DAY, "2026-09-08T16:00-04:00"),
            (HOLIDAY, "2026-09-09T16:00-04:00"),
        ),
    ),
    (
        "2026-09-04T16:00-04:00",
        hours(3),
        (
            (DELAY, "2026-09-04T19:00-04:00"),
            (WINDOW, "2026-09-05T09:00-04:00"),
            (BUSINESS_DAY, "2026-09-07T09:00-04:00"),
            (HOLIDAY, "2026-09-08T09:00-04:00"),
        ),
    ),
    (
        "2026-09-19T10:00-04:00",
        minutes(0),
        ((BUSINESS_DAY, "2026-09-21T09:00-04:00"),),
    ),
)


@pytest.mark.parametrize(("start", "delay", "expected"), REASONS)
def test_a_plan_tells_what_moved_it_and_where_to(
    start: str, delay: Delay, expected: tuple[tuple[ReasonKind, str], ...]
) -> None:
    found = explain(instant(start), delay, NEW_YORK, KEY)
    told = [(reason.kind, reason.moved_to) for reason in found.reasons]
    wanted = [(kind, instant(moved_to)) for kind, moved_to in expected]
    assert [reason for reason in told if reason[0] is not ReasonKind.OFFSET] == wanted
    assert found.due_at == plan(instant(start), delay, NEW_YORK, KEY)


def test_the_offset_is_told_only_where_the_window_moved_the_time() -> None:
    moved = explain(instant("2026-09-18T18:00-04:00"), minutes(0), NEW_YORK, KEY).reasons[-1]
    assert moved.kind is ReasonKind.OFFSET
    assert moved.moved_to == instant("2026-09-21T09:00-04:00") + fixed_offset(KEY, NEW_YORK)


def test_sms_hours_are_told_as_such() -> None:
    contact_zones = ("America/Los_Angeles",)
    start = instant("2026-09-21T10:00-04:00")
    told = explain(start, minutes(0), NEW_YORK, KEY, contact_zones).reasons
    assert [reason.kind for reason in told] == [SMS_HOURS, ReasonKind.OFFSET]
    assert told[0].moved_to == instant("2026-09-21T09:00-07:00")


@given(instants, any_delay, any_rules, keys)
def test_the_reasons_lead_step_by_step_to_the_plan(
    start: datetime, delay: Delay, these: SendRules, key: str
) -> None:
    found = explain(start, delay, these, key)
    times = [start, *(reason.moved_to for reason in found.reasons)]
    assert found.due_at == times[-1] == plan(start, delay, these, key)
    assert times == sorted(set(times))
