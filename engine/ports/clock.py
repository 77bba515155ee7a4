"""Time, injected: the schedule's and the machine's."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Two times: the schedule runs on one, leases, deadlines and signatures on the other."""

    def now(self) -> datetime:
        """Return the schedule's time, aware, in UTC; a sandbox may move it forward."""
        ...

    def real(self) -> datetime:
        """Return the machine's time, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Return seconds that only ever grow."""
        ...
