"""SIGKILL at random moments: the process runs no handler, flushes nothing, and answers nobody."""

import random
from datetime import timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path

from engine.clock import ShiftedClock
from engine.scheduler import Engine
from sandbox.clock import SharedClock
from sandbox.slack.watching import wait_for
from tests.crash import victim
from tests.crash.forking import killed, started
from tests.crash.victim import SHORT
from tests.engine.ledger import assert_exactly_once
from tests.engine.scene import Scene, opened
from tests.engine.vendors import running_vendors
from tests.engine.writing import mail

KILLS = 3
PEOPLE = 24
PATIENCE_SECONDS = 120.0


def at_work(scene: Scene, clock: SharedClock) -> BaseProcess:
    vendors = scene.vendors
    where = (scene.url, str(clock.path), vendors.google_url, vendors.salesmsg_url)
    return started(victim.main, *where)


def all_over(scene: Scene, clock: SharedClock, engine: Engine) -> bool:
    """Do what there is to do; where there is nothing, let what was put off come due."""
    if not scene.drive(engine) + engine.recover():
        clock.advance(timedelta(seconds=10))
    return all(each.is_over for each in scene.enrollments())


def test_whoever_is_killed_when_nobody_gets_a_step_twice_or_none(url: str, tmp_path: Path) -> None:
    seeded, clock = random.Random(20), SharedClock(tmp_path / "clock")
    with (
        running_vendors(ShiftedClock(clock.path)) as vendors,
        opened(vendors, url, people=PEOPLE, steps=(mail(1), mail(2))) as scene,
    ):
        for number in range(KILLS):
            working = at_work(scene, clock)
            if number == 0:
                wait_for(scene.mails, what="a first mail")
            working.join(seeded.uniform(0.02, 0.3))
            killed(working)
        before = len(scene.mails())

        scene.times = SHORT
        engine = scene.engine("alive")
        wait_for(lambda: all_over(scene, clock, engine), PATIENCE_SECONDS, "everybody's end")

        assert_exactly_once(scene)
        assert before < len(scene.mails()) == 2 * PEOPLE
