"""Clocks: the machine's, and the machine's moved forward by a file that a sandbox writes."""

import mmap
import struct
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

_OFFSET = struct.Struct("<d")


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


class ShiftedClock(SystemClock):
    """The schedule runs ahead of real time by the seconds in a file of eight bytes.

    For trying the product: a story moves days forward in one write, in every process at once.
    Leases, deadlines and signatures stay on real time.
    """

    def __init__(self, path: Path) -> None:
        """Map the file of one little-endian double at `path`."""
        with path.open("rb") as file:
            self._map = mmap.mmap(file.fileno(), _OFFSET.size, access=mmap.ACCESS_READ)

    def now(self) -> datetime:
        """Return the schedule's time, UTC."""
        ahead: float = _OFFSET.unpack_from(self._map)[0]
        return datetime.now(UTC) + timedelta(seconds=ahead)
