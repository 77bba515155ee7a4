"""The stand-in as a process of its own."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from sandbox.clock import SharedClock
from sandbox.salesmsg import SalesmsgWorld


def test_it_runs_alone_and_keeps_the_shared_time(tmp_path: Path) -> None:
    clock = SharedClock(tmp_path / "clock")
    command = [sys.executable, "-m", "sandbox.salesmsg", "--clock", str(clock.path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            world = SalesmsgWorld(process.stdout.readline().strip())
            clock.advance(timedelta(days=3))
            assert abs(world.now() - clock.now()) < timedelta(seconds=10)
        finally:
            process.terminate()
