"""The witness file: which database this machine worked with last, and how far that had come.

Beside an SQLite file, as its key is. For PostgreSQL in the user's state folder, one for each
address: `$XDG_STATE_HOME/outreach-sequences` (XDG Base Directory Specification; ~/.local/state
where that is not set).
"""

import fcntl
import hashlib
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engine.domain.witness import Mark
from storage import address

log = logging.getLogger(__name__)

_FOLDER = "outreach-sequences"
_DIGITS = 20  # of the epoch: every writing has the same length, so that none is half another one
_LONGEST = 200  # bytes; what is longer is none of ours


def witness_path(database_url: str) -> Path:
    """Return where the witness of this database stands."""
    path = address.sqlite_path(database_url)
    if path is not None:
        return path.with_name(f"{path.name}.witness")
    url = address.read(database_url)
    home = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    place = f"{url.host}:{url.port}:{url.query.get('host', '')}/{url.database}"
    return Path(home) / _FOLDER / f"{hashlib.sha256(place.encode()).hexdigest()[:16]}.witness"


class FileWitness:
    """A line in a file, written in place under a lock: the replicas of a machine share it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> Mark | None:
        """Return what was remembered; none when there is nothing yet.

        A line that can't be understood is the mark of an unknown store.
        """
        try:
            with _locked(self._path, os.O_RDONLY, fcntl.LOCK_SH) as descriptor:
                return _parsed(os.pread(descriptor, _LONGEST, 0))
        except FileNotFoundError:
            return None
        except OSError as error:
            log.warning("witness_not_read", extra={"path": str(self._path), "error": str(error)})
            return None

    def write(self, mark: Mark) -> None:
        """Remember it, unless the same store is remembered as further ahead."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            flags = os.O_RDWR | os.O_CREAT
            with _locked(self._path, flags, fcntl.LOCK_EX) as descriptor:
                before = _parsed(os.pread(descriptor, _LONGEST, 0))
                if before is None or not _is_ahead(before, mark):
                    _put(descriptor, mark)
        except OSError as error:
            # Without a witness all works as before it was thought of.
            log.warning("witness_not_kept", extra={"path": str(self._path), "error": str(error)})


def _is_ahead(before: Mark, mark: Mark) -> bool:
    """Whether another replica of this machine has been here later."""
    return before.store_id == mark.store_id and before.epoch >= mark.epoch


def _put(descriptor: int, mark: Mark) -> None:
    line = f"{mark.store_id} {mark.epoch:0{_DIGITS}d}\n".encode()
    os.pwrite(descriptor, line, 0)
    os.ftruncate(descriptor, len(line))
    os.fsync(descriptor)


def _parsed(line: bytes) -> Mark | None:
    if not line:
        return None  # its maker was killed before it wrote
    store_id, _, epoch = line.decode("ascii", "replace").strip().rpartition(" ")
    return (
        Mark(store_id=store_id, epoch=int(epoch))
        if epoch.isdecimal()
        else Mark(store_id="", epoch=0)
    )


@contextmanager
def _locked(path: Path, flags: int, how: int) -> Iterator[int]:
    descriptor = os.open(path, flags, 0o600)
    try:
        fcntl.flock(descriptor, how)
        yield descriptor
    finally:
        os.close(descriptor)
