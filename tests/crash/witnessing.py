"""A process that starts and counts on as fast as it can, until it is killed.

Arguments: the database's address, the witness's path. It says `ready` once, and `doubt` and ends
if it is ever asked whether this is the right database.
"""

import sys
from pathlib import Path

from engine.clock import SystemClock
from engine.domain.witness import StoreState
from engine.use_cases import trusting
from storage.store import SqlStore
from storage.witness import FileWitness
from tests.stores import TEST_KEY


def main() -> int:
    """Run until killed; 1 when there was a doubt."""
    url, path = sys.argv[1:]
    clock, witness = SystemClock(), FileWitness(Path(path))
    with SqlStore(url, keys=[TEST_KEY]) as store:
        state = trusting.begin(store, witness, now=clock.now(), real=clock.real())
        print("ready", flush=True)
        while state.doubt is None:
            state = _counted(store, witness, clock, state)
        return 1


def _counted(
    store: SqlStore, witness: FileWitness, clock: SystemClock, state: StoreState
) -> StoreState:
    now, real = clock.now(), clock.real()
    return trusting.look(store, witness, state.mark, counts=True, now=now, real=real)


if __name__ == "__main__":
    sys.exit(main())
