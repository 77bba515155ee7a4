"""A whole sequence resumed: when each is due, from the few columns that decide it.

What `progress.thawed` does to one enrollment, for a hundred thousand of them in a second. All who
were due on one local day are moved by the same time, and those who then are due on one day find
the same windows. Days on which the clocks change are left to the rules themselves.
"""

from bisect import bisect_right
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Generic, NamedTuple, TypeVar

from engine.domain.delay import DelayUnit
from engine.domain.due import offset_key
from engine.domain.local_time import even_day, zone
from engine.domain.pausing import freeze, moved, thaw
from engine.domain.schedule import NoOpenDay, SendRules, after_opening
from engine.domain.sequence import Channel, Content, Step
from engine.domain.window import Window, first_to_close, windows_around

T = TypeVar("T")


class Frozen(NamedTuple):
    """Of an enrollment in a paused sequence, what decides when it is due after a resumption."""

    id: int
    step_id: str | None
    had_step_ids: tuple[str, ...]
    due_at: datetime | None  # UTC
    frozen_at: datetime | None  # UTC


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
        key = (one.frozen_at, step.delay.unit)
        pause = self._pauses.get(key)
        if pause is None:
            pause = _Pause(one.frozen_at, self._at, step.delay.unit, self._content.settings.rules)
            self._pauses[key] = pause
        try:
            return pause.over(one, one.due_at, step)
        except NoOpenDay:
            return None

    def _step(self, one: Frozen) -> Step | None:
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

    def _moved_by(self, due_at: datetime) -> timedelta | None:
        left = freeze(due_at, self._since, self._unit, self._rules)
        at = moved(left, self._until, self._rules)
        return at - due_at if even_day(at, zone(self._rules.zone)) else None

    def _windows_of(self, at: datetime) -> tuple[Window, ...]:
        return windows_around(at, self._rules)


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
