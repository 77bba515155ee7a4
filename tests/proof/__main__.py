"""The proof, by commands: python -m tests.proof [PART], as --help lists them.

Without a part, all of them in their long form, with the crash points of tests/crash.
"""

import argparse
import sys
import time

from tests.proof import machine, mutants, oracle
from tests.proof.arena import arena
from tests.proof.closing import Part, closed, of_ours
from tests.proof.killing import command as killing
from tests.proof.simulation import simulate
from tests.proof.tally import Tally, story

SHOWN = 3  # failing seeds that are told at length
LONG = (
    of_ours("simulation", "--seeds", "500", "--database", "both"),
    Part(name="crash points", arguments=("-m", "pytest", "-q", "-W", "error", "tests/crash")),
    of_ours("oracle"),
    of_ours("machine"),
    of_ours("processes"),
    of_ours("mutants"),
)


def simulation(options: argparse.Namespace) -> bool:
    """Run seeds and print what they found; whether every law held."""
    both = ("sqlite", "postgres")
    found = [
        _on(each, options) for each in (both if options.database == "both" else [options.database])
    ]
    return all(found)


def _on(database: str, options: argparse.Namespace) -> bool:
    tally, began = Tally(), time.monotonic()
    with arena(database) as place:
        for seed in range(options.first, options.first + options.seeds):
            tally.add(simulate(place, seed))
    print("\n".join(tally.lines(database, time.monotonic() - began)), flush=True)
    for result in tally.failed[:SHOWN]:
        print("\n".join(story(result)))
    if tally.failed:
        print("Failing seeds:", *(result.seed for result in tally.failed))
    return not tally.failed


def main(arguments: list[str]) -> int:
    """Run a proof; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.proof")
    kinds = parser.add_subparsers()
    seeds = kinds.add_parser("simulation", help="seeded interleavings of several processes")
    seeds.add_argument("--seeds", type=int, default=100)
    seeds.add_argument("--first", type=int, default=1)
    seeds.add_argument("--database", choices=("sqlite", "postgres", "both"), default="sqlite")
    seeds.set_defaults(run=simulation)
    oracle.add_to(kinds.add_parser("oracle", help="the schedule against another way to reckon it"))
    machine.add_to(kinds.add_parser("machine", help="enrollments, whatever people do to them"))
    killing.add_to(kinds.add_parser("processes", help="killed, stopped, and their database too"))
    mutants.add_to(kinds.add_parser("mutants", help="the engine made worse, each to be caught"))
    parser.set_defaults(run=lambda _options: closed(LONG))
    options = parser.parse_args(arguments)
    return 0 if options.run(options) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
