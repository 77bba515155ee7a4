"""Enrollments by Hypothesis, at length: python -m tests.proof machine."""

import argparse
import os
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import reduce
from operator import add

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.proof.arena import Arena, arena
from tests.proof.machine_rules import Way

EXAMPLES = 2_000
STEPS = 30


def explore(
    place: Arena, *, examples: int, steps: int = STEPS, first: int | None = None
) -> Counter[str]:
    """Let everything happen in any order; return what happened. Raises AssertionError.

    Without a seed (`first`) the examples are the same each time.
    """
    ways: list[Way] = []

    def way() -> Way:
        ways.append(Way(place))
        return ways[-1]

    made = way if first is None else seed(first)(way)
    run_state_machine_as_test(
        made,  # type: ignore[arg-type]  # any callable that makes one will do
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            derandomize=first is None,
            suppress_health_check=list(HealthCheck),
            report_multiple_bugs=False,
            phases=(Phase.generate, Phase.shrink),
        ),
    )
    return reduce(add, (each.told() for each in ways), Counter[str]())


def explored(first: int, examples: int, steps: int) -> tuple[Counter[str], str]:
    """Explore from a seed in a process of its own; return what happened and what went wrong."""
    with arena("sqlite") as place:
        try:
            return explore(place, examples=examples, steps=steps, first=first), ""
        except AssertionError as error:
            notes = "\n".join(getattr(error, "__notes__", ()))
            return Counter(), f"{error}\n{notes}"


def run(options: argparse.Namespace) -> bool:
    """Explore on all cores, print what happened; whether every law held."""
    began, jobs = time.monotonic(), options.jobs
    share = -(-options.examples // jobs)
    with ProcessPoolExecutor(jobs) as pool:
        parts = [
            pool.submit(explored, options.seed + each, share, options.steps) for each in range(jobs)
        ]
        found = [part.result() for part in parts]
    happened = reduce(add, (counts for counts, _ in found), Counter[str]())
    failed = [story for _, story in found if story]
    print("Enrollments, whatever people do")
    for what, count in sorted(happened.items()):
        print(f"  {what:<20}{count:>12,}")
    print(f"  {'violations':<20}{len(failed):>12,}")
    print(f"  {'seconds':<20}{time.monotonic() - began:>12,.0f}")
    print(*failed, sep="\n", flush=True)
    return not failed


def add_to(parser: argparse.ArgumentParser) -> None:
    """Give a command's parser what this proof can be asked."""
    parser.add_argument("--examples", type=int, default=EXAMPLES)
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.set_defaults(run=run)
