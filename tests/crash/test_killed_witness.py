"""Replicas of one machine are killed at random moments: nobody is asked anything."""

import random
from pathlib import Path

from engine.clock import SystemClock
from engine.use_cases import trusting
from storage.witness import FileWitness
from tests.crash import witnessing
from tests.crash.forking import killed, started
from tests.storage.rows import a_world, install
from tests.stores import store_at

ROUNDS = 4


def test_kills_between_the_database_and_its_witness_raise_no_doubt(
    url: str, tmp_path: Path
) -> None:
    path = tmp_path / "machine.witness"
    with store_at(url) as store:
        install(store, "T1")
        with store.begin("T1") as tx:
            a_world(tx)
    replicas = 1 if url.startswith("sqlite") else 2  # a file of SQLite's is one process's own
    seeded = random.Random(7)
    for _ in range(ROUNDS):
        victims = [started(witnessing.main, url, str(path)) for _ in range(replicas)]
        for each in victims:
            each.join(seeded.uniform(0.02, 0.3))
            killed(each)
    clock = SystemClock()
    with store_at(url) as store:
        state = trusting.begin(store, FileWitness(path), now=clock.now(), real=clock.real())
    assert state.doubt is None
    assert state.mark.epoch > 2 * ROUNDS
