"""How much it costs to listen: many mailboxes polled every minute, and a burst of replies.

    python -m bench.listening [--mailboxes 500] [--events 1000] [--sweeps 3]

The product's own engine, SQLite file and HTTP client; Google is the stand-in, in another process.
Prints what a sweep over all mailboxes and calendars takes, in CPU and in real time, and how long
a burst of replies within one minute takes to be judged. Exits with 1 when a minute is too short.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from app import build
from bench.outreach import TEAM, burst, set_the_scene
from bot.config import Settings
from bot.service import Service
from engine.clock import ShiftedClock
from engine.domain.enrollment import ExitReason
from engine.scheduler import Intervals
from sandbox.clock import SharedClock
from sandbox.google.oauth import CLIENT_ID, CLIENT_SECRET
from sandbox.google.world import GoogleWorld
from sandbox.processes import stand_in

MINUTE_SECONDS = 60.0
CORES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What something took."""

    seconds: float
    cpu_seconds: float  # of this process, all threads, the kernel's share included

    @property
    def share(self) -> float:
        """Return the part of two cores that it takes when it is done once a minute."""
        return self.cpu_seconds / (MINUTE_SECONDS * CORES)

    def __str__(self) -> str:
        """Return it as it is printed."""
        took = f"{self.seconds:6.1f} s, {self.cpu_seconds:6.2f} s of CPU"
        return f"{took} = {self.share:5.1%} of {CORES} cores, once a minute"


def cost_of(work: Callable[[], object]) -> Cost:
    """Do the work and return what it took."""
    began, cpu = time.monotonic(), time.process_time()
    work()
    return Cost(seconds=time.monotonic() - began, cpu_seconds=time.process_time() - cpu)


@contextmanager
def running(folder: Path) -> Iterator[tuple[Service, GoogleWorld]]:
    """Run the stand-in in its process and the engine in this one, which ticks when we say."""
    clock = SharedClock(folder / "clock")
    process, url = stand_in("google", clock.path)
    settings = Settings(
        _env_file=None,
        database_url=f"sqlite:///{folder / 'bench.db'}",
        encryption_keys=SecretStr("cQ-i47qkBKDXm8fTZzEHAdGMaYFby7_OU-PsYxBY7us="),
        slack_bot_token=SecretStr("xoxb-bench"),
        slack_signing_secret=SecretStr("bench"),
        port=0,
        google_client_id=CLIENT_ID,
        google_client_secret=SecretStr(CLIENT_SECRET),
        google_api_url=url,
        google_auth_url=f"{url}/o/oauth2/v2/auth",
        google_token_url=f"{url}/token",
    )
    service = build(settings, clock=ShiftedClock(clock.path))
    world = GoogleWorld(url)
    try:
        yield service, world
    finally:
        world.close()
        service.store.close()
        process.terminate()
        process.wait()


def judged(service: Service) -> int:
    """Return how many have answered, as far as was heard."""
    with service.store.read(TEAM) as tx:
        found = [each for one in tx.sequences.all() for each in tx.enrollments.of_sequence(one.id)]
    return sum(each.exit is ExitReason.REPLIED for each in found)


def as_configured(mail: Cost, calendars: Cost) -> str:
    """Return what listening costs at the intervals that the product really runs at."""
    every = Intervals()
    seconds = (
        mail.cpu_seconds * MINUTE_SECONDS / every.mail
        + calendars.cpu_seconds * MINUTE_SECONDS / every.calendar
    )
    share = seconds / (MINUTE_SECONDS * CORES)
    return (
        f"as set    mail every {every.mail:g} s, calendars every {every.calendar:g} s: "
        f"{seconds:.1f} s of CPU a minute = {share:.1%} of {CORES} cores"
    )


def main() -> int:
    """Run the bench; return 1 when the minute is too short for something."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mailboxes", type=int, default=500)
    parser.add_argument("--events", type=int, default=1000)
    parser.add_argument("--sweeps", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as (service, world):
        began = time.monotonic()
        world.set_switches(quota_units_per_minute=1_000_000)
        set_the_scene(service, world, options.mailboxes, options.events)
        took = time.monotonic() - began
        print(f"{options.mailboxes} mailboxes, {options.events} contacts ready in {took:.0f} s")
        engine = service.engine
        costs = []
        for number in range(options.sweeps):
            mail, calendar = cost_of(engine.poll_mail), cost_of(engine.poll_calendars)
            first = " (with its access tokens and first full calendars)" if number == 0 else ""
            print(f"mail      {mail}{first}")
            print(f"calendars {calendar}{first}")
            costs += [] if number == 0 and options.sweeps > 1 else [mail, calendar]
        print(as_configured(costs[-2], costs[-1]))
        answers = burst(service, world)
        heard = cost_of(engine.poll_mail)
        count = judged(service)
        print(f"burst     {heard}: {count} of {answers} replies heard and judged")
    fits = all(each.seconds < MINUTE_SECONDS for each in [*costs, heard]) and count == answers
    print("fits into a minute" if fits else "DOES NOT FIT into a minute")
    return 0 if fits else 1


if __name__ == "__main__":
    sys.exit(main())
