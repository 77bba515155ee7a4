"""With a provider that takes 200 ms and 32 slots: how much of what these allow is really sent.

    python -m bench.latency [--database sqlite|postgres] [--short]

The whole engine ticks, pollers included. A send occupies its slot for as many calls as it makes
one after the other, so that 32 slots allow 32 / (calls x 0.2 s) sends a second; only calls made
on the sending threads count.
"""

import argparse
import sys
import time

from bench import crowd, databases, rig
from bench.figures import Figure, Group, at_least, finish, note, sizes
from bench.quiet import QuietGoogle

LATENCY_SECONDS = 0.2
SLOTS = 32
TARGET_PERCENT = 95.0
WARM_SECONDS = 4.0


def measure(short: bool, only: str | None = None) -> Group:
    """Return every figure of this part."""
    found: Group = []
    for database in databases.DATABASES:
        if only in (None, database):
            found += _measured(database, 10.0 if short else 60.0)
    return found


def _measured(database: str, seconds: float) -> Group:
    google = QuietGoogle(latency_seconds=LATENCY_SECONDS)
    with databases.empty(database) as url:
        crowd.make(url, crowd.Crowd(mailboxes=64, due=12_800))
        with rig.running(url, google=google, slots=SLOTS) as (_, ticking):
            ticking.start()
            time.sleep(WARM_SECONDS)
            before, began, cpu = _calls(google), time.monotonic(), time.process_time()
            time.sleep(seconds)
            after, took = _calls(google), time.monotonic() - began
            cpu = (time.process_time() - cpu) / took
    made = {call: count - before.get(call, 0) for call, count in after.items()}
    sends = made["drafts.send"]
    calls = sum(made.values()) / sends
    for call, count in made.items():
        note(f"{database}: {count / sends:5.2f} x {call} for a send")
    allowed = SLOTS / (calls * LATENCY_SECONDS)
    share = 100 * sends / took / allowed
    who = f"{database}: {SLOTS} slots at {LATENCY_SECONDS * 1000:.0f} ms"
    return [
        Figure(name=f"{who}, calls a send makes", value=calls, unit="calls"),
        Figure(name=f"{who}, sends", value=sends / took, unit="a second"),
        Figure(
            name=f"{who}, of what they allow",
            value=share,
            unit="%",
            target=at_least(TARGET_PERCENT),
        ),
        Figure(name=f"{who}, CPU", value=cpu, unit="cores"),
    ]


def _calls(google: QuietGoogle) -> dict[str, int]:
    """Return how often each call was made by the threads that send."""
    return {call: n for (kind, call), n in google.calls.copy().items() if kind == "send"}


def main() -> int:
    """Run this part alone."""
    parser = argparse.ArgumentParser(description=__doc__)
    sizes(parser)
    options = parser.parse_args()
    return finish(measure(options.short, options.database))


if __name__ == "__main__":
    sys.exit(main())
