"""A real store that gives way before each transaction and after each commit."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import TypeVar

from engine.ports import EngineTx, Store, Tx
from tests.proof.loom import Crashed, Loom, Task

Opened = TypeVar("Opened")


class WovenStore:
    """The store as a task of the loom has it.

    Within a transaction nobody else runs: what two transactions do to each other is the
    database's to settle. A process that was killed opens and commits nothing.
    """

    def __init__(self, real: Store, loom: Loom, committed: Callable[[Task], None]) -> None:
        self._real = real
        self._loom = loom
        self._committed = committed

    @contextmanager
    def begin(self, workspace_id: str) -> Iterator[Tx]:
        """Open a write transaction."""
        with self._writing(lambda: self._real.begin(workspace_id)) as tx:
            yield tx

    @contextmanager
    def loose(self, workspace_id: str) -> Iterator[Tx]:
        """Open for reading without locks, and for one write."""
        with self._writing(lambda: self._real.loose(workspace_id)) as tx:
            yield tx

    @contextmanager
    def engine(self) -> Iterator[EngineTx]:
        """Open a write transaction over all workspaces."""
        with self._writing(self._real.engine) as etx:
            yield etx

    @contextmanager
    def read(self, workspace_id: str) -> Iterator[Tx]:
        """Open a read-only view."""
        with self._reading(self._real.read(workspace_id)) as tx:
            yield tx

    @contextmanager
    def glance(self, workspace_id: str) -> Iterator[Tx]:
        """Open a read-only view of a moment for each question."""
        with self._reading(self._real.glance(workspace_id)) as tx:
            yield tx

    def has_work(self, *, now: datetime, real: datetime) -> bool:
        """Whether there is any."""
        self._entered("read")
        return self._real.has_work(now=now, real=real)

    def answers(self) -> bool:
        """Whether the database does."""
        return self._real.answers()

    def close(self) -> None:
        """Leave the real one open: the next run needs it."""

    @contextmanager
    def _reading(self, opened: AbstractContextManager[Tx]) -> Iterator[Tx]:
        task = self._entered("read")
        with opened as tx:
            task.depth += 1
            try:
                yield tx
            finally:
                task.depth -= 1

    @contextmanager
    def _writing(self, opened: Callable[[], AbstractContextManager[Opened]]) -> Iterator[Opened]:
        task = self._entered("begin")
        with opened() as tx:
            task.depth += 1
            try:
                yield tx
            finally:
                task.depth -= 1
        self._committed(task)
        self._loom.step("committed")

    def _entered(self, label: str) -> Task:
        task = self._loom.current
        assert task is not None
        if task.is_killed:
            raise Crashed(task.name)
        if not task.depth:
            self._loom.step(label)
        return task
