"""Pausing and resuming a sequence with 100,000 contacts, each of whom keeps what was left.

python -m bench.resuming [--database sqlite|postgres] [--short]
"""

import argparse
import sys
from datetime import UTC, datetime, timedelta

from bench import crowd, databases, rig
from bench.enrolling import timed
from bench.figures import Figure, Group, at_most, finish, sizes
from engine.use_cases import activation

TARGET_SECONDS = 2.0


def measure(short: bool, only: str | None = None) -> Group:
    """Return every figure of this part."""
    found: Group = []
    count = 10_000 if short else 100_000
    for database in databases.DATABASES:
        if only in (None, database):
            found += _paused_and_resumed(database, count)
    return found


def _paused_and_resumed(database: str, count: int) -> Group:
    now = datetime.now(UTC)
    with databases.empty(database) as url:
        crowd.make(url, crowd.Crowd(mailboxes=1, later=count))
        with rig.running(url) as (service, _):
            store, who = service.store, crowd.actor()
            with store.read(crowd.TEAM) as tx:
                id_ = tx.sequences.all()[0].id
            pausing, _ = timed(lambda: activation.pause(store, who, id_, now=now))
            then = now + timedelta(hours=30)
            resuming, _ = timed(lambda: activation.resume(store, who, id_, now=then))
    target = at_most(TARGET_SECONDS)
    return [
        Figure(name=f"{database}: pause {count:,}", value=pausing, unit="s"),
        Figure(name=f"{database}: resume {count:,}", value=resuming, unit="s", target=target),
    ]


def main() -> int:
    """Run this part alone."""
    parser = argparse.ArgumentParser(description=__doc__)
    sizes(parser)
    options = parser.parse_args()
    return finish(measure(options.short, options.database))


if __name__ == "__main__":
    sys.exit(main())
