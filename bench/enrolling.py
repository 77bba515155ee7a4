"""Enrolling 100,000 contacts, beside `executemany` of the very same rows by the bare driver.

    python -m bench.enrolling [--database sqlite|postgres] [--short]

The receipt judges every row and shows what Enroll would do; the commit judges them anew, inserts
contacts and enrollments, and plans each first step. What is held against the floor is the commit:
the floor inserts the contacts and enrollments that it left behind, all columns, in one commit.
"""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from bench import crowd, databases, rig
from bench.figures import Figure, Group, at_least, finish, sizes
from engine.domain.contact_rows import Row
from engine.use_cases import enrolling
from storage import tables

TARGET = 0.25
TABLES = (tables.contact, tables.enrollment)


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return how long the work took, and what came of it."""
    began = time.monotonic()
    result = work()
    return time.monotonic() - began, result


def rows(count: int) -> list[Row]:
    """Return contacts as a CSV file gives them."""
    return [
        Row(
            number=number,
            email=f"person{number}@client{number % 977}.example",
            fields={
                "first_name": f"Ada{number}",
                "last_name": "Byron",
                "company": f"Client {number % 977}",
            },
        )
        for number in range(count)
    ]


def by_engine(url: str, count: int) -> tuple[float, float]:
    """Return how long the receipt took, and the commit."""
    with rig.running(url) as (service, _):
        store, who, now = service.store, crowd.actor(), datetime.now(UTC)
        with store.read(crowd.TEAM) as tx:
            sequence = tx.sequences.all()[0].id
        given = rows(count)
        judging, receipt = timed(
            lambda: enrolling.receipt(store, who, sequence, given, again=False, now=now)
        )
        committing, enrolled = timed(lambda: enrolling.commit(store, who, receipt.id, now=now))
    assert enrolled.count == count
    return judging, committing


def left_behind(url: str) -> dict[str, Sequence[Sequence[Any]]]:
    """Return all contacts and enrollments, whole, with the statements that insert such rows."""
    connection, _ = _bare(url)
    found = {}
    for table in TABLES:
        names = [column.name for column in table.columns]
        read = f"SELECT {', '.join(names)} FROM {table.name} WHERE id > 1 ORDER BY id"
        marks = ", ".join(["?" if url.startswith("sqlite") else "%s"] * len(names))
        insert = f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({marks})"
        found[insert] = connection.execute(read).fetchall()
    connection.close()
    return found


def by_driver(url: str, wanted: dict[str, Sequence[Sequence[Any]]]) -> float:
    """Insert these rows in one commit; return how long it took."""
    connection, begin = _bare(url)
    took, _ = timed(lambda: _inserted(connection, begin, wanted))
    connection.close()
    return took


def _bare(url: str) -> tuple[Any, str]:
    if url.startswith("sqlite"):
        return databases.raw_sqlite(url), "BEGIN IMMEDIATE"
    return databases.raw_postgres(url), "BEGIN"


def _inserted(connection: Any, begin: str, wanted: dict[str, Sequence[Sequence[Any]]]) -> None:
    cursor = connection.cursor()
    cursor.execute(begin)
    for insert, values in wanted.items():
        cursor.executemany(insert, values)
    cursor.execute("COMMIT")


def measure(short: bool, only: str | None = None) -> Group:
    """Return every figure of this part."""
    found: Group = []
    count = 10_000 if short else 100_000
    for database in databases.DATABASES:
        if only not in (None, database):
            continue
        with databases.empty(database) as url:
            crowd.make(url, crowd.Crowd(mailboxes=1))
            with databases.copied(url) as copy:
                judging, committing = by_engine(copy, count)
                wanted = left_behind(copy)
            with databases.copied(url) as copy:
                raw = by_driver(copy, wanted)
        found += [
            Figure(name=f"{database}: enroll {count:,}", value=committing, unit="s"),
            Figure(name=f"{database}: the receipt before it", value=judging, unit="s"),
            Figure(name=f"{database}: raw executemany", value=raw, unit="s"),
            Figure(
                name=f"{database}: raw / enroll",
                value=raw / committing,
                unit="x",
                target=at_least(TARGET),
            ),
        ]
    return found


def main() -> int:
    """Run this part alone."""
    parser = argparse.ArgumentParser(description=__doc__)
    sizes(parser)
    options = parser.parse_args()
    return finish(measure(options.short, options.database))


if __name__ == "__main__":
    sys.exit(main())
