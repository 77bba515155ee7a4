"""When each tick last ran, and which of them have stopped doing so. All on real time."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from engine.ports import Clock

LATE_AFTER_INTERVALS = 3
LATE_AFTER_SECONDS = 30.0  # at least: a pause of a few seconds is nobody's business


@dataclass(frozen=True, slots=True, kw_only=True)
class LastTick:
    """The last time that a tick ran to its end."""

    at: datetime  # UTC
    seconds: float  # that it took


@dataclass(slots=True, kw_only=True)
class _Rhythm:
    """One tick; its moments are monotonic seconds."""

    every_seconds: float
    may_take_seconds: float
    ran_at: float  # before its first run: when it was expected to begin
    since: float | None = None  # under way since then
    last: LastTick | None = None

    @property
    def late_after_seconds(self) -> float:
        return max(LATE_AFTER_INTERVALS * self.every_seconds, LATE_AFTER_SECONDS)


class Ticks:
    """What every tick was last seen doing; safe to use from many threads."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._rhythms: dict[str, _Rhythm] = {}

    def expect(self, name: str, *, every_seconds: float, may_take_seconds: float) -> None:
        """Expect this tick from now on. One that is under way may take so long."""
        with self._lock:
            self._rhythms[name] = _Rhythm(
                every_seconds=every_seconds,
                may_take_seconds=may_take_seconds,
                ran_at=self._clock.monotonic(),
            )

    @contextmanager
    def running(self, name: str) -> Iterator[None]:
        """Note that the tick runs; one that raises has not run."""
        began = self._clock.monotonic()
        with self._lock:
            self._rhythms[name].since = began
        try:
            yield
            self._ran(name, began)
        finally:
            with self._lock:
                self._rhythms[name].since = None

    def _ran(self, name: str, began: float) -> None:
        ended = self._clock.monotonic()
        with self._lock:
            rhythm = self._rhythms[name]
            rhythm.ran_at = ended
            rhythm.last = LastTick(at=self._clock.real(), seconds=ended - began)

    def last(self) -> Mapping[str, LastTick]:
        """Return the last run of each tick that has run."""
        with self._lock:
            return {name: each.last for name, each in self._rhythms.items() if each.last}

    def late(self) -> list[str]:
        """Return a sentence for each tick that should have run and has not."""
        now = self._clock.monotonic()
        with self._lock:
            found = [_complaint(name, each, now) for name, each in self._rhythms.items()]
        return [sentence for sentence in found if sentence]


def _complaint(name: str, rhythm: _Rhythm, now: float) -> str | None:
    quiet_seconds = now - rhythm.ran_at
    if quiet_seconds <= rhythm.late_after_seconds:
        return None
    if rhythm.since is not None:
        if now - rhythm.since <= rhythm.may_take_seconds:
            return None  # it asks a slow provider, or works a long queue
        return f"the {name} tick has been under way for {now - rhythm.since:.0f} seconds"
    return (
        f"the {name} tick has not run for {quiet_seconds:.0f} seconds; it should every"
        f" {rhythm.every_seconds:g}"
    )
