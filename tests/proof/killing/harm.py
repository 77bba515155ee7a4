"""What is done to the app's processes and to their database, and when."""

import random
import signal
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from tests.proof.killing.place import Place
from tests.proof.killing.server import Server
from tests.proof.killing.victims import Victim
from tests.proof.killing.weather import Weather


class Harm(StrEnum):
    """What is done on purpose."""

    KILL = "kill -9"
    STOP = "SIGSTOP past the lease"
    POSTGRES = "PostgreSQL stopped"
    FAULT = "provider faults"


@dataclass(frozen=True, slots=True, kw_only=True)
class Blow:
    """One harm, real time."""

    harm: Harm
    began_at: datetime
    ended_at: datetime


@dataclass(slots=True, kw_only=True)
class Hand:
    """Does harm at random moments."""

    place: Place
    victims: list[Victim]
    weather: Weather
    rng: random.Random
    lease_seconds: float
    lives_seconds: tuple[float, float] = (0.05, 0.45)  # how long a process lives until it is killed
    server: Server | None = None
    blows: list[Blow] = field(default_factory=list)
    amid: int = 0  # kills of a process that had work in its hands

    def strike(self, harm: Harm) -> None:
        """Do it once; a stop befalls several processes at a time."""
        match harm:
            case Harm.KILL:
                self._kill()
            case Harm.STOP:
                self._stop()
            case Harm.POSTGRES:
                self._crash()
            case Harm.FAULT:
                self._let_live(0.05, 0.15)
                self._fault()
        self.revive()

    def count(self, harm: Harm) -> int:
        """Return how often it was done."""
        return sum(each.harm is harm for each in self.blows)

    def _kill(self) -> None:
        shortest, longest = self.lives_seconds
        self._let_live(shortest / len(self.victims), longest / len(self.victims))
        victim, began = self.rng.choice(self.victims), _now()
        victim.kill()
        self._note(Harm.KILL, began)
        self.amid += self.place.has_lanes(victim.pid)
        victim.start()

    def _stop(self) -> None:
        """Stop every process but one, or the only one; each for longer than the lease."""
        few = self.rng.sample(self.victims, max(1, len(self.victims) - 1))
        stopped = []
        for victim in few:
            self._let_live(0.0, 0.1)
            stopped.append((victim, _now()))
            victim.signal(signal.SIGSTOP)
        self._let_live(self.lease_seconds * 1.05, self.lease_seconds * 1.6)
        self.rng.shuffle(stopped)
        for victim, began in stopped:
            victim.signal(signal.SIGCONT)
            self._note(Harm.STOP, began)
            self._let_live(0.0, 0.05)
        self._let_live(0.1, 0.4)

    def _crash(self) -> None:
        assert self.server is not None
        self._let_live(0.2, 0.8)
        began = _now()
        self.server.crash()
        self._let_live(0.0, 0.3)
        self.server.start()
        self._note(Harm.POSTGRES, began)

    def _fault(self) -> None:
        began = _now()
        self.weather.order()
        self._note(Harm.FAULT, began)

    def revive(self) -> None:
        """Start whoever has ended by itself: with its database gone, a start fails."""
        for victim in self.victims:
            if not victim.is_alive():
                victim.start()

    def _let_live(self, least: float, most: float) -> None:
        time.sleep(self.rng.uniform(least, most))

    def _note(self, harm: Harm, began: datetime) -> None:
        self.blows.append(Blow(harm=harm, began_at=began, ended_at=_now()))


def stopped_within(blows: list[Blow], since: datetime, until: datetime) -> timedelta:
    """Return for how long somebody was kept from working between two instants, at most."""
    found = timedelta()
    for blow in blows:
        if blow.harm in (Harm.STOP, Harm.POSTGRES):
            found += max(timedelta(), min(blow.ended_at, until) - max(blow.began_at, since))
    return found


def _now() -> datetime:
    return datetime.now(UTC)
