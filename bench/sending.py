"""How fast the engine sends, beside the bare driver that writes the same rows and commits.

    python -m bench.sending [--database sqlite|postgres] [--short] [--profile]

Null providers and everything else real: claim, look, render, intent, draft, commit, call, record.
One process in one thread, and on PostgreSQL four of them. A hundred sends are taped first; the
floor then makes the transactions that were seen (`bench.tape`, `bench.floor`), and beside it the
least that the protocol can do with.
"""

import argparse
import cProfile
import multiprocessing
import pstats
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from multiprocessing.synchronize import Barrier
from typing import Any

from bench import crowd, databases, floor, rig, tape
from bench.figures import Figure, Group, at_least, finish, note, sizes
from storage.tables import delivery

MAILBOXES = 64
LANES = [f"mailbox:{number + 1}" for number in range(MAILBOXES)]
TAPED = 100
COLUMNS = [column.name for column in delivery.columns if column.name != "number"]
TARGETS = {"sqlite": 0.40, "postgres": 0.45}


def taped(url: str) -> tuple[tape.Tape, tape.Shape, dict[str, Any]]:
    """Let the engine send a hundred, and return what it wrote, in all and for each."""
    with databases.copied(url) as copy:
        with rig.running(copy) as (service, _), tape.recording() as heard:
            sends = 0
            while sends < TAPED and (done := service.engine.dispatch()):
                sends += done
        sample = floor.sample_of(floor.opened(copy), COLUMNS)
    note(
        f"a send: {heard.statements / sends:.1f} statements, {heard.empty / sends:.1f}"
        f" transactions without a write, {tape.commits(heard.per_send(sends)):.2f} commits:"
    )
    shape = heard.per_send(sends)
    for writes, times in shape.items():
        names = ", ".join(f"{verb} {table}" for verb, table in writes)
        note(f"    {times:5.2f} x {names}")
    return heard, shape, sample


def by_engine(url: str, _lanes: Sequence[str], ready: Barrier) -> tuple[int, float, float]:
    """Send all that is due by the engine; return how many it was, and from when to when."""
    with rig.running(url) as (service, _):
        ready.wait()
        began, sent = time.monotonic(), 0
        while done := service.engine.dispatch():
            sent += done
        return sent, began, time.monotonic()


def by_floor(
    url: str, lanes: Sequence[str], ready: Barrier, shape: tape.Shape, sample: dict[str, Any]
) -> tuple[int, float, float]:
    """Send all that is due in these lanes by the bare driver."""
    raw = floor.Floor(database=floor.opened(url), shape=shape, sample=sample)
    ready.wait()
    began = time.monotonic()
    return raw.run(lanes), began, time.monotonic()


def rate(url: str, work: Callable[..., Any], processes: int, *more: Any) -> float:
    """Return sends a second of so many processes, on a copy of this database."""
    context = multiprocessing.get_context("spawn")
    with databases.copied(url) as copy, context.Manager() as manager:
        ready = manager.Barrier(processes)
        shares = [LANES[number::processes] for number in range(processes)]
        with context.Pool(processes) as pool:
            asked = [(copy, share, ready, *more) for share in shares]
            results = pool.starmap(work, asked, chunksize=1)
    sent = sum(each[0] for each in results)
    return float(sent / (max(each[2] for each in results) - min(each[1] for each in results)))


def compared(database: str, processes: int, sends: int, rounds: int) -> Group:
    """Return the engine's rate beside the floor's, each as the median of alternating rounds."""
    engine, same, least = [], [], []
    with databases.empty(database) as url:
        crowd.make(url, crowd.Crowd(mailboxes=MAILBOXES, due=sends))
        _, shape, sample = taped(url)
        for _ in range(rounds):
            same.append(rate(url, by_floor, processes, shape, sample))
            engine.append(rate(url, by_engine, processes))
            least.append(rate(url, by_floor, processes, floor.LEAST, sample))
    ratio = statistics.median(e / f for e, f in zip(engine, same, strict=True))
    strict = statistics.median(e / f for e, f in zip(engine, least, strict=True))
    who = f"{database}, {processes} process{'es' if processes > 1 else ''}"
    return [
        Figure(name=f"{who}: engine", value=statistics.median(engine), unit="sends/s"),
        Figure(
            name=f"{who}: floor, same rows and commits",
            value=statistics.median(same),
            unit="sends/s",
        ),
        Figure(
            name=f"{who}: floor, least protocol", value=statistics.median(least), unit="sends/s"
        ),
        Figure(
            name=f"{who}: engine / floor", value=ratio, unit="x", target=at_least(TARGETS[database])
        ),
        Figure(name=f"{who}: engine / least floor", value=strict, unit="x"),
    ]


def profiled(database: str, sends: int) -> None:
    """Print where the engine's time goes."""
    with databases.empty(database) as url:
        crowd.make(url, crowd.Crowd(mailboxes=MAILBOXES, due=sends))
        with rig.running(url) as (service, _):
            service.engine.dispatch()
            profile = cProfile.Profile()
            profile.enable()
            while service.engine.dispatch():
                pass
            profile.disable()
    for order in ("cumulative", "tottime"):
        pstats.Stats(profile).sort_stats(order).print_stats(40)


def measure(short: bool, only: str | None = None) -> Group:
    """Return every figure of this part."""
    found: Group = []
    for database in databases.DATABASES:
        if only in (None, database):
            sends, rounds = (1_000, 1) if short else (5_000, 3)
            found += compared(database, 1, sends, rounds)
            if database == "postgres":
                found += compared(database, 4, sends, rounds)
    return found


def main() -> int:
    """Run this part alone."""
    parser = argparse.ArgumentParser(description=__doc__)
    sizes(parser)
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()
    if options.profile:
        profiled(options.database or "sqlite", 500)
        return 0
    return finish(measure(options.short, options.database))


if __name__ == "__main__":
    sys.exit(main())
