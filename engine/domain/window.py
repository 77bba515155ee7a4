"""When a sequence may send: its window on its days, as spans of instants.

The window of a day opens at the first instant whose wall time has reached `opens` and closes at
the last occurrence of `closes`; the closing instant itself is outside. A window that lies wholly
in a gap, or a day that a zone skipped (Apia, 30 December 2011), is empty.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple

from engine.domain.business_days import HolidayCalendar, is_business_day
from engine.domain.errors import Refusal
from engine.domain.local_time import last_instant, to_instant, zone

HORIZON_DAYS = 400  # a year, and the longest holidays on top

_MIDNIGHT = time(0)
_ONE_DAY = timedelta(days=1)

# Clocks that go back over midnight let an instant's local date lag its window's day by one more
# than a window over midnight does, or lead it by one.
_EARLIEST_DAY = -2
_LATEST_DAY = 1


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


def is_open(at: datetime, rules: SendRules) -> bool:
    """Say whether the instant `at` is inside a window."""
    window = _window_after(at, rules, _LATEST_DAY)
    return window is not None and window.opens_at <= at


def next_open(at: datetime, rules: SendRules) -> datetime:
    """Return the earliest instant at or after `at` inside a window. Raises NoOpenDay."""
    return max(at, window_from(at, rules).opens_at)


def window_from(at: datetime, rules: SendRules) -> Window:
    """Return the window that `at` is in, or else the next one. Raises NoOpenDay."""
    window = _window_after(at, rules, HORIZON_DAYS)
    if window is None:
        raise NoOpenDay(at)
    return window


def nominal_length(rules: SendRules) -> timedelta:
    """Return how long the window is by the clock on the wall, on a day without a transition."""
    length = _since_midnight(rules.closes) - _since_midnight(rules.opens)
    return length if length > timedelta(0) else length + _ONE_DAY


def _window_after(at: datetime, rules: SendRules, latest_day: int) -> Window | None:
    """Return the first window that closes after `at`, up to `latest_day` days from its date."""
    today = at.astimezone(zone(rules.zone)).date()
    window = _window(today, rules)
    if window and window.opens_at <= at < window.closes_at:
        return window
    # Windows open and close in the order of their days, so the first to close after `at` is it.
    for days in range(_EARLIEST_DAY, latest_day + 1):
        window = _window(today + timedelta(days=days), rules)
        if window and at < window.closes_at:
            return window
    return None


@lru_cache(maxsize=1 << 16)
def _window(day: date, rules: SendRules) -> Window | None:
    calendar = HolidayCalendar(country=rules.holidays)
    if rules.business_days_only and not is_business_day(day, calendar):
        return None
    opens, closes = _wall_times(day, rules)
    place = zone(rules.zone)
    window = Window(to_instant(opens, place), last_instant(closes, place))
    return window if window.opens_at < window.closes_at else None


def _wall_times(day: date, rules: SendRules) -> tuple[datetime, datetime]:
    if rules.opens == rules.closes:
        return datetime.combine(day, _MIDNIGHT), datetime.combine(day + _ONE_DAY, _MIDNIGHT)
    last_day = day if rules.opens < rules.closes else day + _ONE_DAY
    return datetime.combine(day, rules.opens), datetime.combine(last_day, rules.closes)


def _since_midnight(at: time) -> timedelta:
    return timedelta(hours=at.hour, minutes=at.minute, seconds=at.second)
