"""Replicas of one machine are killed at random moments: nobody is asked anything."""

import random
import signal
import subprocess
import sys
import threading
from pathlib import Path

from engine.clock import SystemClock
from engine.use_cases import trusting
from storage.store import SqlStore
from storage.witness import FileWitness
from tests.storage.rows import a_world, install
from tests.stores import TEST_KEY

ROOT = Path(__file__).parents[2]
ROUNDS = 4


def test_kills_between_the_database_and_its_witness_raise_no_doubt(
    url: str, tmp_path: Path
) -> None:
    path = tmp_path / "machine.witness"
    with SqlStore(url, keys=[TEST_KEY]) as store:
        install(store, "T1")
        with store.begin("T1") as tx:
            a_world(tx)
    replicas = 1 if url.startswith("sqlite") else 2  # a file of SQLite's is one process's own
    seeded = random.Random(7)
    for _ in range(ROUNDS):
        victims = [started(url, path) for _ in range(replicas)]
        timers = [threading.Timer(seeded.uniform(0.02, 0.4), kill, [each]) for each in victims]
        for timer in timers:
            timer.start()
        assert [each.wait() for each in victims] == [-signal.SIGKILL] * replicas
        for timer in timers:
            timer.join()
    clock = SystemClock()
    with SqlStore(url, keys=[TEST_KEY]) as store:
        state = trusting.begin(store, FileWitness(path), now=clock.now(), real=clock.real())
    assert state.doubt is None
    assert state.mark.epoch > 2 * ROUNDS


def started(url: str, path: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.crash.witnessing", url, str(path)]
    victim = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert victim.stdout is not None
    with victim.stdout as said:
        assert said.readline() == "ready\n"
    return victim


def kill(victim: "subprocess.Popen[str]") -> None:
    victim.send_signal(signal.SIGKILL)
