"""One process for one SQLite file."""

import fcntl
import os
from pathlib import Path

from engine.domain.errors import Refusal


class FileLock:
    """A lock file beside the database, held until `release` or the end of the process.

    The kernel forgets it with the process, so that a crash leaves nothing to clean up.
    """

    def __init__(self, database: Path) -> None:
        path = database.with_name(f"{database.name}.lock")
        path.parent.mkdir(parents=True, exist_ok=True)
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(self._descriptor)
            raise Refusal(
                f"Another process works with {database.name}. Stop it first, or use PostgreSQL to"
                " run several."
            ) from error

    def release(self) -> None:
        """Let another process have the database."""
        os.close(self._descriptor)
