"""What the clock on a wall shows, as numbers: for a second opinion on every schedule.

Instants are microseconds since 1970. What a wall shows is a number as well: the microseconds
since 1970 there, as if no clock had ever been put forward or back. A zone is the list of its
stretches of one offset, found by asking `zoneinfo` the one question that has one answer: what
the wall shows at an instant. No gap, no fold and no name of a day is known here.
"""

from bisect import bisect_right
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST_YEAR, LAST_YEAR = 2025, 2040  # what is looked at, with room around it
_FOREVER = 1 << 62
_LOOK_SECONDS = 5 * 86_400  # Morocco's winter time lasts a month, and nobody's less
_FAR = 2 * DAY  # more than any two offsets are apart


def number(at: datetime) -> int:
    """Return an aware instant as microseconds since 1970."""
    return (at - EPOCH) // timedelta(microseconds=1)


def instant(microseconds: int) -> datetime:
    """Return the instant of a number, in UTC."""
    return EPOCH + timedelta(microseconds=microseconds)


class Stretch(NamedTuple):
    """A time `[start, end)` of one offset."""

    start: int
    end: int
    offset: int


class Wall:
    """The walls of one zone."""

    def __init__(self, name: str) -> None:
        self._place = ZoneInfo(name)
        self.stretches = self._found()
        self._starts = [each.start for each in self.stretches]

    def transitions(self) -> list[tuple[Stretch, Stretch]]:
        """Return the stretches before and after each change of the clocks."""
        return list(pairwise(self.stretches))

    def shows(self, at: int) -> int:
        """Return what the wall shows at an instant."""
        return at + self.stretches[bisect_right(self._starts, at) - 1].offset

    def reached(self, shown: int) -> int:
        """Return the first instant at which the wall shows this much, or more."""
        for each in self.stretches[self._about(shown - _FAR) :]:
            at = max(each.start, shown - each.offset)
            if at < each.end:
                return at
        raise AssertionError(shown)

    def passed(self, shown: int) -> int:
        """Return the instant from which on the wall never again shows less."""
        for each in reversed(self.stretches[: self._about(shown + _FAR) + 1]):
            at = min(each.end, shown - each.offset)
            if at > each.start:
                return at
        raise AssertionError(shown)

    def _about(self, at: int) -> int:
        return bisect_right(self._starts, at) - 1

    def _found(self) -> list[Stretch]:
        first, last = (_seconds(year) for year in (FIRST_YEAR, LAST_YEAR))
        looks = range(first, last, _LOOK_SECONDS)
        changes = [self._change(a, b) for a, b in pairwise(looks) if self._at(a) != self._at(b)]
        starts, ends = [-_FOREVER, *changes], [*changes, _FOREVER]
        return [
            Stretch(start, end, self._at(max(start // SECOND, first)) * SECOND)
            for start, end in zip(starts, ends, strict=True)
        ]

    def _change(self, before: int, after: int) -> int:
        """Return the second between these two at which the offset becomes another one."""
        old = self._at(before)
        while after - before > 1:
            middle = (before + after) // 2
            before, after = (middle, after) if self._at(middle) == old else (before, middle)
        return after * SECOND

    def _at(self, second: int) -> int:
        offset = datetime.fromtimestamp(second, self._place).utcoffset()
        assert offset is not None
        return int(offset.total_seconds())


@cache
def wall(name: str) -> Wall:
    """Return the walls of a zone."""
    return Wall(name)


def _seconds(year: int) -> int:
    return int(datetime(year, 1, 1, tzinfo=UTC).timestamp())
