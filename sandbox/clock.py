"""The sandbox's time: real time plus an offset that every process of the sandbox shares.

The offset lives in an eight-byte file that each process maps into memory, so that "three days
later" is one write and every stand-in and the app see it at once.
"""

import mmap
import struct
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

_OFFSET = struct.Struct("<d")


class SharedClock:
    """Wall time in UTC that a story can move forward; never backward by itself."""

    def __init__(self, path: Path) -> None:
        """Open the offset file at `path`, making it with offset zero if it is missing."""
        self.path = path
        if not path.exists() or path.stat().st_size < _OFFSET.size:
            path.write_bytes(_OFFSET.pack(0.0))
        with path.open("r+b") as file:
            self._map = mmap.mmap(file.fileno(), _OFFSET.size)

    @property
    def offset_seconds(self) -> float:
        """Seconds that the sandbox's time is ahead of real time."""
        offset: float = _OFFSET.unpack_from(self._map)[0]
        return offset

    def now(self) -> datetime:
        """Return the sandbox's time, aware, in UTC."""
        return datetime.fromtimestamp(time.time() + self.offset_seconds, UTC)

    def advance(self, by: timedelta) -> datetime:
        """Move the time forward by `by` and return the new time in UTC."""
        _OFFSET.pack_into(self._map, 0, self.offset_seconds + by.total_seconds())
        return self.now()

    def set(self, to: datetime) -> datetime:
        """Set the time to the aware instant `to`; it goes on running from there."""
        _OFFSET.pack_into(self._map, 0, to.timestamp() - time.time())
        return self.now()
