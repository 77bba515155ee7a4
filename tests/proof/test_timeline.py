"""What was stamped while the clock was moved is told as of the machine's own time."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sandbox.clock import SharedClock
from tests.proof.killing.timeline import TUESDAY_NOON, Timeline


class Stamped(SharedClock):
    """A clock that somebody else reads right after each move."""

    def set(self, to: datetime) -> datetime:
        """Move it, and keep what they read, and when."""
        moved = super().set(to)
        self.read, self.read_at = self.now(), datetime.now(UTC)
        return moved


@pytest.fixture
def clock(tmp_path: Path) -> Stamped:
    return Stamped(tmp_path / "clock")


def test_a_stamp_of_the_moment_of_a_move_is_not_taken_for_a_later_one(clock: Stamped) -> None:
    timeline = Timeline(clock=clock)
    timeline.set(TUESDAY_NOON)
    timeline.set(TUESDAY_NOON + timedelta(hours=1))
    assert abs(timeline.real(clock.read) - clock.read_at) < timedelta(seconds=1)


def test_each_time_is_told_by_the_move_before_it(clock: Stamped) -> None:
    timeline = Timeline(clock=clock)
    timeline.set(TUESDAY_NOON)
    noon = datetime.now(UTC)
    timeline.set(TUESDAY_NOON + timedelta(days=1))
    assert abs(timeline.schedule(noon) - TUESDAY_NOON) < timedelta(seconds=1)
    assert abs(timeline.real(TUESDAY_NOON) - noon) < timedelta(seconds=1)
