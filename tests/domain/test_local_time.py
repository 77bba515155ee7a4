"""Wall times and instants: gaps, folds, and the names of zones."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.errors import Refusal
from engine.domain.local_time import UnknownZone, all_zones, last_instant, to_instant, zone
from tests.domain.scheduling import ZONES, instant

WALL = st.datetimes(min_value=datetime(2005, 1, 1), max_value=datetime(2039, 1, 1))  # noqa: DTZ001

# zone, wall time, the instant meant, the instant meant as the end of a span
TABLE = (
    ("America/New_York", "2026-06-01T09:00", "2026-06-01T09:00-04:00", "2026-06-01T09:00-04:00"),
    # New York springs forward at 02:00 and falls back at 02:00.
    ("America/New_York", "2026-03-08T01:59", "2026-03-08T01:59-05:00", "2026-03-08T01:59-05:00"),
    ("America/New_York", "2026-03-08T02:00", "2026-03-08T03:00-04:00", "2026-03-08T03:00-04:00"),
    ("America/New_York", "2026-03-08T02:30", "2026-03-08T03:00-04:00", "2026-03-08T03:00-04:00"),
    ("America/New_York", "2026-03-08T03:00", "2026-03-08T03:00-04:00", "2026-03-08T03:00-04:00"),
    ("America/New_York", "2026-11-01T00:59", "2026-11-01T00:59-04:00", "2026-11-01T00:59-04:00"),
    ("America/New_York", "2026-11-01T01:30", "2026-11-01T01:30-04:00", "2026-11-01T01:30-05:00"),
    ("America/New_York", "2026-11-01T01:00", "2026-11-01T01:00-04:00", "2026-11-01T01:00-04:00"),
    ("America/New_York", "2026-11-01T02:00", "2026-11-01T02:00-05:00", "2026-11-01T02:00-05:00"),
    ("Europe/Berlin", "2026-03-29T02:15", "2026-03-29T03:00+02:00", "2026-03-29T03:00+02:00"),
    ("Europe/Berlin", "2026-10-25T02:15", "2026-10-25T02:15+02:00", "2026-10-25T02:15+01:00"),
    # Lord Howe moves by half an hour.
    (
        "Australia/Lord_Howe",
        "2026-10-04T02:10",
        "2026-10-04T02:30+11:00",
        "2026-10-04T02:30+11:00",
    ),
    (
        "Australia/Lord_Howe",
        "2026-04-05T01:45",
        "2026-04-05T01:45+11:00",
        "2026-04-05T01:45+10:30",
    ),
    # Cairo's last Friday of April has no midnight.
    ("Africa/Cairo", "2026-04-24T00:00", "2026-04-24T01:00+03:00", "2026-04-24T01:00+03:00"),
    # Apia had no 30 December 2011 at all.
    ("Pacific/Apia", "2011-12-30T12:00", "2011-12-31T00:00+14:00", "2011-12-31T00:00+14:00"),
    ("Pacific/Apia", "2011-12-29T23:59", "2011-12-29T23:59-10:00", "2011-12-29T23:59-10:00"),
)


@pytest.mark.parametrize(("name", "wall", "first", "last"), TABLE)
def test_a_wall_time_is_read_as_the_table_says(name: str, wall: str, first: str, last: str) -> None:
    local = datetime.fromisoformat(wall)
    assert to_instant(local, zone(name)) == instant(first)
    assert last_instant(local, zone(name)) == instant(last)


@given(st.sampled_from(ZONES), WALL)
def test_an_instant_shows_its_wall_time_or_the_first_one_after_a_gap(
    name: str, local: datetime
) -> None:
    place = zone(name)
    found = to_instant(local, place)
    shown = found.astimezone(place).replace(tzinfo=None)
    just_before = (found - timedelta(microseconds=1)).astimezone(place).replace(tzinfo=None)
    assert found.tzinfo is UTC
    assert shown >= local
    assert shown == local or just_before < local
    assert to_instant(local, place) <= last_instant(local, place)


@given(st.sampled_from(ZONES), WALL, WALL)
def test_later_wall_times_are_never_earlier_instants(
    name: str, one: datetime, other: datetime
) -> None:
    earlier, later = sorted((one, other))
    assert to_instant(earlier, zone(name)) <= to_instant(later, zone(name))
    assert last_instant(earlier, zone(name)) <= last_instant(later, zone(name))


@pytest.mark.parametrize(
    "name", ["", "Mars/Olympus", "..", "/etc/passwd", "America", "localtime", "right/UTC", "a\0b"]
)
def test_what_is_no_zone_is_refused_by_its_name(name: str) -> None:
    with pytest.raises(UnknownZone) as refused:
        zone(name)
    assert refused.value.name == name
    assert isinstance(refused.value, Refusal)


def test_an_old_name_still_works() -> None:
    assert zone("Asia/Calcutta") == ZoneInfo("Asia/Calcutta")


def test_the_picker_has_every_zone_people_look_for_once_and_sorted() -> None:
    names = all_zones()
    assert {"UTC", "America/New_York", "Europe/Amsterdam", "Asia/Kolkata"} <= set(names)
    assert all(earlier < later for earlier, later in pairwise(names))
    assert set(names) <= available_timezones()
    assert not {"Asia/Calcutta", "EST5EDT", "Etc/GMT+5", "US/Eastern"} & set(names)


def test_every_zone_of_the_picker_can_be_loaded() -> None:
    assert [zone(name).key for name in all_zones()] == list(all_zones())
