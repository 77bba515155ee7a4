"""What waiting costs: a tick with nothing due at a million enrollments, and the first of a backlog.

    python -m bench.waiting [--database sqlite|postgres] [--short]

The idle tick is what `dispatch` does each second when nothing is due. The first send is timed from
the tick to the call that sends, with 100,000 enrollments of one mailbox due: of an engine that has
sent before, and of one that has only just been built.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Sequence

from bench import crowd, databases, rig
from bench.figures import Figure, Group, at_most, finish, note, sizes
from bench.quiet import QuietGoogle

IDLE_TARGET_MS = {"sqlite": 1.0, "postgres": 3.0}
FIRST_TARGET_MS = 100.0
MAILBOXES = 200


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that this share of them does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def idle(database: str, count: int, ticks: int) -> Group:
    """Return how long a tick takes when nothing is due."""
    began = time.monotonic()
    url = crowd.prepared(database, crowd.Crowd(mailboxes=MAILBOXES, later=count))
    note(f"{database}: {count:,} enrollments made in {time.monotonic() - began:.0f} s")
    took = []
    with databases.copied(url) as copy, rig.running(copy) as (service, _):
        for _ in range(100):
            service.engine.dispatch()
        for _ in range(ticks):
            before = time.perf_counter()
            done = service.engine.dispatch()
            took.append((time.perf_counter() - before) * 1000)
            assert done == 0
    name = f"{database}: idle tick, {count:,} enrollments"
    target = at_most(IDLE_TARGET_MS[database])
    return [
        Figure(name=f"{name}, p50", value=statistics.median(took), unit="ms"),
        Figure(name=f"{name}, p99", value=percentile(took, 0.99), unit="ms", target=target),
    ]


def first(database: str, count: int) -> Group:
    """Return how long the first send out of a backlog takes."""
    with databases.empty(database) as url:
        crowd.make(url, crowd.Crowd(mailboxes=1, due=count))
        cold = _first_of(url, sent_before=False)
        warm = statistics.median(_first_of(url, sent_before=True) for _ in range(3))
    name = f"{database}: first send out of {count:,}"
    target = at_most(FIRST_TARGET_MS)
    return [
        Figure(name=f"{name}", value=warm, unit="ms", target=target),
        Figure(name=f"{name}, engine just built", value=cold, unit="ms"),
    ]


def _first_of(url: str, *, sent_before: bool) -> float:
    google = QuietGoogle(remembers=True)
    with databases.copied(url) as copy, rig.running(copy, google=google) as (service, _):
        sending = service.engine.sending
        if sent_before:
            service.engine.dispatch()
            google.sent_at.clear()
        began = time.time()
        lane = sending.claim()
        assert lane is not None
        sending.work(lane)
        return (min(google.sent_at.values()) - began) * 1000


def measure(short: bool, only: str | None = None) -> Group:
    """Return every figure of this part."""
    found: Group = []
    for database in databases.DATABASES:
        if only in (None, database):
            found += idle(database, 100_000 if short else 1_000_000, 500 if short else 3_000)
            found += first(database, 20_000 if short else 100_000)
    return found


def main() -> int:
    """Run this part alone."""
    parser = argparse.ArgumentParser(description=__doc__)
    sizes(parser)
    options = parser.parse_args()
    return finish(measure(options.short, options.database))


if __name__ == "__main__":
    sys.exit(main())
