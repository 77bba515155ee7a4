"""Dispatching, beside a database that comes and goes."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime

import pytest

from engine.ports import EngineTx, Store, Tx
from engine.scheduler import Intervals, Ticking
from tests.engine.scene import opened
from tests.engine.vendors import Vendors
from tests.engine.writing import mail


class GoneError(Exception):
    """The database is."""


@dataclass(slots=True)
class Fading:
    """A real store that is gone for as long as it is told."""

    real: Store
    is_gone: bool = True

    def begin(self, workspace_id: str) -> AbstractContextManager[Tx]:
        """Open a write transaction."""
        return self.real.begin(workspace_id)

    def loose(self, workspace_id: str) -> AbstractContextManager[Tx]:
        """Open for reading without locks, and for one write."""
        return self.real.loose(workspace_id)

    def read(self, workspace_id: str) -> AbstractContextManager[Tx]:
        """Open a read-only view."""
        return self.real.read(workspace_id)

    def glance(self, workspace_id: str) -> AbstractContextManager[Tx]:
        """Open a read-only view of a moment for each question."""
        return self.real.glance(workspace_id)

    @contextmanager
    def engine(self) -> Iterator[EngineTx]:
        """Open a write transaction over all workspaces."""
        if self.is_gone:
            raise GoneError
        with self.real.engine() as etx:
            yield etx

    def has_work(self, *, now: datetime, real: datetime) -> bool:
        """Whether there is any."""
        if self.is_gone:
            raise GoneError
        return self.real.has_work(now=now, real=real)

    def answers(self) -> bool:
        """Whether the database does."""
        return not self.is_gone

    def close(self) -> None:
        """Close the real one."""
        self.real.close()


def test_however_long_the_database_was_gone_every_slot_sends_afterwards(
    vendors: Vendors, url: str
) -> None:
    with opened(vendors, url, steps=(mail(1),)) as scene:
        store = Fading(scene.store)
        engine = scene.engine(store=store)
        ticking = Ticking(engine, Intervals())
        for _ in range(2 * engine.slots):
            with pytest.raises(GoneError):
                ticking.dispatch()
        store.is_gone = False
        ticking.dispatch()
        ticking.stop()

        assert len(scene.mails()) == 1
