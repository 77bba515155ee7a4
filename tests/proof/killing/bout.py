"""One bout: harm is done to processes at work, until the last of them may end it in peace."""

import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from engine.domain.enrollment import Enrollment, HoldReason
from engine.sending import Times
from sandbox.processes import App, free_port
from tests.proof.killing import laws
from tests.proof.killing.figures import Figures
from tests.proof.killing.harm import Hand, Harm
from tests.proof.killing.place import Place, furnished
from tests.proof.killing.server import Server
from tests.proof.killing.settings import TIMES, WHOLE_TIMES, environment
from tests.proof.killing.victims import Forked, Nursery, Victim, Whole
from tests.proof.killing.weather import Weather
from tests.stores import sqlite_url

MAILBOXES = 12
OF_EACH = 2  # contacts that have not had everything, at least, while harm is done
SHUT_SECONDS = 1.5  # how long the window stays shut in the midst of a bout
PATIENCE_SECONDS = 60.0  # with nothing that goes on
ACTS_EVERY_SECONDS = 0.7
BESIDE = 0.15  # how often another harm comes beside the bout's own


@dataclass(frozen=True, slots=True, kw_only=True)
class Bout:
    """What is tried, and how often; its seed gives what is random."""

    harm: Harm
    blows: int
    database: str
    seed: int
    is_whole: bool = False  # `python app.py run` rather than the same app, forked
    beside: tuple[Harm, ...] = (Harm.FAULT, Harm.KILL)  # what comes now and then as well
    mailboxes: int = MAILBOXES

    @property
    def name(self) -> str:
        """How to say it."""
        app = "app.py run" if self.is_whole else "the app, forked"
        return f"Seed {self.seed}: {self.harm}, {self.blows} x, {app}, on {self.database}"

    @property
    def times(self) -> Times:
        """How long a lease is, and a call may be."""
        return WHOLE_TIMES if self.is_whole else TIMES

    @property
    def processes(self) -> int:
        """How many there are: a file of SQLite's is one process's own."""
        if self.database == "sqlite":
            return 1
        if self.is_whole:
            return 2
        return 5 if self.harm is Harm.STOP else 3


def play(bout: Bout, nursery: Nursery, server: Server | None) -> Figures:
    """Play it and return what came of it."""
    began, figures = time.monotonic(), Figures()
    hand, found = fought(bout, nursery, server)
    figures.add(bout.name, hand, found, time.monotonic() - began)
    return figures


def fought(bout: Bout, nursery: Nursery, server: Server | None) -> tuple[Hand, laws.Found]:
    """Play it and return who did harm, and what was found at the end."""
    rng = random.Random(bout.seed)
    with ExitStack() as stack:
        files = stack.enter_context(fresh_folder())
        url = server.fresh_database() if server else sqlite_url(files)
        place = stack.enter_context(furnished(url, files, rng, mailboxes=bout.mailboxes))
        env = environment(url, place.folder, place.urls)
        hand = Hand(
            place=place,
            victims=[_victim(bout, nursery, env, place) for _ in range(bout.processes)],
            weather=Weather(place=place, rng=rng),
            rng=rng,
            lease_seconds=bout.times.lease_seconds,
            server=server,
        )
        try:
            place.enrol(OF_EACH)
            for victim in hand.victims:
                victim.start()
            _do_harm(bout, hand)
            _end_in_peace(hand)
        finally:
            for victim in hand.victims:
                victim.kill()
        return hand, laws.found(place, hand.blows, bout.times)


@contextmanager
def fresh_folder() -> Iterator[Path]:
    """Give a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="proof-") as folder:
        yield Path(folder)


def _victim(bout: Bout, nursery: Nursery, env: dict[str, str], place: Place) -> Victim:
    clock, log = place.timeline.clock.path, place.folder / "app.log"
    if not bout.is_whole:
        return Forked(nursery=nursery, environment=env, clock=clock, log=log)
    port = free_port()
    return Whole(App(environment=env | {"PORT": str(port)}, clock=clock, port=port, log=log))


def _do_harm(bout: Bout, hand: Hand) -> None:
    place, rng = hand.place, hand.rng
    acts_at, shut_until = time.monotonic(), 0.0
    has_shut = False
    while (done := hand.count(bout.harm)) < bout.blows:
        hand.strike(bout.harm)
        if rng.random() < BESIDE:
            hand.strike(rng.choice(bout.beside))
        if time.monotonic() > acts_at:
            acts_at += rng.uniform(0.5, 1.5) * ACTS_EVERY_SECONDS
            place.act()
            top_up(place)
            if not shut_until:
                place.timeline.drift(rng.uniform(0.2, 2.0))
        if not has_shut and done >= bout.blows // 2:
            has_shut, shut_until = True, time.monotonic() + SHUT_SECONDS
            place.timeline.shut()
        if shut_until and time.monotonic() > shut_until:
            shut_until = 0.0
            place.timeline.open()
    if shut_until:
        place.timeline.open()


def top_up(place: Place) -> None:
    """Enrol more people when few are left: whoever is killed is killed at work."""
    waiting = sum(not _is_settled(each) for each in place.enrollments())
    if waiting < OF_EACH * len(place.settings):
        place.enrol(OF_EACH)


def _end_in_peace(hand: Hand) -> None:
    """Let everything that is due go out, and recover what was cut."""
    hand.weather.clear()
    hand.place.resume_all()
    before, until = -1, 0.0
    while True:
        hand.revive()
        people = hand.place.enrollments()
        # Somebody may be out while it is still asked what became of their last message.
        if all(_is_settled(each) for each in people) and not hand.place.open_deliveries():
            break
        if (done := sum(_is_settled(each) + len(each.had_step_ids) for each in people)) != before:
            before, until = done, time.monotonic() + PATIENCE_SECONDS
        if time.monotonic() > until:
            break
        _move_on(hand.place, people)
        time.sleep(0.25)
    # Who is late with a call should show it.
    time.sleep(hand.lease_seconds)


def _move_on(place: Place, people: list[Enrollment]) -> None:
    """Let what was put off come due; when nothing is left for today, let the next day begin."""
    open_ones = [each for each in people if not _is_settled(each)]
    later = place.timeline.closing()
    if open_ones and all(each.due_at and each.due_at > later for each in open_ones):
        place.timeline.open()
    place.timeline.drift(0.5)


def _is_settled(each: Enrollment) -> bool:
    return each.is_over or each.hold is HoldReason.OUTCOME_UNKNOWN
