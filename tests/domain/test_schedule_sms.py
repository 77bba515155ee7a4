"""When a text may go out: the window, and 9:00 to 20:00 where the contact lives."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.local_time import zone
from engine.domain.schedule import (
    NoOpenDay,
    SendRules,
    fixed_offset,
    is_open,
    plan_sms,
    replan,
    sms_is_open,
)
from tests.domain.scheduling import (
    KEY,
    ZONES,
    always,
    any_rules,
    instant,
    instants,
    keys,
    pauses,
    rules,
)

NEW_YORK = rules()
WIDE = rules("UTC", "00:00", "00:00", business_days_only=False)
contact_zones = st.lists(st.sampled_from(ZONES), max_size=3).map(tuple)

# rules, where the contact may live, when, and when it opens
TABLE = (
    (NEW_YORK, (), "2026-09-21T09:00-04:00", "2026-09-21T09:00-04:00"),
    (NEW_YORK, ("America/Los_Angeles",), "2026-09-21T09:00-04:00", "2026-09-21T12:00-04:00"),
    (NEW_YORK, ("America/Los_Angeles",), "2026-09-21T12:00-04:00", "2026-09-21T12:00-04:00"),
    # In Berlin it is 20:00 at 14:00 in New York: the next common hour is tomorrow's opening.
    (NEW_YORK, ("Europe/Berlin",), "2026-09-21T13:59-04:00", "2026-09-21T13:59-04:00"),
    (NEW_YORK, ("Europe/Berlin",), "2026-09-21T14:00-04:00", "2026-09-22T09:00-04:00"),
    # Two candidate zones: both have to be awake.
    (WIDE, ("America/New_York", "America/Los_Angeles"), "2026-09-21T13:00Z", "2026-09-21T16:00Z"),
    (WIDE, ("America/New_York", "America/Los_Angeles"), "2026-09-21T23:59Z", "2026-09-21T23:59Z"),
    (WIDE, ("America/New_York", "America/Los_Angeles"), "2026-09-22T00:00Z", "2026-09-22T16:00Z"),
    # The contact's hours hold on weekends, the sequence's days don't move for them.
    (NEW_YORK, ("Asia/Kathmandu",), "2026-09-18T10:16-04:00", "2026-09-21T09:00-04:00"),
)


@pytest.mark.parametrize(("these", "places", "at", "opening"), TABLE)
def test_a_text_may_go_out_when_the_table_says(
    these: SendRules, places: tuple[str, ...], at: str, opening: str
) -> None:
    moved = instant(at) != instant(opening)
    offset = fixed_offset(KEY, these) if moved else timedelta(0)
    assert sms_is_open(instant(at), these, places) is not moved
    assert sms_is_open(instant(opening), these, places)
    assert plan_sms(instant(at), these, places, KEY) == instant(opening) + offset


def test_the_offset_is_left_out_where_the_common_hours_are_too_short_for_it() -> None:
    # Auckland's 9:00 is New York's 17:00 in winter there: one minute of overlap here.
    these = rules(closes="17:01", business_days_only=False)
    at = instant("2026-07-20T09:00-04:00")
    longest = max((str(n) for n in range(50)), key=lambda key: fixed_offset(key, these))
    assert fixed_offset(longest, these) > timedelta(minutes=25)
    found = plan_sms(at, these, ("Pacific/Auckland",), longest)
    assert found == instant("2026-07-20T17:00-04:00")


def test_a_window_that_never_meets_the_contacts_day_is_no_open_day() -> None:
    early = rules("UTC", "06:00", "07:00")
    at = instant("2026-09-21T00:00Z")
    with pytest.raises(NoOpenDay) as refused:
        plan_sms(at, early, ("UTC",), KEY)
    assert refused.value.at == at
    assert "Change the send window" in refused.value.sentence


def test_hours_that_meet_in_one_half_of_the_year_only_are_found() -> None:
    # Berlin's 20:00 is 19:00 UTC in winter and 18:00 UTC in summer.
    evening = rules("UTC", "18:30", "19:30")
    found = plan_sms(instant("2026-04-01T00:00Z"), evening, ("Europe/Berlin",), KEY)
    assert found.date().isoformat() == "2026-10-26"


@given(instants, any_rules, keys)
def test_without_a_known_zone_only_the_window_counts(
    at: datetime, these: SendRules, key: str
) -> None:
    assert plan_sms(at, these, (), key) == replan(at, these, key)


@given(instants, any_rules, contact_zones, keys)
def test_a_planned_text_is_inside_all_hours_and_stays_there(
    at: datetime, these: SendRules, places: tuple[str, ...], key: str
) -> None:
    try:
        due_at = plan_sms(at, these, places, key)
    except NoOpenDay:
        _assert_shut_for_ten_days(at, these, places)
        return
    assert due_at >= at
    assert is_open(due_at, these)
    assert all(9 <= due_at.astimezone(zone(place)).hour < 20 for place in places)
    assert plan_sms(due_at, these, places, key) == due_at


@given(instants, pauses, contact_zones)
def test_a_text_never_waits_while_all_are_open(
    at: datetime, pause: timedelta, places: tuple[str, ...]
) -> None:
    try:
        due_at = plan_sms(at, always(), places, KEY)
    except NoOpenDay:
        _assert_shut_for_ten_days(at, always(), places)
        return
    opening = due_at if due_at == at else due_at - fixed_offset(KEY, always())
    between = at + pause % max(opening - at, timedelta(microseconds=1))
    assert sms_is_open(between, always(), places) is (due_at == at)


def _assert_shut_for_ten_days(at: datetime, these: SendRules, places: tuple[str, ...]) -> None:
    half_hours = (at + timedelta(minutes=30 * n) for n in range(480))
    assert not any(sms_is_open(each, these, places) for each in half_hours)
