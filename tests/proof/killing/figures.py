"""What was tried and what came of it, over many bouts, as a table."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.proof.killing.harm import Hand, Harm
from tests.proof.killing.laws import Found, Law
from tests.proof.killing.weather import Day

SHOWN = 10


@dataclass(slots=True, kw_only=True)
class Figures:
    """Sums over bouts."""

    bouts: int = 0
    seconds: float = 0.0
    harms: Counter[Harm] = field(default_factory=Counter)
    amid: int = 0
    days: Counter[Day] = field(default_factory=Counter)
    mails: int = 0
    texts: int = 0
    people: int = 0
    answered: int = 0
    removed: int = 0
    pauses: int = 0
    late: int = 0
    held: int = 0
    broken: Counter[Law] = field(default_factory=Counter)
    stories: list[str] = field(default_factory=list)

    def add(self, name: str, hand: Hand, found: Found, seconds: float) -> None:
        """Count a bout."""
        self.bouts += 1
        self.seconds += seconds
        self.harms.update(blow.harm for blow in hand.blows)
        self.amid += hand.amid
        self.days.update(hand.weather.ordered)
        texts = sum(one.key.startswith("text ") for one in found.got)
        self.mails += len(found.got) - texts
        self.texts += texts
        self.people += len(found.enrollments)
        self.answered += len(found.place.answered)
        self.removed += len(found.place.removed)
        self.pauses += len(found.place.pauses)
        self.late += found.late
        self.held += len(found.held)
        told = list(found.broken())
        self.broken.update(law for law, _ in told)
        if told:
            self.stories.append(f"{name} broke {len(told)}:")
            self.stories += [f"  {law}: {how}" for law, how in told[:SHOWN]]

    def merge(self, other: "Figures") -> None:
        """Add another's sums to these."""
        for name in self.__slots__:
            mine, theirs = getattr(self, name), getattr(other, name)
            setattr(self, name, mine + theirs)

    def lines(self, title: str) -> Iterator[str]:
        """Give the table: what was tried, how often, and what was broken."""
        yield f"{title}: {self.bouts} bouts in {self.seconds:,.0f} s"
        for harm in Harm:
            yield _row(harm.value, self.harms[harm])
            if harm is Harm.KILL:
                yield _row("  of these amid work", self.amid)
        for day in Day:
            yield _row(f"  {day}", self.days[day])
        yield _row("contacts", self.people)
        yield _row("mails that arrived", self.mails)
        yield _row("texts that arrived", self.texts)
        yield _row("answers, in the midst", self.answered)
        yield _row("taken out, in the midst", self.removed)
        yield _row("pauses, in the midst", self.pauses)
        yield _row("calls made late", self.late)
        yield _row("texts left to a person", self.held)
        yield ""
        for law in Law:
            yield _row(law.value, self.broken[law])
        yield from self.stories


def _row(name: str, value: int) -> str:
    return f"  {name:<28}{value:>12,}"
