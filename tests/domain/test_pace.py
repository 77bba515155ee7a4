"""A mailbox's pace: spacing, jitter, and so many a day in its owner's zone."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.local_time import zone
from engine.domain.pace import MailboxPace, next_slot, take_slot
from tests.domain.scheduling import KEY, ZONES, instant, instants

FRESH = MailboxPace(
    zone="America/New_York",
    daily_limit=3,
    spacing_seconds=60,
    last_slot_at=None,
    day=None,
    sent_that_day=0,
)
NOON = instant("2026-09-21T12:00-04:00")

waits = st.lists(st.integers(0, 20_000), min_size=1, max_size=40)


def _sent(pace: MailboxPace, *times: str) -> MailboxPace:
    for text in times:
        pace = take_slot(pace, instant(text))
    return pace


def _send_as_soon_as_allowed(pace: MailboxPace, at: datetime, waits: list[int]) -> list[datetime]:
    """Send one message per wait, each as soon as it may go; return when they went."""
    slots = []
    for number, wait in enumerate(waits):
        at = next_slot(pace, at + timedelta(seconds=wait), str(number))
        pace = take_slot(pace, at)
        slots.append(at)
    return slots


def test_the_first_send_waits_for_nothing() -> None:
    assert next_slot(FRESH, NOON, KEY) == NOON


def test_a_second_send_waits_for_the_spacing_and_a_little_more() -> None:
    slots = {next_slot(take_slot(FRESH, NOON), NOON, str(n)) - NOON for n in range(500)}
    assert timedelta(seconds=60) <= min(slots) < timedelta(seconds=61)
    assert timedelta(seconds=71) < max(slots) <= timedelta(seconds=72)
    assert len(slots) > 400


def test_the_jitter_is_the_same_at_every_asking_and_on_every_machine() -> None:
    pace = take_slot(FRESH, NOON)
    first = next_slot(pace, NOON, KEY)
    assert first == next_slot(pace, NOON + timedelta(seconds=30), KEY)
    assert first - NOON == timedelta(seconds=60, milliseconds=5065)


def test_who_comes_after_the_spacing_does_not_wait() -> None:
    later = NOON + timedelta(seconds=72)
    assert next_slot(take_slot(FRESH, NOON), later, KEY) == later


def test_a_spacing_of_nothing_has_no_jitter() -> None:
    pace = take_slot(replace(FRESH, spacing_seconds=0), NOON)
    assert all(next_slot(pace, NOON, str(n)) == NOON for n in range(50))


# the owner's zone, three sends, asked at, and the slot
TOMORROWS = (
    ("America/New_York", "2026-09-21T23:50-04:00", "2026-09-22T00:00-04:00"),
    ("UTC", "2026-09-21T23:50Z", "2026-09-22T00:00Z"),
    # Days of 23 and 25 hours.
    ("America/New_York", "2026-03-08T12:00-04:00", "2026-03-09T00:00-04:00"),
    ("America/New_York", "2026-11-01T12:00-05:00", "2026-11-02T00:00-05:00"),
    # Days that begin at one o'clock, or not at all.
    ("Africa/Cairo", "2026-04-23T12:00+02:00", "2026-04-24T01:00+03:00"),
    # 00:01 goes back to 23:01, and it is yesterday again for an hour.
    ("America/St_Johns", "2010-11-06T23:30-02:30", "2010-11-07T00:00-03:30"),
    ("America/St_Johns", "2010-11-06T23:30-03:30", "2010-11-07T00:00-03:30"),
    ("Pacific/Apia", "2011-12-29T12:00-10:00", "2011-12-31T00:00+14:00"),
)


@pytest.mark.parametrize(("place", "at", "slot"), TOMORROWS)
def test_a_reached_limit_waits_for_the_owners_tomorrow(place: str, at: str, slot: str) -> None:
    pace = _sent(replace(FRESH, zone=place), at, at, at)
    assert next_slot(pace, instant(at), KEY) == instant(slot)
    assert next_slot(pace, instant(slot), KEY) == instant(slot)


def test_one_below_the_limit_still_goes_today() -> None:
    pace = _sent(FRESH, "2026-09-21T10:00-04:00", "2026-09-21T11:00-04:00")
    assert next_slot(pace, NOON, KEY) == NOON


def test_a_new_day_counts_from_the_start() -> None:
    pace = _sent(FRESH, *["2026-09-21T10:00-04:00"] * 3, "2026-09-22T00:00-04:00")
    assert (pace.day, pace.sent_that_day) == (date(2026, 9, 22), 1)


def test_a_spacing_that_runs_past_midnight_counts_for_tomorrow() -> None:
    slow = replace(FRESH, spacing_seconds=3600, daily_limit=1)
    pace = _sent(slow, "2026-09-21T23:30-04:00")
    assert next_slot(pace, instant("2026-09-21T23:31-04:00"), KEY) >= instant(
        "2026-09-22T00:30-04:00"
    )


def test_a_lower_limit_holds_at_once_and_a_higher_one_too() -> None:
    pace = _sent(FRESH, "2026-09-21T10:00-04:00", "2026-09-21T10:30-04:00")
    tomorrow = instant("2026-09-22T00:00-04:00")
    assert next_slot(replace(pace, daily_limit=1), NOON, KEY) == tomorrow
    assert next_slot(replace(pace, daily_limit=200), NOON, KEY) == NOON


def test_a_clock_set_back_does_not_open_yesterday_again() -> None:
    pace = _sent(FRESH, *["2026-09-22T00:10-04:00"] * 3)
    yesterday = instant("2026-09-21T23:50-04:00")
    assert next_slot(pace, yesterday, KEY) == instant("2026-09-23T00:00-04:00")
    assert take_slot(pace, yesterday) == replace(pace, sent_that_day=4)


def test_a_limit_of_nothing_is_always_tomorrow() -> None:
    nothing = replace(FRESH, daily_limit=0)
    tomorrow = next_slot(nothing, NOON, KEY)
    assert tomorrow == instant("2026-09-22T00:00-04:00")
    assert next_slot(nothing, tomorrow, KEY) == instant("2026-09-23T00:00-04:00")


@given(instants, waits, st.sampled_from(ZONES), st.integers(1, 5), st.integers(0, 7200))
def test_sends_keep_their_distance_and_no_day_has_too_many(
    at: datetime, waits: list[int], place: str, limit: int, spacing_seconds: int
) -> None:
    pace = replace(FRESH, zone=place, daily_limit=limit, spacing_seconds=spacing_seconds)
    slots = _send_as_soon_as_allowed(pace, at, waits)
    gaps = [later - earlier for earlier, later in pairwise(slots)]
    by_day = Counter(slot.astimezone(zone(place)).date() for slot in slots)
    assert all(gap >= timedelta(seconds=spacing_seconds) for gap in gaps)
    assert max(by_day.values()) <= limit


@given(instants, st.integers(0, 4), st.integers(0, 600), st.integers(0, 100_000))
def test_a_slot_is_not_before_it_was_asked_for_and_stays_when_asked_again(
    last: datetime, sent: int, spacing_seconds: int, later_seconds: int
) -> None:
    pace = replace(FRESH, spacing_seconds=spacing_seconds)
    for _ in range(sent):
        pace = take_slot(pace, last)
    at = last + timedelta(seconds=later_seconds)
    slot = next_slot(pace, at, KEY)
    assert slot >= at
    assert next_slot(pace, slot, KEY) == slot
    most = timedelta(seconds=spacing_seconds * 1.2) if sent else timedelta(0)
    assert sent >= pace.daily_limit or slot <= max(at, last + most)
