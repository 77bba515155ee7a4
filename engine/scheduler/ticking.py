"""APScheduler's interval jobs: a handful of ticks over rows; all schedule truth is in SQL.

Losing a tick is harmless. Every replica runs all of them: claims and leases keep them apart.
"""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MISSED, JobExecutionEvent
from apscheduler.schedulers.background import BackgroundScheduler

from engine.scheduler.engine import Engine
from engine.scheduler.ticks import Ticks

log = logging.getLogger(__name__)

QUICK_SECONDS = 30.0  # a tick that asks the database only
SLOW_SECONDS = 600.0  # one that asks providers, or works a queue until it is empty


@dataclass(frozen=True, slots=True, kw_only=True)
class Intervals:
    """How often each tick runs, in seconds of real time."""

    dispatch: float = 0.5
    work: float = 1.0
    notices: float = 1.0
    witness: float = 5.0
    recover: float = 10.0
    mail: float = 15.0
    calendar: float = 45.0
    texts: float = 120.0
    housekeeping: float = 3600.0


class Ticking:
    """Runs the engine: APScheduler's interval jobs, and sends on a pool of their own."""

    def __init__(self, engine: Engine, intervals: Intervals) -> None:
        self._engine = engine
        self._intervals = intervals
        self._slots = threading.Semaphore(engine.slots)
        self._pool = ThreadPoolExecutor(engine.slots, thread_name_prefix="send")
        self._stopping = threading.Event()
        self.ticks = Ticks(engine.clock)
        self._scheduler = BackgroundScheduler(
            timezone="UTC",
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        self._scheduler.add_listener(_report, EVENT_JOB_ERROR | EVENT_JOB_MISSED)

    def start(self) -> None:
        """Begin to tick."""
        every = self._intervals
        ticks: list[tuple[str, float, Callable[[], Any]]] = [
            ("dispatch", every.dispatch, self.dispatch),
            ("work", every.work, self._until_none(self._engine.work)),
            ("notices", every.notices, self._until_none(self._engine.outbox.post)),
            ("judge_texts", every.work, self._engine.judge_texts),
            ("check_texts", every.recover, self._engine.check_texts),
            ("witness", every.witness, self._engine.watch),
            ("recover", every.recover, self._engine.recover),
            ("mail", every.mail, self._engine.poll_mail),
            ("calendar", every.calendar, self._engine.poll_calendars),
            ("texts", every.texts, self._engine.poll_texts),
            ("housekeeping", every.housekeeping, self._engine.housekeep),
        ]
        for name, seconds, run in ticks:
            takes = QUICK_SECONDS if name == "dispatch" else SLOW_SECONDS
            self.ticks.expect(name, every_seconds=seconds, may_take_seconds=takes)
            self._scheduler.add_job(
                self._tick, "interval", seconds=seconds, args=(name, run), id=name
            )
        self._engine.wake_up()  # before anything that came due in our absence can go out
        self._scheduler.start()

    def nudge(self) -> None:
        """Let slow work be looked at now rather than at the next tick."""
        self._hurry("work", "notices", "witness")

    def _hurry(self, *names: str) -> None:
        """Let these ticks come now."""
        if self._scheduler.running and not self._stopping.is_set():
            for name in names:
                job = self._scheduler.get_job(name)
                if job is not None:
                    job.modify(next_run_time=self._engine.clock.real())

    def dispatch(self) -> None:
        """Claim lanes for every free slot and work them on the pool."""
        while not self._stopping.is_set() and self._slots.acquire(blocking=False):
            future = None
            try:
                lane = self._engine.claim()
                if lane is None:
                    return
                future = self._pool.submit(self._engine.sending.work, lane)
            finally:
                # The claim may fail, as when the database is gone: a slot is never lost to that.
                if future is None:
                    self._slots.release()
            future.add_done_callback(self._freed)

    def stop(self) -> None:
        """Take no new work, let what is under way end, and return."""
        self._stopping.set()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _freed(self, future: "Future[int]") -> None:
        self._slots.release()
        error = future.exception()
        if error is not None:
            # Nothing is lost: the lane's lease ends and its rows say where they were.
            log.error("send_failed", exc_info=error)
        elif future.result():
            self._hurry("dispatch")  # there may be more in this lane, or in one that waited

    def _until_none(self, run: Callable[[], int]) -> Callable[[], None]:
        def drain() -> None:
            while not self._stopping.is_set() and run():
                pass

        return drain

    def _tick(self, name: str, run: Callable[[], Any]) -> None:
        if self._stopping.is_set():
            return
        with self.ticks.running(name):
            run()


def _report(event: JobExecutionEvent) -> None:
    """A tick that failed is logged and comes again; rows keep what it was about."""
    log.error("tick_failed", exc_info=event.exception, extra={"tick": event.job_id})
