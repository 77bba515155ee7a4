"""A process that starts and counts on as fast as it can, until it is killed."""

from multiprocessing.connection import Connection
from pathlib import Path

from engine.clock import SystemClock
from engine.domain.witness import StoreState
from engine.use_cases import trusting
from storage.store import SqlStore
from storage.witness import FileWitness
from tests.crash.forking import say_ready
from tests.stores import TEST_KEY


def main(said: Connection, url: str, path: str) -> None:
    """Run until killed; end when it is ever asked whether this is the right database."""
    clock, witness = SystemClock(), FileWitness(Path(path))
    with SqlStore(url, keys=[TEST_KEY]) as store:
        state = trusting.begin(store, witness, now=clock.now(), real=clock.real())
        say_ready(said)
        while state.doubt is None:
            state = _counted(store, witness, clock, state)


def _counted(
    store: SqlStore, witness: FileWitness, clock: SystemClock, state: StoreState
) -> StoreState:
    now, real = clock.now(), clock.real()
    return trusting.look(store, witness, state.mark, counts=True, now=now, real=real)
