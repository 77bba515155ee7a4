"""Death at a named point: whatever is asked is done for real, until it is time to die.

A process that is killed runs no handlers, so `Died` is no Exception: nothing of ours catches it.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.ports import EngineTx, Store, Tx
from tests.engine.plugging import Ports


class Died(BaseException):
    """The process is gone."""


@dataclass(slots=True, kw_only=True)
class Doom:
    """When to die: right before or after the `hit`-th time that `point` is come by."""

    point: str
    after: bool
    hit: int
    seen: int = 0
    has_struck: bool = False

    def before(self, point: str) -> None:
        """Come by the point."""
        if point != self.point:
            return
        self.seen += 1
        if not self.after:
            self._strike()

    def past(self, point: str) -> None:
        """Leave the point behind."""
        if point == self.point and self.after:
            self._strike()

    def _strike(self) -> None:
        if self.seen == self.hit and not self.has_struck:
            self.has_struck = True
            raise Died(self.point)


class Dying:
    """A real object whose calls can be somebody's last."""

    def __init__(self, real: Any, doom: Doom) -> None:
        self._real = real
        self._doom = doom

    def __getattr__(self, name: str) -> Any:
        done = getattr(self._real, name)

        def call(*args: Any, **named: Any) -> Any:
            self._doom.before(name)
            answer = done(*args, **named)
            self._doom.past(name)
            return answer

        return call


class DyingStore:
    """A real store whose k-th commit can be the last thing that does, or doesn't, happen."""

    def __init__(self, real: Store, doom: Doom) -> None:
        self._real = real
        self._doom = doom

    @contextmanager
    def begin(self, workspace_id: str) -> Iterator[Tx]:
        """Open a write transaction."""
        with self._real.begin(workspace_id) as tx:
            yield tx
            self._doom.before("commit")
        self._doom.past("commit")

    def loose(self, workspace_id: str) -> AbstractContextManager[Tx]:
        """Open a transaction: what it writes at a stroke can be undone as well."""
        return self.begin(workspace_id)

    @contextmanager
    def engine(self) -> Iterator[EngineTx]:
        """Open a write transaction over all workspaces."""
        with self._real.engine() as etx:
            yield etx
            self._doom.before("commit")
        self._doom.past("commit")

    def read(self, workspace_id: str) -> AbstractContextManager[Tx]:
        """Open a read-only view."""
        return self._real.read(workspace_id)

    def glance(self, workspace_id: str) -> AbstractContextManager[Tx]:
        """Open a read-only view of a moment for each question."""
        return self._real.glance(workspace_id)

    def has_work(self, *, now: datetime, real: datetime) -> bool:
        """Whether there is any."""
        return self._real.has_work(now=now, real=real)

    def answers(self) -> bool:
        """Whether the database does."""
        return self._real.answers()

    def close(self) -> None:
        """Close the real one."""
        self._real.close()


def doomed(ports: Ports, doom: Doom) -> Ports:
    """Return the ports, each of which may be the last one that is called."""
    return Ports(
        store=DyingStore(ports.store, doom),
        email=Dying(ports.email, doom),
        sms=Dying(ports.sms, doom),
    )
