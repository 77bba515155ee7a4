"""The send window: when it is open, and when it opens next."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given

from engine.domain.schedule import SendRules, is_open, next_open
from tests.domain.scheduling import any_rules, instant, instants, pauses, rules

NINE_TO_FIVE = rules()
ALL_WEEK = rules(business_days_only=False)
TO_MIDNIGHT = rules(closes="00:00")
HOLIDAYS = rules(holidays="US")
NIGHT = rules(opens="22:00", closes="02:00")
ROUND_THE_CLOCK = rules(opens="00:00", closes="00:00")

TABLE = (
    # Half-open: the opening is inside, the closing isn't.
    (NINE_TO_FIVE, "2026-09-18T08:59:59-04:00", "2026-09-18T09:00-04:00"),
    (NINE_TO_FIVE, "2026-09-18T09:00-04:00", "2026-09-18T09:00-04:00"),
    (NINE_TO_FIVE, "2026-09-18T16:59:59-04:00", "2026-09-18T16:59:59-04:00"),
    (NINE_TO_FIVE, "2026-09-18T17:00-04:00", "2026-09-21T09:00-04:00"),
    (ALL_WEEK, "2026-09-18T17:00-04:00", "2026-09-19T09:00-04:00"),
    # Labor Day on top of the weekend.
    (HOLIDAYS, "2026-09-04T17:00-04:00", "2026-09-08T09:00-04:00"),
    # Midnight is the end of the day.
    (TO_MIDNIGHT, "2026-09-18T23:59:59-04:00", "2026-09-18T23:59:59-04:00"),
    (TO_MIDNIGHT, "2026-09-19T00:00-04:00", "2026-09-21T09:00-04:00"),
    # Clocks that go back to midnight don't open Saturday's window again.
    (
        rules("America/Havana", "09:00", "00:00", business_days_only=False),
        "2026-11-01T00:30-04:00",
        "2026-11-01T09:00-05:00",
    ),
    # Over midnight the window belongs to the day on which it opened.
    (NIGHT, "2026-09-19T01:59-04:00", "2026-09-19T01:59-04:00"),
    (NIGHT, "2026-09-19T02:00-04:00", "2026-09-21T22:00-04:00"),
    (NIGHT, "2026-09-21T01:00-04:00", "2026-09-21T22:00-04:00"),
    # The same time twice is the whole day.
    (ROUND_THE_CLOCK, "2026-09-18T23:59-04:00", "2026-09-18T23:59-04:00"),
    (ROUND_THE_CLOCK, "2026-09-19T00:00-04:00", "2026-09-21T00:00-04:00"),
    (rules(opens="09:00", closes="09:00"), "2026-09-18T08:00-04:00", "2026-09-18T08:00-04:00"),
    # The window opens by the wall, whatever the clocks did in the night.
    (ALL_WEEK, "2026-03-08T00:00-05:00", "2026-03-08T09:00-04:00"),
    (ALL_WEEK, "2026-11-01T00:00-04:00", "2026-11-01T09:00-05:00"),
    # A window inside a gap is empty that day; one across it opens after it.
    (
        rules(opens="02:00", closes="03:00", business_days_only=False),
        "2026-03-08T01:00-05:00",
        "2026-03-09T02:00-04:00",
    ),
    (
        rules(opens="02:30", closes="03:30", business_days_only=False),
        "2026-03-08T01:00-05:00",
        "2026-03-08T03:00-04:00",
    ),
    # A window that ends at a time that happens twice stays open until the second one.
    (
        rules(opens="00:30", closes="01:30", business_days_only=False),
        "2026-11-01T01:29-05:00",
        "2026-11-01T01:29-05:00",
    ),
    (
        rules("Australia/Lord_Howe", "02:00", "03:00", business_days_only=False),
        "2026-10-04T01:00+10:30",
        "2026-10-04T02:30+11:00",
    ),
    # Cairo's day begins at one o'clock when it has no midnight.
    (
        rules("Africa/Cairo", "00:00", "08:00", business_days_only=False),
        "2026-04-23T23:00+02:00",
        "2026-04-24T01:00+03:00",
    ),
    # Apia went from Thursday 29 to Saturday 31 December 2011.
    (rules("Pacific/Apia"), "2011-12-29T17:00-10:00", "2012-01-02T09:00+14:00"),
    (
        rules("Pacific/Apia", business_days_only=False),
        "2011-12-29T17:00-10:00",
        "2011-12-31T09:00+14:00",
    ),
)


@pytest.mark.parametrize(("these", "at", "opening"), TABLE)
def test_the_window_opens_next_where_the_table_says(
    these: SendRules, at: str, opening: str
) -> None:
    assert next_open(instant(at), these) == instant(opening)
    assert is_open(instant(at), these) is (instant(at) == instant(opening))


@given(instants, any_rules)
def test_the_next_opening_is_open_and_not_before(at: datetime, these: SendRules) -> None:
    opening = next_open(at, these)
    assert opening >= at
    assert is_open(opening, these)
    assert (opening == at) is is_open(at, these)


@given(instants, any_rules)
def test_the_next_opening_of_an_opening_is_itself(at: datetime, these: SendRules) -> None:
    opening = next_open(at, these)
    assert next_open(opening, these) == opening


@given(instants, pauses, any_rules)
def test_later_instants_never_have_earlier_openings(
    at: datetime, pause: timedelta, these: SendRules
) -> None:
    assert next_open(at, these) <= next_open(at + pause, these)


@given(instants, pauses, any_rules)
def test_nothing_between_an_instant_and_its_opening_is_open(
    at: datetime, pause: timedelta, these: SendRules
) -> None:
    between = at + pause % max(next_open(at, these) - at, timedelta(microseconds=1))
    assert is_open(between, these) is is_open(at, these)
