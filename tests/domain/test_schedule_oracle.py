"""The schedule against a second one that only ever looks at the clock on the wall."""

import random
from datetime import datetime, timedelta
from functools import cache

import pytest

from engine.domain.schedule import (
    Delay,
    DelayUnit,
    SendRules,
    after_delay,
    is_open,
    next_open,
    plan,
)
from tests.domain.oracle import Timeline, next_open_minutes
from tests.domain.scheduling import KEY, instant, rules

MINUTES_A_DAY = 24 * 60
DAYS_BEFORE, DAYS_IN_ALL = 10, 26

# A zone and an instant near one of its transitions.
TRANSITIONS = (
    ("America/New_York", "2026-03-08T07:00Z"),
    ("America/New_York", "2026-11-01T06:00Z"),
    ("Europe/Berlin", "2026-03-29T01:00Z"),
    ("Australia/Lord_Howe", "2026-04-04T15:00Z"),
    ("Australia/Lord_Howe", "2026-10-03T15:30Z"),
    ("Africa/Cairo", "2026-04-23T22:00Z"),
    ("Africa/Cairo", "2026-10-29T21:00Z"),
    ("Pacific/Apia", "2011-12-30T10:00Z"),
    ("America/Sao_Paulo", "2018-02-18T02:00Z"),
    ("America/Sao_Paulo", "2018-11-04T03:00Z"),
    ("America/St_Johns", "2010-11-07T02:31Z"),  # 00:01 goes back to 23:01 of the day before
    ("America/Havana", "2026-11-01T05:00Z"),  # 01:00 goes back to midnight
    ("Africa/Casablanca", "2026-02-15T02:00Z"),
)

WINDOWS = (
    ("09:00", "17:00"),
    ("09:00", "00:00"),
    ("00:00", "00:00"),
    ("08:30", "08:30"),
    ("00:00", "01:00"),
    ("00:30", "02:30"),
    ("02:00", "03:00"),
    ("01:30", "01:45"),
    ("22:00", "02:00"),
    ("23:45", "23:30"),
    ("23:00", "23:59"),
)

ANY_DAY: tuple[bool, str | None] = (False, None)
DAYS: tuple[tuple[bool, str | None], ...] = (ANY_DAY, (True, None), (True, "US"))


@cache
def timeline(zone: str, transition: str) -> Timeline:
    return Timeline(zone, instant(transition) - timedelta(days=DAYS_BEFORE), DAYS_IN_ALL)


def rules_of(zone: str, window: tuple[str, str], days: tuple[bool, str | None]) -> SendRules:
    return rules(zone, *window, business_days_only=days[0], holidays=days[1])


@pytest.mark.parametrize(("zone", "transition"), TRANSITIONS)
@pytest.mark.parametrize("window", WINDOWS)
def test_the_next_opening_is_the_first_open_minute_on_the_wall(
    zone: str, transition: str, window: tuple[str, str]
) -> None:
    line = timeline(zone, transition)
    for days in DAYS:
        these = rules_of(zone, window, days)
        open_minutes = line.open_minutes(these)
        expected = next_open_minutes(open_minutes)
        for minute in _minutes_to_try(open_minutes):
            at = line.instant(minute)
            assert is_open(at, these) == bool(open_minutes[minute]), (at, these)
            assert next_open(at, these) == line.instant(expected[minute]), (at, these)


def _minutes_to_try(open_minutes: bytearray) -> list[int]:
    """Return some minutes of those days: all near the transition, or where it opens or shuts."""
    first, last = (DAYS_BEFORE - 3) * MINUTES_A_DAY, (DAYS_BEFORE + 4) * MINUTES_A_DAY
    edges = [
        minute
        for minute in range(first, last)
        if open_minutes[minute] != open_minutes[minute - 1]
        or open_minutes[minute] != open_minutes[minute + 1]
    ]
    near = range(DAYS_BEFORE * MINUTES_A_DAY - 70, DAYS_BEFORE * MINUTES_A_DAY + 70)
    return [*range(first, last, 37), *near, *edges]


@pytest.mark.parametrize(("zone", "transition"), TRANSITIONS)
def test_plans_agree_with_the_clock_on_the_wall(zone: str, transition: str) -> None:
    line = timeline(zone, transition)
    dice = random.Random(f"{zone} {transition}")
    for window in WINDOWS:
        for days in DAYS:
            these = rules_of(zone, window, days)
            expected = next_open_minutes(line.open_minutes(these))
            for _ in range(12):
                _compare(line, these, expected, dice)


def _compare(line: Timeline, these: SendRules, expected: list[int], dice: random.Random) -> None:
    minute = dice.randrange(4 * MINUTES_A_DAY, 12 * MINUTES_A_DAY)
    delay = _some_delay(dice)
    start, due = line.instant(minute), line.due_minute(minute, delay, these)
    opening = line.instant(expected[due])
    planned = plan(start, delay, these, KEY)
    assert after_delay(start, delay, these) == line.instant(due), (start, delay, these)
    if opening == line.instant(due):
        assert planned == opening, (start, delay, these)
    else:
        assert opening <= planned < opening + timedelta(minutes=30), (start, delay, these)
        assert expected[_minute_of(line, planned)] == _minute_of(line, planned)


def _some_delay(dice: random.Random) -> Delay:
    unit = dice.choice(tuple(DelayUnit))
    most = {DelayUnit.MINUTES: 3000, DelayUnit.HOURS: 80, DelayUnit.DAYS: 4}[unit]
    return Delay(amount=dice.randrange(most), unit=unit)


def _minute_of(line: Timeline, at: datetime) -> int:
    return (at - line.start) // timedelta(minutes=1)
