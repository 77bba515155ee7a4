"""When a sequence may send: its window on its days, as spans of instants.

The window of a day opens when the wall first shows `opens`, or more after a gap, and closes when
it will never again show less than `closes`; the closing instant itself is outside. A window that
lies wholly in a gap, or a day that a zone skipped (Apia, 30 December 2011), is empty.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple

from engine.domain.business_days import HolidayCalendar, is_business_day
from engine.domain.errors import Refusal
from engine.domain.local_time import last_instant, to_instant, zone

HORIZON_DAYS = 400  # a year, and the longest holidays on top
LONGEST_OFFSET = timedelta(minutes=30)

_MIDNIGHT = time(0)
_ONE_DAY = timedelta(days=1)

# A window over midnight belongs to the day before; clocks that go back over midnight make it two.
_EARLIEST_DAY = -2


class NoOpenDay(Refusal):
    """No instant of the next 400 days is inside the window (and the contact's SMS hours)."""

    def __init__(self, at: datetime) -> None:
        super().__init__(
            f"Nothing may be sent in the {HORIZON_DAYS} days after {at:%d %b %Y}: the send window "
            "never opens then. Change the send window, its timezone or the holidays."
        )
        self.at = at


@dataclass(frozen=True, slots=True, kw_only=True)
class SendRules:
    """The send window `[opens, closes)` of each day, on business days only or on all.

    `zone` is an IANA name, `holidays` a country's code. `closes` at 00:00 is the end of the day.
    Forms ask for opens < closes; here opens == closes is the whole day, and opens > closes runs
    over midnight and belongs to the day on which it opens.
    """

    zone: str
    opens: time
    closes: time
    business_days_only: bool
    holidays: str | None


class Window(NamedTuple):
    """One day's span `[opens_at, closes_at)` of UTC instants."""

    opens_at: datetime
    closes_at: datetime
    offset_seconds: int  # fixed offsets from its opening are shorter than this


def is_open(at: datetime, rules: SendRules) -> bool:
    """Say whether the instant `at` is inside a window."""
    return any(opens <= at < closes for opens, closes, _ in windows_around(at, rules))


def next_open(at: datetime, rules: SendRules) -> datetime:
    """Return the earliest instant at or after `at` inside a window. Raises NoOpenDay."""
    return max(at, window_from(at, rules).opens_at)


def window_from(at: datetime, rules: SendRules) -> Window:
    """Return the window that `at` is in, or else the next one. Raises NoOpenDay."""
    return first_to_close(at, windows_around(at, rules))


def first_to_close(at: datetime, windows: tuple[Window, ...]) -> Window:
    """Return the one of `windows_around` that `at` is in, or else the next. Raises NoOpenDay."""
    # Windows open and close in the order of their days, so the first to close after `at` is it.
    for window in windows:
        if at < window.closes_at:
            return window
    raise NoOpenDay(at)


def offset_seconds(rules: SendRules) -> int:
    """Return below how many seconds fixed offsets stay, on a day without a transition."""
    length = _since_midnight(rules.closes) - _since_midnight(rules.opens)
    return _offset_seconds(length if length > timedelta(0) else length + _ONE_DAY)


def windows_around(at: datetime, rules: SendRules) -> tuple[Window, ...]:
    """Return the windows that may hold an instant of the local day of `at`, and the next one."""
    return _windows_around_day(at.astimezone(zone(rules.zone)).date(), rules)


@lru_cache(maxsize=1 << 14)
def _windows_around_day(day: date, rules: SendRules) -> tuple[Window, ...]:
    """Return the windows up to `day` that may hold an instant of it, and the first one after."""
    windows = []
    for days_away in range(_EARLIEST_DAY, HORIZON_DAYS + 1):
        if window := _window(day + timedelta(days=days_away), rules):
            windows.append(window)
            if days_away > 0:
                break
    return tuple(windows)


@lru_cache(maxsize=1 << 16)
def _window(day: date, rules: SendRules) -> Window | None:
    calendar = HolidayCalendar(country=rules.holidays)
    if rules.business_days_only and not is_business_day(day, calendar):
        return None
    opens, closes = _wall_times(day, rules)
    place = zone(rules.zone)
    opens_at, closes_at = to_instant(opens, place), last_instant(closes, place)
    # A transition may leave less of a window than the clock on the wall says.
    seconds = min(offset_seconds(rules), _offset_seconds(closes_at - opens_at))
    return Window(opens_at, closes_at, seconds) if opens_at < closes_at else None


def _wall_times(day: date, rules: SendRules) -> tuple[datetime, datetime]:
    if rules.opens == rules.closes:
        return datetime.combine(day, _MIDNIGHT), datetime.combine(day + _ONE_DAY, _MIDNIGHT)
    last_day = day if rules.opens < rules.closes else day + _ONE_DAY
    return datetime.combine(day, rules.opens), datetime.combine(last_day, rules.closes)


def _offset_seconds(window_length: timedelta) -> int:
    return int(min(LONGEST_OFFSET, window_length / 4).total_seconds())


def _since_midnight(at: time) -> timedelta:
    return timedelta(hours=at.hour, minutes=at.minute, seconds=at.second)
