"""Forks the whole app, so that a start costs hundredths of a second and not two.

python -m tests.proof.killing.nursery

Each line of standard input is an order, as JSON; the answer is the new process's id. What is forked
is `app.build` with the sandbox's kind of pace: everything `app.py run` makes, and its threads. Who
is killed here is killed for good: nothing is shared with the others but imported code. At the end
of standard input every child is killed.
"""

import faulthandler
import importlib
import json
import os
import signal
import sys
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

import app
from bot import log as logs
from bot.config import Settings
from bot.introducing import introduce
from engine.clock import ShiftedClock
from tests.proof.killing.settings import (
    INTERVALS,
    POLL_LEASE_SECONDS,
    RECOVERY,
    TIMES,
    environment,
)
from tests.stores import sqlite_url

PACE = app.Pace(
    times=TIMES,
    intervals=INTERVALS,
    recovery=RECOVERY,
    poll_lease_seconds=POLL_LEASE_SECONDS,
    salesmsg_per_minute=1_000_000,  # the stand-in has no limit here
)


def main() -> None:
    """Fork on order until nobody orders any more."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead are gone at once
    _warm_up()
    print("ready", flush=True)
    born = []
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _live(json.loads(line))
        born.append(child)
        print(child, flush=True)
    for child in born:
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)


def _warm_up() -> None:
    """Let everything be imported and looked up once, without a thread or file left behind."""
    with tempfile.TemporaryDirectory() as folder:
        unreachable = dict.fromkeys(("slack", "google", "salesmsg"), "http://127.0.0.1:9")
        home = Path(folder)
        os.environ.update(environment(sqlite_url(home), home, unreachable))
        service = app.build(Settings(), pace=PACE)
        service.stop()
        service.server.task_dispatcher.shutdown()
    for late in ("psycopg", "sqlalchemy.dialects.postgresql.psycopg"):
        importlib.import_module(late)
    for thread in threading.enumerate():
        if thread is not threading.main_thread():
            thread.join(timeout=10.0)  # a fork would lose it


def _live(order: dict[str, Any]) -> None:
    """Be the app until somebody ends us."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(log, 1)
    os.dup2(log, 2)
    faulthandler.register(signal.SIGUSR1)  # asked for when it seems to hang
    os.environ.update(order["environment"])
    settings = Settings()
    logs.set_up(settings.log_level, settings.log_format)
    service = app.build(settings, clock=ShiftedClock(Path(order["clock"])), pace=PACE)
    introduce(service)
    service.start()
    threading.Event().wait()


if __name__ == "__main__":
    main()
