"""The figures of a whole run as a page and a plot in docs/."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from bench.figures import Figure, Group

DOCS = Path(__file__).parents[1] / "docs"
PAGE, PLOT = DOCS / "benchmarks.md", DOCS / "benchmarks.svg"

_HEAD = """# Benchmarks

Written by `make bench`; every figure is of one run on one machine. The disk and the processor
decide the absolute ones, so read the ratios, which stand beside what they are ratios of.

![Sends a second, by the engine, by the bare driver and by others](benchmarks.svg)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One part of the run."""

    title: str
    words: str  # what was measured, and how
    figures: Group


def write(machine: Sequence[tuple[str, str]], sections: Sequence[Section]) -> None:
    """Write the page and its plot."""
    parts = [_HEAD, _as_table(("On", ""), machine)]
    for section in sections:
        rows = [
            (one.name, one.words, one.target.words if one.target else "", one.verdict)
            for one in section.figures
        ]
        table = _as_table(("Figure", "Measured", "Target", ""), rows)
        parts.append(f"## {section.title}\n\n{section.words}\n\n{table}")
    PAGE.write_text("\n".join(parts), encoding="utf-8")
    shown = [one for each in sections for one in each.figures if one.is_plotted]
    PLOT.write_text(plot(shown), encoding="utf-8")


def _as_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


# The plot ------------------------------------------------------------------------------------
_LEFT, _WIDTH, _STEP = 330, 420, 24


def plot(figures: Sequence[Figure]) -> str:
    """Return the figures as bars, as long as their values."""
    longest = max((one.value for one in figures), default=1.0)
    height = _STEP * len(figures) + 40
    bars = "".join(_bar(place, one, longest) for place, one in enumerate(figures))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_LEFT + _WIDTH + 110} {height}"'
        ' font-family="sans-serif" font-size="12">\n'
        '<rect width="100%" height="100%" fill="white"/>\n'
        f'<text x="10" y="18" font-weight="bold">Sends a second</text>\n{bars}</svg>\n'
    )


def _bar(place: int, figure: Figure, longest: float) -> str:
    top = 30 + place * _STEP
    long = max(1.0, _WIDTH * figure.value / longest)
    colour = "#2f6fb3" if "engine" in figure.name else "#b9c3cd"
    return (
        f'<text x="{_LEFT - 8}" y="{top + 13}" text-anchor="end">{escape(figure.name)}</text>'
        f'<rect x="{_LEFT}" y="{top}" width="{long:.0f}" height="17" fill="{colour}"/>'
        f'<text x="{_LEFT + long + 6:.0f}" y="{top + 13}">{figure.value:,.0f}</text>\n'
    )
