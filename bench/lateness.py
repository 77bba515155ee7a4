"""How late a step goes out: below capacity, and beside somebody else's backlog of 100,000.

    python -m bench.lateness [--database sqlite|postgres] [--short]

Late is from the instant it was due to the call that sends it. The whole engine ticks, pollers
included. Below capacity the provider takes 200 ms a call, which is part of being late; beside the
backlog it takes none, so that the backlog's mailbox never lets the engine rest.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bench import crowd, databases, floor, multiplying, rig
from bench.figures import Figure, Group, at_most, finish, sizes
from bench.quiet import QuietGoogle
from bench.waiting import percentile

LATE_TARGET_SECONDS = 1.5
TICK_SECONDS = 1.0
OTHERS = "T2"
MAILBOXES = 16


def lateness(url: str, team: str, *, a_second: float, sends: int, latency: float) -> list[float]:
    """Let so many come due a second, and return how late each was, in seconds."""
    start, apart = datetime.now(UTC) + timedelta(seconds=4), timedelta(seconds=1 / a_second)
    multiplying.spread(url, start=start, apart=apart, team=team)
    google = QuietGoogle(latency_seconds=latency, remembers=True)
    with rig.running(url, google=google) as (_, ticking):
        ticking.start()
        end = start + sends * apart + timedelta(seconds=4)
        time.sleep((end - datetime.now(UTC)).total_seconds())
    return _how_late(url, team, google, start.timestamp(), apart.total_seconds(), sends)


def _how_late(
    url: str, team: str, google: QuietGoogle, start: float, apart: float, sends: int
) -> list[float]:
    """Return each one's lateness; what was not sent by the end counts as late until then."""
    database = floor.opened(url)
    first = database.read(
        "SELECT min(id) FROM enrollment WHERE workspace_id = :team", {"team": team}
    )[0][0]
    rows = database.read(
        "SELECT enrollment_id, draft_id FROM delivery WHERE workspace_id = :team", {"team": team}
    )
    sent_at = {row[0] - first: google.sent_at.get(row[1]) for row in rows}
    now = time.time()
    return [(sent_at.get(number) or now) - (start + number * apart) for number in range(sends)]


def below_capacity(database: str, a_second: float, sends: int) -> Group:
    """Return how late steps are when the engine has little to do."""
    with databases.empty(database) as url:
        crowd.make(url, crowd.Crowd(mailboxes=MAILBOXES, due=sends))
        late = lateness(url, crowd.TEAM, a_second=a_second, sends=sends, latency=0.2)
    name = f"{database}: lateness at {a_second:g} sends/s"
    return [
        Figure(name=f"{name}, p50", value=statistics.median(late), unit="s"),
        Figure(
            name=f"{name}, p99",
            value=percentile(late, 0.99),
            unit="s",
            target=at_most(LATE_TARGET_SECONDS),
        ),
    ]


def beside_a_backlog(database: str, backlog: int, a_second: float, sends: int) -> Group:
    """Return how much later another workspace's steps are while one mailbox has a backlog."""
    found: dict[str, Sequence[float]] = {}
    for name, due in (("without", 0), ("beside", backlog)):
        with databases.empty(database) as url:
            crowd.make(url, crowd.Crowd(mailboxes=1, due=due))
            crowd.make(url, crowd.Crowd(mailboxes=MAILBOXES, due=sends, team=OTHERS))
            found[name] = lateness(url, OTHERS, a_second=a_second, sends=sends, latency=0.0)
    without, beside = (percentile(found[name], 0.99) for name in ("without", "beside"))
    who = f"{database}: another workspace's lateness p99"
    return [
        Figure(name=f"{who}, alone", value=without, unit="s"),
        Figure(name=f"{who}, beside {backlog:,} due in one mailbox", value=beside, unit="s"),
        Figure(
            name=f"{database}: what the backlog adds",
            value=max(0.0, beside - without),
            unit="s",
            target=at_most(TICK_SECONDS),
        ),
    ]


def measure(short: bool, only: str | None = None) -> Group:
    """Return every figure of this part."""
    found: Group = []
    for database in databases.DATABASES:
        if only in (None, database):
            found += below_capacity(database, 5.0, 40 if short else 300)
            found += beside_a_backlog(
                database, 10_000 if short else 100_000, 4.0, 40 if short else 200
            )
    return found


def main() -> int:
    """Run this part alone."""
    parser = argparse.ArgumentParser(description=__doc__)
    sizes(parser)
    options = parser.parse_args()
    return finish(measure(options.short, options.database))


if __name__ == "__main__":
    sys.exit(main())
