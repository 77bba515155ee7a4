"""What a user would otherwise pick, on the same job: one scheduled send for each enrollment.

    python -m bench.peers [--database sqlite|postgres] [--short]

APScheduler with one job per enrollment in its SQLAlchemy job store, Huey in an SQLite file that
waits for the disk, procrastinate on PostgreSQL. Their job does nothing but count itself: no look,
no rendering, no row of their own that says what was sent, no question afterwards whether it was.
The engine does all of that. Each runs in a process of its own; those not installed are left out
(requirements-bench.in).
"""

import argparse
import asyncio
import importlib
import importlib.metadata
import importlib.util
import itertools
import multiprocessing
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bench import crowd, databases, enrolling, sending
from bench.figures import Figure, Group, finish, note, sizes

Rates = tuple[float, float]  # scheduled and done, a second

THREADS = 10
_done = itertools.count(1)
_all_done = threading.Event()
_wanted = 0


def job(number: int) -> None:
    """Send nothing; the last one says so."""
    if next(_done) == _wanted:
        _all_done.set()


def _expect(count: int) -> None:
    global _wanted
    _wanted = count


def apscheduler(folder: str, count: int) -> Rates:
    """One job per enrollment, in APScheduler's own store."""
    background = importlib.import_module("apscheduler.schedulers.background")
    stores = importlib.import_module("apscheduler.jobstores.sqlalchemy")
    _expect(count)
    scheduler = background.BackgroundScheduler(
        jobstores={"default": stores.SQLAlchemyJobStore(url=f"sqlite:///{folder}/jobs.db")},
        timezone="UTC",
        job_defaults={"misfire_grace_time": None},
    )
    scheduler.start(paused=True)
    due = datetime.now(UTC) - timedelta(seconds=1)
    began = time.monotonic()
    for number in range(count):
        scheduler.add_job(job, "date", run_date=due, args=[number])
    scheduled = time.monotonic()
    scheduler.resume()
    _all_done.wait()
    done = time.monotonic()
    scheduler.shutdown()
    return count / (scheduled - began), count / (done - scheduled)


def huey(folder: str, count: int) -> Rates:
    """Huey over SQLite: takes a task out of its file before it runs."""
    module = importlib.import_module("huey")
    _expect(count)
    queue = module.SqliteHuey(filename=f"{folder}/huey.db", fsync=True, results=False)
    task = queue.task()(job)
    due = datetime.now(UTC).replace(tzinfo=None) - timedelta(seconds=1)
    began = time.monotonic()
    for number in range(count):
        task.schedule((number,), eta=due)
    scheduled = time.monotonic()
    consumer = queue.create_consumer(workers=THREADS, periodic=False)
    consumer.start()
    _all_done.wait()
    done = time.monotonic()
    consumer.stop(graceful=True)
    return count / (scheduled - began), count / (done - scheduled)


def procrastinate(url: str, count: int) -> Rates:
    """procrastinate: jobs in PostgreSQL."""
    return asyncio.run(_procrastinate(url, count))


async def _procrastinate(url: str, count: int) -> Rates:
    module = importlib.import_module("procrastinate")
    app = module.App(connector=module.PsycopgConnector(conninfo=url))
    task = app.task(name="send")(job)
    due = datetime.now(UTC) - timedelta(seconds=1)
    async with app.open_async():
        await app.schema_manager.apply_schema_async()
        began = time.monotonic()
        for number in range(count):
            await task.configure(schedule_at=due).defer_async(number=number)
        scheduled = time.monotonic()
        await app.run_worker_async(
            wait=False, concurrency=THREADS, listen_notify=False, install_signal_handlers=False
        )
        done = time.monotonic()
    return count / (scheduled - began), count / (done - scheduled)


def _alone(work: Callable[[str, int], Rates], where: str, count: int) -> Rates:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(work, (where, count))


def _measured(name: str, count: int) -> Rates:
    match name:
        case "apscheduler" | "huey":
            with tempfile.TemporaryDirectory(prefix="bench-") as folder:
                return _alone({"apscheduler": apscheduler, "huey": huey}[name], folder, count)
        case _:
            with databases.bare("postgres") as url:
                return _alone(procrastinate, url, count)


def by_engine(database: str, count: int) -> Rates:
    """Let the engine do the same: enroll so many, and send to so many."""
    with databases.empty(database) as url:
        crowd.make(url, crowd.Crowd(mailboxes=1))
        judging, committing = enrolling.by_engine(url, count)
    with databases.empty(database) as url:
        crowd.make(url, crowd.Crowd(mailboxes=sending.MAILBOXES, due=count))
        sending.taped(url)
        done = sending.rate(url, sending.by_engine, 1)
    return count / (judging + committing), done.a_second


PEERS = {"apscheduler": "sqlite", "huey": "sqlite", "procrastinate": "postgres"}


def _figures(who: str, rates: Rates) -> Group:
    return [
        Figure(name=f"{who}: scheduled", value=rates[0], unit="jobs/s"),
        Figure(name=f"{who}: done", value=rates[1], unit="sends/s"),
    ]


def measure(short: bool, only: str | None = None) -> Group:
    """Return every figure of this part."""
    count = 500 if short else 3_000
    found: Group = []
    for database in databases.DATABASES:
        if only not in (None, database):
            continue
        engine = by_engine(database, count)
        found += _figures(f"{database}, engine", engine)
        for name in (each for each, where in PEERS.items() if where == database):
            if importlib.util.find_spec(name) is None:
                note(f"{name} is not installed: pip install -r requirements-bench.in")
                continue
            rates = _measured(name, count)
            who = f"{database}, {name} {importlib.metadata.version(name)}"
            found += _figures(who, rates)
            ratio = engine[1] / rates[1]
            found.append(Figure(name=f"{database}, engine / {name}", value=ratio, unit="x"))
    return found


def main() -> int:
    """Run this part alone."""
    parser = argparse.ArgumentParser(description=__doc__)
    sizes(parser)
    options = parser.parse_args()
    return finish(measure(options.short, options.database))


if __name__ == "__main__":
    sys.exit(main())
