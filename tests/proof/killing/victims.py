"""The app's processes as their killer sees them: started, stopped, let go on, killed."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from sandbox.processes import App

ROOT = Path(__file__).parents[3]
GONE_SECONDS = 10.0


class Victim(Protocol):
    """One process of the app."""

    @property
    def pid(self) -> int:
        """The process's id; 0 before it is started."""

    def start(self) -> None:
        """Start it, after it was killed or for the first time."""

    def kill(self) -> None:
        """Kill it with no chance to tidy up; return when it is gone."""

    def signal(self, number: int) -> None:
        """Send it a signal."""

    def is_alive(self) -> bool:
        """Whether it runs, or is stopped."""


@dataclass(slots=True)
class Nursery:
    """The process that forks apps; see `nursery`."""

    process: "subprocess.Popen[str]"

    def fork(self, order: Mapping[str, object]) -> int:
        """Start an app; return its process id."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())


@contextmanager
def nursery() -> Iterator[Nursery]:
    """Start a nursery; its children end with it."""
    command = [sys.executable, "-m", "tests.proof.killing.nursery"]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield Nursery(process)
        process.stdin.close()


@dataclass(slots=True, kw_only=True)
class Forked:
    """The whole app, forked: a start takes hundredths of a second."""

    nursery: Nursery
    environment: dict[str, str]
    clock: Path
    log: Path
    _pid: int = field(default=0)

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._pid

    def start(self) -> None:
        """Start it."""
        order = {"environment": self.environment, "clock": str(self.clock), "log": str(self.log)}
        self._pid = self.nursery.fork(order)

    def kill(self) -> None:
        """Kill it and wait until it is gone: its nursery buries it."""
        self.signal(signal.SIGKILL)
        deadline = time.monotonic() + GONE_SECONDS
        while self.is_alive():
            assert time.monotonic() < deadline, "It survived SIGKILL."
            time.sleep(0.001)

    def signal(self, number: int) -> None:
        """Send it a signal."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, number)

    def is_alive(self) -> bool:
        """Whether it runs, or is stopped."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, 0)
            return True
        return False


@dataclass(slots=True)
class Whole:
    """`python app.py run`, as people start it: two seconds until it works."""

    app: App

    @property
    def pid(self) -> int:
        """The process's id."""
        return self.app.process.pid if self.app.process else 0

    def start(self) -> None:
        """Start it and wait until it is ready."""
        self.app.start()

    def kill(self) -> None:
        """Kill it."""
        self.app.kill()

    def signal(self, number: int) -> None:
        """Send it a signal."""
        assert self.app.process is not None
        self.app.process.send_signal(number)

    def is_alive(self) -> bool:
        """Whether it runs, or is stopped."""
        return self.app.process is not None and self.app.process.poll() is None
