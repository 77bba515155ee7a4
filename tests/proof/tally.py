"""What many runs found, as a table."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.proof.faults import Fault
from tests.proof.findings import Law
from tests.proof.simulation import Result

DAYS_OF_A_YEAR = 365.25


@dataclass(slots=True, kw_only=True)
class Tally:
    """Sums over runs."""

    runs: int = 0
    faults: Counter[Fault] = field(default_factory=Counter)
    broken: Counter[Law] = field(default_factory=Counter)
    days: float = 0.0
    steps: int = 0
    sends: int = 0
    arrived: int = 0
    held: int = 0
    guessed: int = 0
    failed: list[Result] = field(default_factory=list)
    _digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    def add(self, result: Result) -> None:
        """Count a run."""
        self.runs += 1
        self.faults += result.faults
        self.broken.update(each.law for each in result.broken)
        self.days += result.days
        self.steps += result.steps
        self.sends += result.sends
        self.arrived += result.arrived
        self.held += result.held
        self.guessed += result.guessed
        self._digest.update(result.fingerprint.encode())
        if result.broken:
            self.failed.append(result)

    def lines(self, database: str, seconds: float) -> Iterator[str]:
        """Give the table: what was tried, how often, and what was broken."""
        yield f"Simulation on {database}: {self.runs} seeds in {seconds:.1f} s"
        yield from _row("virtual years", f"{self.days / DAYS_OF_A_YEAR:,.1f}")
        yield from _row("steps", f"{self.steps:,}")
        yield from _row("sends tried", f"{self.sends:,}")
        yield from _row("messages that arrived", f"{self.arrived:,}")
        yield from _row("left to a person", f"{self.held:,}")
        yield from _row("of these could be known", f"{self.guessed:,}")
        yield ""
        for fault in Fault:
            yield from _row(fault.value, f"{self.faults[fault]:,}")
        yield ""
        for law in Law:
            yield from _row(law.value, f"{self.broken[law]:,}")
        yield from _row("trace", self._digest.hexdigest()[:16])


def _row(name: str, value: str) -> Iterator[str]:
    yield f"  {name:<26}{value:>18}"


def story(result: Result) -> Iterator[str]:
    """Tell how a run broke a law, with the end of its trace."""
    yield f"Seed {result.seed} broke {len(result.broken)}:"
    for each in result.broken[:10]:
        yield f"  {each.law}: {each.how}"
    yield from (f"    {line}" for line in result.tail)
