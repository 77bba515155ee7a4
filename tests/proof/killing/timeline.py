"""The schedule's time against the machine's: when the clock was moved, and by how much."""

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sandbox.clock import SharedClock

NEW_YORK = ZoneInfo("America/New_York")
TUESDAY_NOON = datetime(2026, 11, 3, 12, 0, tzinfo=NEW_YORK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """The clock was moved between these two instants of the machine's.

    Whoever read it in between may have read either time: a busy machine makes that milliseconds.
    """

    after: datetime
    before: datetime
    ahead: timedelta  # from then on


@dataclass(slots=True, kw_only=True)
class Timeline:
    """The clock of a bout, and every move of it."""

    clock: SharedClock
    _moves: list[Move] = field(default_factory=list)

    def set(self, to: datetime) -> None:
        """Move the schedule's time to `to`; it goes on running from there."""
        after = datetime.now(UTC)
        self.clock.set(to)
        ahead = timedelta(seconds=self.clock.offset_seconds)
        self._moves.append(Move(after=after, before=datetime.now(UTC), ahead=ahead))

    def drift(self, minutes: float) -> None:
        """Move on within working days, so that whatever was put off comes due."""
        later = self.clock.now() + timedelta(minutes=minutes)
        if later < self.closing() - timedelta(minutes=10):
            self.set(later)
        else:
            self.open()

    def shut(self) -> None:
        """Let today's window close in a second."""
        self.set(self.closing() - timedelta(seconds=1))

    def open(self) -> None:
        """Let the next window open in half a second."""
        self.set(self.next_opening() - timedelta(seconds=0.5))

    def schedule(self, real: datetime) -> datetime:
        """Return the schedule's time at an instant of the machine's."""
        place = bisect_right(self._moves, real, key=lambda move: move.before)
        return real + self._moves[max(place - 1, 0)].ahead

    def real(self, schedule: datetime) -> datetime:
        """Return the machine's time at an instant of the schedule's: it only moves forward."""
        for move in reversed(self._moves):
            if schedule - move.ahead >= move.after:
                return schedule - move.ahead
        return schedule - self._moves[0].ahead

    def next_opening(self) -> datetime:
        """Return the next 9 o'clock in New York that is no Saturday's or Sunday's."""
        local = self.clock.now().astimezone(NEW_YORK) + timedelta(days=1)
        while local.weekday() > 4:
            local += timedelta(days=1)
        return local.replace(hour=9, minute=0, second=0, microsecond=0)

    def closing(self) -> datetime:
        """Return today's 17 o'clock in New York."""
        local = self.clock.now().astimezone(NEW_YORK)
        return local.replace(hour=17, minute=0, second=0, microsecond=0)
