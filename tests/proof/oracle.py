"""The schedule against its oracle, by the million: python -m tests.proof oracle."""

import argparse
import os
import random
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import reduce

from tests.proof.oracle_cases import Case, differences
from tests.proof.oracle_dice import around, at_random, changes, zones

CASES = 1_000_000
_CHUNK = 5_000
_SHOWN = 5


@dataclass(slots=True, kw_only=True)
class Judged:
    """What was asked, and what was answered differently."""

    at_random: int = 0
    around: int = 0
    zones: int = 0
    transitions: int = 0
    mismatches: list[str] = field(default_factory=list)

    def plus(self, other: "Judged") -> "Judged":
        """Return both together."""
        return Judged(
            at_random=self.at_random + other.at_random,
            around=self.around + other.around,
            zones=self.zones + other.zones,
            transitions=self.transitions + other.transitions,
            mismatches=self.mismatches + other.mismatches,
        )


def judge_some(seed: str, count: int) -> Judged:
    """Ask about this many random cases."""
    dice = random.Random(seed)
    judged = Judged()
    judged.at_random = _judge((at_random(dice, zones()) for _ in range(count)), judged)
    return judged


def judge_zones(seed: str, names: tuple[str, ...]) -> Judged:
    """Ask about every change of the clocks in these zones."""
    judged = Judged(zones=len(names))
    for zone in names:
        judged.around += _judge(around(random.Random(f"{seed} {zone}"), zone), judged)
        judged.transitions += changes(zone)
    return judged


def _judge(cases: Iterator[Case], into: Judged) -> int:
    count = 0
    for case in cases:
        into.mismatches += differences(case)
        count += 1
    return count


def run(options: argparse.Namespace) -> bool:
    """Ask about everything, print what came of it; whether all agreed."""
    began = time.monotonic()
    seed, names = options.seed, zones()
    sizes = [min(_CHUNK, options.cases - first) for first in range(0, options.cases, _CHUNK)]
    with ProcessPoolExecutor(options.jobs) as pool:
        parts = [pool.submit(judge_zones, str(seed), names[n : n + 10]) for n in _tens(names)]
        parts += [
            pool.submit(judge_some, f"{seed} {chunk}", size) for chunk, size in enumerate(sizes)
        ]
        all_of_it = reduce(Judged.plus, (part.result() for part in parts), Judged())
    print("\n".join(_lines(all_of_it, time.monotonic() - began)), flush=True)
    return not all_of_it.mismatches


def _tens(names: tuple[str, ...]) -> range:
    return range(0, len(names), 10)


def _lines(judged: Judged, seconds: float) -> list[str]:
    cases = judged.at_random + judged.around
    return [
        "Schedule against its oracle",
        f"  random cases        {judged.at_random:>12,}",
        f"  zones               {judged.zones:>12,}",
        f"  transitions         {judged.transitions:>12,}",
        f"  cases around them   {judged.around:>12,}",
        f"  mismatches          {len(judged.mismatches):>12,}",
        f"  cases a second      {cases / seconds:>12,.0f}",
        *judged.mismatches[:_SHOWN],
    ]


def add_to(parser: argparse.ArgumentParser) -> None:
    """Give a command's parser what this proof can be asked."""
    parser.add_argument("--cases", type=int, default=CASES)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.set_defaults(run=run)
