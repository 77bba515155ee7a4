"""SIGKILL at random moments: the process runs no handler, flushes nothing, and answers nobody."""

import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.clock import SystemClock
from tests.crash.victim import SHORT
from tests.engine.ledger import assert_exactly_once
from tests.engine.scene import Scene, opened
from tests.engine.vendors import Vendors, running_vendors
from tests.engine.writing import mail

ROOT = Path(__file__).parents[2]
KILLS = 3
PEOPLE = 24


@pytest.fixture
def real_vendors() -> Iterator[Vendors]:
    with running_vendors(SystemClock()) as vendors:
        yield vendors


def killed_after(scene: Scene, seconds: float) -> None:
    vendors = scene.vendors
    where = [scene.url, vendors.google_url, vendors.salesmsg_url]
    command = [sys.executable, "-m", "tests.crash.victim", *where]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as victim:
        assert victim.stdout is not None
        assert victim.stdout.readline() == "ready\n"
        timer = threading.Timer(seconds, victim.send_signal, [signal.SIGKILL])
        timer.start()
        assert victim.wait() == -signal.SIGKILL
        timer.join()


def test_whoever_is_killed_when_nobody_gets_a_step_twice_or_none(
    real_vendors: Vendors, url: str
) -> None:
    seeded = random.Random(20)
    with opened(real_vendors, url, people=PEOPLE, steps=(mail(1), mail(2))) as scene:
        for _ in range(KILLS):
            killed_after(scene, seeded.uniform(0.05, 0.5))
        before = len(scene.mails())

        scene.times = SHORT
        engine, pause = scene.engine("alive"), threading.Event()
        for _ in range(200):
            scene.drive(engine)
            engine.recover()
            if all(each.is_over for each in scene.enrollments()):
                break
            pause.wait(0.1)

        assert_exactly_once(scene)
        assert 0 < before < len(scene.mails()) == 2 * PEOPLE
