"""Figures: what was measured, what it should be, and whether it is."""

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass

from bench.databases import DATABASES


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a figure should be."""

    words: str
    holds: Callable[[float], bool]


def at_least(bound: float) -> Target:
    """Return the target of a figure that should be this or more."""
    return Target(words=f"≥ {bound:g}", holds=lambda value: value >= bound)


def at_most(bound: float) -> Target:
    """Return the target of a figure that should be this or less."""
    return Target(words=f"≤ {bound:g}", holds=lambda value: value <= bound)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured figure; without a target it only stands beside the others."""

    name: str
    value: float
    unit: str
    target: Target | None = None

    @property
    def is_plotted(self) -> bool:
        """Whether it is a bar of the plot."""
        return self.unit == "sends/s"

    @property
    def holds(self) -> bool:
        """Whether it is what it should be."""
        return self.target is None or self.target.holds(self.value)

    @property
    def words(self) -> str:
        """The value with its unit."""
        value = f"{self.value:,.0f}" if abs(self.value) >= 100 else f"{self.value:.3g}"
        return f"{value} {self.unit}"

    @property
    def verdict(self) -> str:
        """Whether it holds, in a word; blank without a target."""
        if self.target is None:
            return ""
        return "holds" if self.holds else "MISSED"


Group = list[Figure]


def note(line: str) -> None:
    """Say what is being measured, beside the figures."""
    print(line, file=sys.stderr, flush=True)


def table(figures: Group) -> str:
    """Return the figures as text, one a line."""
    wide = max(len(each.name) for each in figures)
    return "\n".join(
        f"{each.name:<{wide}}  {each.words:>18}  {each.target.words if each.target else '':>8}"
        f"  {each.verdict}".rstrip()
        for each in figures
    )


def sizes(parser: argparse.ArgumentParser) -> None:
    """Add the options that every part has."""
    parser.add_argument("--database", choices=DATABASES, help="only this one")
    parser.add_argument("--short", action="store_true", help="small sizes, a minute or two")


def finish(figures: Group) -> int:
    """Print the figures; return 1 when one misses its target."""
    print(table(figures))
    return 0 if all(each.holds for each in figures) else 1
