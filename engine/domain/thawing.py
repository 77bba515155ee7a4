"""A whole sequence resumed: when each is due, from the few columns that decide it.

What `progress.thawed` does to one enrollment, for a hundred thousand of them in a second. All who
were due on one local day are moved by the same time, and those who then are due on one day find
the same windows; whoever comes into a window needs nothing else, and a stretch of them is written
at once. Days on which the clocks change are left to the rules themselves.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Generic, NamedTuple, TypeVar

from engine.domain.delay import DelayUnit
from engine.domain.due import offset_key
from engine.domain.local_time import even_day, zone
from engine.domain.pausing import freeze, moved, thaw, turn
from engine.domain.schedule import NoOpenDay, SendRules, after_opening, is_open, next_open
from engine.domain.sequence import Channel, Content, Step
from engine.domain.window import Window, first_to_close, windows_around

T = TypeVar("T")

_INSTANT = timedelta(microseconds=1)
_SECOND = timedelta(seconds=1)  # in which all turns come
_HOUR = timedelta(hours=1)
_MOST_STRETCHES = 200  # most of a year; a statement has no room for any number


class Frozen(NamedTuple):
    """Of an enrollment in a paused sequence, what decides when it is due after a resumption."""

    id: int
    step_id: str | None
    had_step_ids: tuple[str, ...]
    due_at: datetime | None  # UTC
    frozen_at: datetime | None  # UTC


class Group(NamedTuple):
    """Those of a paused sequence who wait for the same step since the same instant."""

    step_id: str | None
    had_step_ids: tuple[str, ...]
    frozen_at: datetime  # UTC
    first_due_at: datetime  # UTC
    last_due_at: datetime  # UTC


class Stretch(NamedTuple):
    """Due times `[begin, end)`, UTC, that are all moved by as much, or all to one opening."""

    begin: datetime
    end: datetime
    later: timedelta
    opens_at: datetime | None = None  # UTC, for those who were due; none: `later` than it was

    def moved(self, due_at: datetime, frozen_at: datetime) -> datetime:
        """Return when, UTC, one of them is due who was due and paused then."""
        if self.opens_at is None:
            return due_at + self.later
        return self.opens_at + turn(frozen_at - due_at)


class Thaw:
    """Everyone in a sequence, resumed at one instant (UTC)."""

    def __init__(self, content: Content, at: datetime) -> None:
        self._content = content
        self._at = at
        self._steps: dict[tuple[str | None, tuple[str, ...]], Step | None] = {}
        self._pauses: dict[tuple[datetime, DelayUnit], _Pause] = {}

    def due(self, one: Frozen) -> datetime | None:
        """Return when it is due, UTC; none where more has to be known of it, or it has no plan."""
        step = self._step(one)
        if step is None or one.due_at is None or one.frozen_at is None:
            return None
        try:
            return self._pause(one.frozen_at, step.delay.unit).over(one, one.due_at, step)
        except NoOpenDay:
            return None

    def stretches(self, group: Group) -> list[Stretch]:
        """Return when those are due whose own numbers don't matter; `due` tells of the others.

        In the order of their times, none of which is in two of them.
        """
        step = self._step(group)
        if step is None:
            return []
        pause = self._pause(group.frozen_at, step.delay.unit)
        try:
            found = pause.stretches(group.first_due_at, group.last_due_at)
            return _joined(islice(found, _MOST_STRETCHES))
        except NoOpenDay:
            return []

    def _pause(self, since: datetime, unit: DelayUnit) -> "_Pause":
        key = (since, unit)
        if key not in self._pauses:
            self._pauses[key] = _Pause(since, self._at, unit, self._content.settings.rules)
        return self._pauses[key]

    def _step(self, one: Frozen | Group) -> Step | None:
        """Return its next step, an email's, if that is what it was planned for."""
        key = (one.step_id, one.had_step_ids)
        if key not in self._steps:
            step = self._content.next_after(frozenset(one.had_step_ids))
            is_its = step is not None and step.id == one.step_id
            # Texts keep the contact's own hours besides.
            self._steps[key] = step if step and is_its and step.channel is Channel.EMAIL else None
        return self._steps[key]


class _Pause:
    """One span of waiting, the same for all who were paused together; `since` and `until` UTC."""

    def __init__(self, since: datetime, until: datetime, unit: DelayUnit, rules: SendRules) -> None:
        self._since, self._until = since, max(since, until)
        self._unit, self._rules = unit, rules
        self._later = _Days(rules.zone, self._moved_by)
        self._windows = _Days(rules.zone, self._windows_of)

    def over(self, one: Frozen, due_at: datetime, step: Step) -> datetime:
        """Return when one is due after it who was due at `due_at`. Raises NoOpenDay."""
        later = self._later.of(due_at) if due_at > self._since else None
        if later is not None:
            at = max(due_at + later, self._until, due_at)
            if windows := self._windows.of(at):
                window = first_to_close(at, windows)
                return at if window.opens_at <= at else after_opening(window, offset_key(one, step))
        left = freeze(due_at, self._since, self._unit, self._rules)
        return thaw(left, self._until, self._rules, offset_key(one, step))

    def stretches(self, first: datetime, last: datetime) -> Iterator[Stretch]:
        """Yield what is moved alike of those who were due from `first` to `last`."""
        if first <= self._since:
            opening = next_open(self._until, self._rules)
            # In the window's last second some turns come too late; the rules see to each of them.
            if is_open(opening + _SECOND, self._rules):
                yield Stretch(first, self._since + _INSTANT, timedelta(0), opening)
        at = max(first, self._since + _INSTANT)
        while at <= last:
            day = even_day(at, zone(self._rules.zone))
            if day is not None and (later := self._moved_by(at)) is not None:
                yield from self._open(at, day[1], max(later, timedelta(0)))
            at = day[1] if day is not None else at + _HOUR

    def _open(self, begin: datetime, end: datetime, later: timedelta) -> Iterator[Stretch]:
        """Yield the part of the day from which one gets into a window, and not into the past."""
        for window in windows_around(begin + later, self._rules):
            first = max(begin, self._until - later, window.opens_at - later)
            until = min(end, window.closes_at - later)
            if first < until:
                yield Stretch(first, until, later)

    def _moved_by(self, due_at: datetime) -> timedelta | None:
        left = freeze(due_at, self._since, self._unit, self._rules)
        at = moved(left, self._until, self._rules)
        return at - due_at if even_day(at, zone(self._rules.zone)) else None

    def _windows_of(self, at: datetime) -> tuple[Window, ...]:
        return windows_around(at, self._rules)


def _joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Return them with those made one that follow each other and are moved by as much."""
    found: list[Stretch] = []
    for each in stretches:
        last = found[-1] if found else None
        if last and last.opens_at is None and (last.end, last.later) == (each.begin, each.later):
            found[-1] = last._replace(end=each.end)
        else:
            found.append(each)
    return found


class _Days(Generic[T]):
    """What holds for all instants of a local day, found by the first of them that is asked for."""

    def __init__(self, place: str, find: Callable[[datetime], T]) -> None:
        self._zone = zone(place)
        self._find = find
        self._begins: list[datetime] = []
        self._days: list[tuple[datetime, T]] = []  # when it ends, and what holds

    def of(self, at: datetime) -> T | None:
        """Return it; none on a day on which the clocks change."""
        place = bisect_right(self._begins, at)
        if place and at < self._days[place - 1][0]:
            return self._days[place - 1][1]
        day = even_day(at, self._zone)
        if day is None:
            return None
        begin, end = day
        self._begins.insert(place, begin)
        self._days.insert(place, (end, self._find(at)))
        return self._days[place][1]
