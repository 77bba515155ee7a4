"""The sandbox's processes: a stand-in each for Slack, Google and Salesmsg, and the app."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import requests

ROOT = Path(__file__).resolve().parent.parent
READY_SECONDS = 60.0


def stand_in(name: str, clock: Path) -> tuple["subprocess.Popen[str]", str]:
    """Start `python -m sandbox.<name>` on a free port; return it and its address."""
    process = subprocess.Popen(
        [sys.executable, "-m", f"sandbox.{name}", "--port", "0", "--clock", str(clock)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    url = process.stdout.readline().strip()
    if not url:
        raise RuntimeError(f"The stand-in for {name} did not start.")
    return process, url


def free_port() -> int:
    """Return a port of this machine that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(slots=True, kw_only=True)
class App:
    """The product in a process of its own: started, killed and started again by the story."""

    environment: Mapping[str, str]
    clock: Path
    port: int
    log: Path
    process: "subprocess.Popen[bytes] | None" = field(default=None)

    @property
    def url(self) -> str:
        """Where browsers, webhooks and Slack reach it."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it and wait until it says that it is ready."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "app.py", "run", "--clock", str(self.clock)],
                cwd=ROOT,
                env=_bare_environment() | dict(self.environment),
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError(f"The app did not start:\n{self.log.read_text()[-3000:]}")
            if self._is_ready():
                return
            time.sleep(0.05)
        raise RuntimeError(f"The app is not ready:\n{self.log.read_text()[-3000:]}")

    def _is_ready(self) -> bool:
        try:
            return requests.get(f"{self.url}/readyz", timeout=2).status_code == 200
        except requests.ConnectionError:
            return False

    def kill(self) -> None:
        """Kill it with no chance to tidy up."""
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()

    def stop(self) -> int:
        """Ask it to stop and return its exit status."""
        if self.process is None or self.process.poll() is not None:
            return 0
        self.process.terminate()
        return self.process.wait(timeout=30)


def _bare_environment() -> dict[str, str]:
    """Return this environment without settings of the product: the sandbox brings its own."""
    ours = ("SLACK_", "GOOGLE_", "SALESMSG_", "DATABASE_", "ENCRYPTION_", "PUBLIC_", "LOG_", "HOST")
    return {key: value for key, value in os.environ.items() if not key.startswith(ours)}
