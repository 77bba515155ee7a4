"""Processes to be killed, forked from one that has imported everything.

Starting Python and importing the engine costs each victim seconds; a fork costs hundredths of one.
Nothing is shared but the imported code: the process that forks has opened no file and no thread.
"""

import signal
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

_FORKS = get_context("forkserver")
_FORKS.set_forkserver_preload(
    [
        "tests.crash.victim",
        "tests.crash.witnessing",
        "psycopg",
        "sqlalchemy.dialects.postgresql.psycopg",
    ]
)
READY = "ready"
READY_SECONDS = 60.0


def started(main: Callable[..., None], *args: str) -> BaseProcess:
    """Start `main(said, *args)` in a process of its own; return it once it has said READY."""
    ours, theirs = _FORKS.Pipe(duplex=False)
    victim = _FORKS.Process(target=main, args=(theirs, *args), daemon=True)
    victim.start()
    theirs.close()
    with ours:
        assert ours.poll(READY_SECONDS), "It is not ready."
        assert ours.recv() == READY
    return victim


def say_ready(said: Connection) -> None:
    """Let whoever started this process go on."""
    said.send(READY)
    said.close()


def killed(victim: BaseProcess) -> None:
    """Kill it while it runs: no handler runs, nothing is flushed, nobody is answered."""
    assert victim.is_alive(), victim.exitcode
    victim.kill()
    victim.join()
    assert victim.exitcode == -signal.SIGKILL
