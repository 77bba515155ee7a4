"""What the process weighs: at a million enrollments, beside an empty database, and over a day.

    python -m bench.memory [--database sqlite|postgres] [--short]

Two processes do the same for as long: one on an empty database, one on a million enrollments of
which 100,000 are due. Then the clock of the second is moved through a day, a quarter of an hour
at a time, with every tick run after each move. A process's weight is its resident set (Linux).
"""

import argparse
import multiprocessing
import struct
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from bench import crowd, databases, rig
from bench.figures import Figure, Group, at_most, finish, sizes
from engine.clock import ShiftedClock
from engine.scheduler import Engine

ABOVE_TARGET_MB = 40.0
FLAT_TARGET_MB = 5.0
QUARTER_SECONDS = 900.0
MAILBOXES = 200
SENDS_A_MOVE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How long the processes run, and how far the clock is moved."""

    seconds: float
    moves: int


def resident_mb() -> float:
    """Return this process's resident set."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise AssertionError("Linux says how much memory a process has")


def weighed(url: str, plan: Plan) -> tuple[float, list[float]]:
    """Run the engine on this database; return its weight, and that after each move of a day."""
    with tempfile.TemporaryDirectory() as folder:
        clock = Path(folder) / "clock"
        clock.write_bytes(struct.pack("<d", 0.0))
        with rig.running(url, clock=ShiftedClock(clock)) as (service, ticking):
            ticking.start()
            time.sleep(plan.seconds)
            weight = resident_mb()
            ticking.stop()
            day = []
            for move in range(plan.moves):
                with clock.open("r+b") as file:
                    file.write(struct.pack("<d", (move + 1) * QUARTER_SECONDS))
                _every_tick(service.engine)
                day.append(resident_mb())
    return weight, day


def _every_tick(engine: Engine) -> None:
    sends = 0
    while sends < SENDS_A_MOVE and (done := engine.dispatch()):
        sends += done
    engine.recover()
    engine.outbox.post()
    engine.judge_texts()
    engine.check_texts()
    engine.poll_mail()
    engine.poll_calendars()
    engine.poll_texts()
    engine.housekeep()


def _alone(url: str, plan: Plan) -> tuple[float, list[float]]:
    """Do so in a process that has done nothing else."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(weighed, (url, plan))


def measure(short: bool, only: str | None = None) -> Group:
    """Return every figure of this part."""
    found: Group = []
    later, due = (90_000, 10_000) if short else (900_000, 100_000)
    plan = Plan(seconds=5, moves=12) if short else Plan(seconds=45, moves=96)
    for database in databases.DATABASES:
        if only not in (None, database):
            continue
        with databases.empty(database) as url:
            empty, _ = _alone(url, Plan(seconds=plan.seconds, moves=0))
        with databases.empty(database) as url:
            crowd.make(url, crowd.Crowd(mailboxes=MAILBOXES, due=due, later=later))
            full, day = _alone(url, plan)
        quarter = len(day) // 4
        growth = max(day[-quarter:]) - max(day[quarter : 2 * quarter])
        who = f"{database}: resident"
        above, flat = at_most(ABOVE_TARGET_MB), at_most(FLAT_TARGET_MB)
        found += [
            Figure(name=f"{who}, empty database", value=empty, unit="MB"),
            Figure(name=f"{who}, {later + due:,} enrollments, {due:,} due", value=full, unit="MB"),
            Figure(name=f"{who}, above empty", value=full - empty, unit="MB", target=above),
            Figure(name=f"{who}, after a day", value=day[-1], unit="MB"),
            Figure(
                name=f"{who}, a day's last quarter above its second",
                value=growth,
                unit="MB",
                target=flat,
            ),
        ]
    return found


def main() -> int:
    """Run this part alone."""
    parser = argparse.ArgumentParser(description=__doc__)
    sizes(parser)
    options = parser.parse_args()
    return finish(measure(options.short, options.database))


if __name__ == "__main__":
    sys.exit(main())
