"""Delays: elapsed minutes and hours, calendar days, business days and holidays."""

from datetime import datetime, timedelta

import pytest
from hypothesis import assume, given

from engine.domain.business_days import (
    HolidayCalendar,
    UnknownHolidays,
    add_business_days,
    business_days_between,
    holiday_countries,
    is_business_day,
)
from engine.domain.errors import Refusal
from engine.domain.local_time import zone
from engine.domain.schedule import Delay, DelayUnit, SendRules, after_delay
from tests.domain.scheduling import (
    any_delay,
    any_rules,
    day,
    days,
    hours,
    instant,
    instants,
    minutes,
    rules,
)

NO_HOLIDAYS = HolidayCalendar(country=None)
AMERICAN = HolidayCalendar(country="US")
GERMAN = HolidayCalendar(country="DE")

ANY_DAY = rules(business_days_only=False)
BUSINESS = rules()
HOLIDAYS = rules(holidays="US")
BERLIN = rules("Europe/Berlin", holidays="DE")

TABLE = (
    # Friday 16:00 and two business days is Tuesday 16:00.
    ("2026-09-18T16:00-04:00", days(2), BUSINESS, "2026-09-22T16:00-04:00"),
    ("2026-09-18T16:00-04:00", days(2), ANY_DAY, "2026-09-20T16:00-04:00"),
    # Labor Day, Monday 7 September 2026, is one more day to wait.
    ("2026-09-04T16:00-04:00", days(2), HOLIDAYS, "2026-09-09T16:00-04:00"),
    # Thanksgiving, Thursday 26 November 2026.
    ("2026-11-25T10:00-05:00", days(1), HOLIDAYS, "2026-11-27T10:00-05:00"),
    # Independence Day 2026 is a Saturday, so Friday the 3rd is observed.
    ("2026-07-02T10:00-04:00", days(1), HOLIDAYS, "2026-07-06T10:00-04:00"),
    # Over Christmas and New Year in Germany: 25 Dec is a Friday, 1 Jan a Friday.
    ("2026-12-24T11:00+01:00", days(1), BERLIN, "2026-12-28T11:00+01:00"),
    ("2026-12-31T11:00+01:00", days(1), BERLIN, "2027-01-04T11:00+01:00"),
    # From a weekend the first business day is Monday.
    ("2026-09-19T10:00-04:00", days(1), BUSINESS, "2026-09-21T10:00-04:00"),
    # The time of day survives both transitions, elapsed time doesn't care.
    ("2026-03-06T10:00-05:00", days(1), BUSINESS, "2026-03-09T10:00-04:00"),
    ("2026-10-30T10:00-04:00", days(1), BUSINESS, "2026-11-02T10:00-05:00"),
    ("2026-03-07T10:00-05:00", hours(24), BUSINESS, "2026-03-08T11:00-04:00"),
    ("2026-03-07T10:00-05:00", days(1), ANY_DAY, "2026-03-08T10:00-04:00"),
    # A time that doesn't exist moves forward, one that happens twice is the first.
    ("2026-03-07T02:30-05:00", days(1), ANY_DAY, "2026-03-08T03:00-04:00"),
    ("2026-10-31T01:30-04:00", days(1), ANY_DAY, "2026-11-01T01:30-04:00"),
    # No wait is no wait, even within the second 01:30.
    ("2026-11-01T01:30-05:00", days(0), BUSINESS, "2026-11-01T01:30-05:00"),
    ("2026-11-01T01:30-05:00", minutes(0), BUSINESS, "2026-11-01T01:30-05:00"),
    ("2026-09-18T16:59-04:00", minutes(90), BUSINESS, "2026-09-18T18:29-04:00"),
)


@pytest.mark.parametrize(("start", "delay", "these", "due"), TABLE)
def test_a_delay_ends_where_the_table_says(
    start: str, delay: Delay, these: SendRules, due: str
) -> None:
    assert after_delay(instant(start), delay, these) == instant(due)


def test_a_day_that_the_zone_skipped_moves_forward() -> None:
    apia = rules("Pacific/Apia", business_days_only=False)
    found = after_delay(instant("2011-12-29T10:00-10:00"), days(1), apia)
    assert found == instant("2011-12-31T00:00+14:00")


@given(instants, any_delay, any_rules)
def test_a_delay_never_ends_before_it_starts(
    start: datetime, delay: Delay, these: SendRules
) -> None:
    assert after_delay(start, delay, these) >= start


@given(instants, any_delay, any_rules)
def test_days_keep_the_local_time_of_day_wherever_it_exists(
    start: datetime, delay: Delay, these: SendRules
) -> None:
    assume(delay.unit is DelayUnit.DAYS)
    place = zone(these.zone)
    before, after = start.astimezone(place), after_delay(start, delay, these).astimezone(place)
    just_before = (after_delay(start, delay, these) - timedelta(seconds=1)).astimezone(place)
    in_a_gap = just_before.utcoffset() != after.utcoffset()
    assert in_a_gap or before.time() == after.time()


@pytest.mark.parametrize("amount", [-1, 3651])
def test_a_wait_beyond_reason_is_refused(amount: int) -> None:
    with pytest.raises(Refusal, match="0 to 3,650 days"):
        days(amount)
    assert days(3650).amount == 3650
    assert hours(24 * 3650).amount == 24 * 3650
    with pytest.raises(Refusal):
        hours(24 * 3650 + 1)
    with pytest.raises(Refusal):
        minutes(24 * 60 * 3650 + 1)


@pytest.mark.parametrize(
    ("which", "calendar", "counts"),
    [
        ("2026-09-18", NO_HOLIDAYS, True),
        ("2026-09-19", NO_HOLIDAYS, False),
        ("2026-09-20", NO_HOLIDAYS, False),
        ("2026-09-07", NO_HOLIDAYS, True),
        ("2026-09-07", AMERICAN, False),
        ("2026-09-07", GERMAN, True),
        ("2026-05-01", GERMAN, False),
        ("2026-05-01", AMERICAN, True),
    ],
)
def test_a_business_day_is_a_weekday_without_a_holiday(
    which: str, calendar: HolidayCalendar, counts: bool
) -> None:
    assert is_business_day(day(which), calendar) is counts


@given(instants)
def test_counting_business_days_undoes_adding_them(start: datetime) -> None:
    for count in range(12):
        later = add_business_days(start.date(), count, AMERICAN)
        assert business_days_between(start.date(), later, AMERICAN) == count
        assert count == 0 or is_business_day(later, AMERICAN)


def test_a_country_without_calendar_is_refused_by_its_code() -> None:
    with pytest.raises(UnknownHolidays) as refused:
        HolidayCalendar(country="ZZ").is_holiday(day("2026-01-01"))
    assert refused.value.country == "ZZ"


def test_the_picker_offers_countries_by_name() -> None:
    countries = holiday_countries()
    assert countries["US"] == "United States"
    assert countries["GB"] == "United Kingdom"
    assert countries["DE"] == "Germany"
    assert list(countries.values()) == sorted(countries.values())
    assert all(name and len(code) == 2 for code, name in countries.items())


def test_every_country_of_the_picker_can_be_asked() -> None:
    new_year = day("2027-01-01")
    holidays = {
        code: HolidayCalendar(country=code).is_holiday(new_year) for code in holiday_countries()
    }
    assert sum(holidays.values()) > 150
    assert not holidays["SA"]
