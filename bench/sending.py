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
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from multiprocessing.synchronize import Barrier
from typing import Any

from bench import crowd, databases, floor, rig, tape
from bench.figures import Figure, Group, Target, at_least, finish, note, sizes
from storage.tables import delivery

MAILBOXES = 64
LANES = [f"mailbox:{number + 1}" for number in range(MAILBOXES)]
TAPED = 100
PROCESSES = 4
WARM = 3  # turns that are not counted: statements are built and prepared
COLUMNS = [column.name for column in delivery.columns if column.name != "number"]
TARGETS = {"sqlite": 0.40, "postgres": 0.45}


def taped(url: str) -> tuple[tape.Shape, dict[str, Any]]:
    """Let the engine send a hundred; return what it wrote for each, and one of its deliveries.

    They stay: PostgreSQL makes its plans by what it finds, and no database is empty for long. In a
    process of its own: an engine that was listened to once stays slower.
    """
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        found = pool.apply(_taped, (url,))
    databases.tidy(url)
    return found


def _taped(url: str) -> tuple[tape.Shape, dict[str, Any]]:
    with rig.running(url) as (service, _), tape.recording() as heard:
        sends = 0
        while sends < TAPED and (done := service.engine.dispatch()):
            sends += done
    sample = floor.sample_of(floor.opened(url), COLUMNS)
    shape = heard.per_send(sends)
    note(
        f"a send: {heard.statements / sends:.1f} statements, {heard.empty / sends:.1f}"
        f" transactions without a write, {tape.commits(shape):.2f} commits:"
    )
    for writes, times in shape.items():
        names = ", ".join(f"{verb} {table}" for verb, table in writes)
        note(f"    {times:5.2f} x {names}")
    return shape, sample


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What one process did, on the clock that all processes share."""

    sends: int
    began: float
    ended: float
    cpu_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """What all processes did together."""

    a_second: float
    cpu_ms: float  # of Python's processes, for each send


def by_engine(url: str, _lanes: Sequence[str], ready: Barrier) -> Run:
    """Send all that is due by the engine."""
    with rig.running(url) as (service, _):

        def all_due() -> int:
            sent = 0
            while done := service.engine.dispatch():
                sent += done
            return sent

        return _run(all_due, ready)


def by_floor(
    url: str, lanes: Sequence[str], ready: Barrier, shape: tape.Shape, sample: dict[str, Any]
) -> Run:
    """Send all that is due in these lanes by the bare driver."""
    raw = floor.Floor(floor.opened(url), shape, sample)
    return _run(lambda: raw.run(lanes), ready)


def _run(work: Callable[[], int], ready: Barrier) -> Run:
    ready.wait()
    began, cpu = time.monotonic(), time.process_time()
    sends = work()
    took = time.process_time() - cpu
    return Run(sends=sends, began=began, ended=time.monotonic(), cpu_seconds=took)


def rate(url: str, work: Callable[..., Run], processes: int, *more: Any) -> Rate:
    """Return sends a second of so many processes, on a copy of this database."""
    context = multiprocessing.get_context("spawn")
    with databases.copied(url) as copy, context.Manager() as manager:
        ready = manager.Barrier(processes)
        shares = [LANES[number::processes] for number in range(processes)]
        with context.Pool(processes) as pool:
            asked = [(copy, share, ready, *more) for share in shares]
            runs = pool.starmap(work, asked, chunksize=1)
    sends = sum(each.sends for each in runs)
    span = max(each.ended for each in runs) - min(each.began for each in runs)
    cpu_ms = sum(each.cpu_seconds for each in runs) * 1000 / sends
    return Rate(a_second=sends / span, cpu_ms=cpu_ms)


def together(database: str, sends: int, rounds: int) -> Group:
    """Return what four processes do at a time, as the median of alternating rounds."""
    with databases.empty(database) as url:
        crowd.make(url, crowd.Crowd(mailboxes=MAILBOXES, due=sends))
        shape, sample = taped(url)
        rates: list[list[Rate]] = [[], [], []]
        for _ in range(rounds):
            rates[0].append(rate(url, by_engine, PROCESSES))
            rates[1].append(rate(url, by_floor, PROCESSES, shape, sample))
            rates[2].append(rate(url, by_floor, PROCESSES, floor.LEAST, sample))
    return _group(f"{database}, {PROCESSES} processes", database, *rates)


def alone(database: str, batches: int) -> Group:
    """Return what one process does; engine and floors take turns, each on its own copy.

    In turns of fifty sends, so that whatever else the machine does falls on all of them.
    """
    with databases.empty(database) as url, ExitStack() as open_:
        crowd.make(url, crowd.Crowd(mailboxes=MAILBOXES, due=MAILBOXES * floor.BATCH * 3))
        shape, sample = taped(url)
        copies = [open_.enter_context(databases.copied(url)) for _ in range(3)]
        service, _ = open_.enter_context(rig.running(copies[0]))
        same = floor.Floor(floor.opened(copies[1]), shape, sample)
        least = floor.Floor(floor.opened(copies[2]), floor.LEAST, sample)
        rates: list[list[Rate]] = [[], [], []]
        for number in range(batches + WARM):
            lane = LANES[number % MAILBOXES]
            turns: tuple[Callable[[], int], ...] = (
                service.engine.dispatch,
                partial(same.batch, lane),
                partial(least.batch, lane),
            )
            for found, turn in zip(rates, turns, strict=True):
                found.append(_turn(turn))
    return _group(f"{database}, 1 process", database, *(each[WARM:] for each in rates))


def _turn(work: Callable[[], int]) -> Rate:
    began, cpu = time.perf_counter(), time.process_time()
    sends = work()
    took, cpu = time.perf_counter() - began, time.process_time() - cpu
    assert sends == floor.BATCH
    return Rate(a_second=sends / took, cpu_ms=cpu * 1000 / sends)


def _group(
    who: str, database: str, engine: list[Rate], same: list[Rate], least: list[Rate]
) -> Group:
    target = at_least(TARGETS[database])
    return [
        _median(f"{who}: engine", [each.a_second for each in engine], "sends/s"),
        _median(f"{who}: floor, same rows and commits", [e.a_second for e in same], "sends/s"),
        _median(f"{who}: floor, least protocol", [e.a_second for e in least], "sends/s"),
        _median(f"{who}: engine / floor", _ratios(engine, same), "x", target),
        _median(f"{who}: engine / least floor", _ratios(engine, least), "x"),
        _median(f"{who}: engine, CPU for a send", [each.cpu_ms for each in engine], "ms"),
        _median(f"{who}: floor, CPU for a send", [each.cpu_ms for each in same], "ms"),
    ]


def _ratios(engine: Sequence[Rate], raw: Sequence[Rate]) -> list[float]:
    return [one.a_second / other.a_second for one, other in zip(engine, raw, strict=True)]


def _median(name: str, values: Sequence[float], unit: str, target: Target | None = None) -> Figure:
    return Figure(name=name, value=statistics.median(values), unit=unit, target=target)


def profiled(database: str, sends: int) -> None:
    """Print where the engine's time goes."""
    with databases.empty(database) as url:
        crowd.make(url, crowd.Crowd(mailboxes=MAILBOXES, due=sends))
        with rig.running(url) as (service, _):
            service.engine.dispatch()
            profile = cProfile.Profile(time.process_time)  # not what the disk and others take
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
            found += alone(database, 20 if short else 120)
    if only in (None, "postgres"):
        found += together("postgres", 1_000 if short else 6_400, 1 if short else 3)
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
