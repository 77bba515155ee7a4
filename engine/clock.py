"""The machine's clock."""

import time
from datetime import UTC, datetime


class SystemClock:
    """Both times are the machine's: the schedule runs in real time."""

    def now(self) -> datetime:
        """Return the schedule's time, UTC."""
        return datetime.now(UTC)

    def real(self) -> datetime:
        """Return the machine's time, UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return seconds that only ever grow."""
        return time.monotonic()
