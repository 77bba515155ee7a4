"""A second, slower way to say when a step may go out, for the first to be compared with.

It only ever asks what the clock on the wall shows at an instant, minute by minute. A window opens
at the first minute at which the wall has reached `opens`, and closes at the minute from which on
the wall never again shows less than `closes`. No gap, no fold and no offset is known here.
"""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from itertools import accumulate
from zoneinfo import ZoneInfo

from holidays import country_holidays

from engine.domain.schedule import Delay, DelayUnit, SendRules

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


class Timeline:
    """What the wall shows at each minute of `days` days from `start` on, in one zone."""

    def __init__(self, zone: str, start: datetime, days: int) -> None:
        self.start = start.astimezone(UTC)
        place = ZoneInfo(zone)
        instants = (self.start + MINUTE * n for n in range(days * 24 * 60))
        self.walls = [instant.astimezone(place).replace(tzinfo=None) for instant in instants]

    @cached_property
    def _reached(self) -> list[datetime]:
        return list(accumulate(self.walls, max))

    @cached_property
    def _never_less_again(self) -> list[datetime]:
        return list(accumulate(reversed(self.walls), min))[::-1]

    def instant(self, minute: int) -> datetime:
        return self.start + MINUTE * minute

    def first_minute_of(self, wall: datetime) -> int:
        return bisect_left(self._reached, wall)

    def minute_past(self, wall: datetime) -> int:
        return bisect_left(self._never_less_again, wall)

    def due_minute(self, minute: int, delay: Delay, rules: SendRules) -> int:
        """Return the minute at which a delay from `minute` ends."""
        match delay.unit:
            case DelayUnit.MINUTES:
                return minute + delay.amount
            case DelayUnit.HOURS:
                return minute + delay.amount * 60
        wall = self.walls[minute]
        day = wall.date()
        for _ in range(delay.amount):
            day += DAY
            while not _counts(day, rules):
                day += DAY
        return self.first_minute_of(datetime.combine(day, wall.time())) if delay.amount else minute

    def open_minutes(self, rules: SendRules) -> bytearray:
        """Return 1 for each minute inside a window, 0 for the others."""
        found = bytearray(len(self.walls))
        for first, past in self._windows(rules):
            found[first:past] = b"\1" * (past - first)
        return found

    def _windows(self, rules: SendRules) -> Iterator[tuple[int, int]]:
        day = self.walls[0].date() - 2 * DAY
        while day <= self.walls[-1].date():
            opens, closes = _walls_of(day, rules)
            if _counts(day, rules):
                yield self.first_minute_of(opens), self.minute_past(closes)
            day += DAY


def next_open_minutes(open_minutes: bytearray) -> list[int]:
    """Return for each minute the first open one from there on; -1 when none follows."""
    following = [-1] * len(open_minutes)
    coming = -1
    for minute in range(len(open_minutes) - 1, -1, -1):
        coming = minute if open_minutes[minute] else coming
        following[minute] = coming
    return following


def _walls_of(day: date, rules: SendRules) -> tuple[datetime, datetime]:
    opens = datetime.combine(day, rules.opens)
    if rules.opens == rules.closes:
        return datetime.combine(day, time()), datetime.combine(day + DAY, time())
    closes = datetime.combine(day, rules.closes)
    return opens, closes + DAY if closes < opens else closes


def _counts(day: date, rules: SendRules) -> bool:
    if not rules.business_days_only:
        return True
    if day.isoweekday() in (6, 7):
        return False
    return rules.holidays is None or day not in country_holidays(rules.holidays, years=day.year)
