"""A process that slept between its mark and its call: others have gone on, so it must not call."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime

from engine.domain.enrollment import DeliveryState
from engine.ports import EngineTx, Store, Tx
from engine.use_cases import settling
from engine.use_cases.settling import Answer
from tests.engine.acme import RITA
from tests.engine.ledger import assert_exactly_once, assert_no_doubles
from tests.engine.scene import Scene, opened
from tests.engine.vendors import Vendors
from tests.engine.writing import mail, text


class Freezing:
    """A real store in a process that sleeps once, right after it has marked *sending*."""

    def __init__(self, real: Store, asleep: Callable[[], None]) -> None:
        self._real = real
        self._asleep = asleep
        self._has_slept = False

    @contextmanager
    def begin(self, workspace_id: str) -> Iterator[Tx]:
        """Open a write transaction."""
        with self._real.begin(workspace_id) as tx:
            yield tx
        self._perhaps_sleep()

    @contextmanager
    def loose(self, workspace_id: str) -> Iterator[Tx]:
        """Open for reading without locks, and for one write."""
        with self._real.loose(workspace_id) as tx:
            yield tx
        self._perhaps_sleep()

    def engine(self) -> AbstractContextManager[EngineTx]:
        """Open a write transaction over all workspaces."""
        return self._real.engine()

    def _perhaps_sleep(self) -> None:
        with self._real.engine() as etx:
            is_marked = "sending" in etx.count_deliveries()
        if is_marked and not self._has_slept:
            self._has_slept = True
            self._asleep()

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


def an_hour_passes(scene: Scene) -> None:
    """Let another process find out what became of it."""
    other = scene.engine("other")
    for _ in range(12):
        scene.clock.advance(minutes=5)
        other.recover()
        scene.drive(other)


def test_a_text_asked_about_and_sent_again_meanwhile_is_not_sent_by_the_sleeper(
    vendors: Vendors, any_url: str
) -> None:
    with opened(vendors, any_url, steps=(text(1),)) as scene:

        def others_go_on() -> None:
            an_hour_passes(scene)
            (delivery,) = scene.deliveries()
            assert delivery.state is DeliveryState.HELD
            now = scene.clock.now()
            settling.settle(scene.store, RITA, delivery.id, Answer.AGAIN, now=now)
            scene.until_quiet(scene.engine("other"))

        scene.drive(scene.engine("sleeper", store=Freezing(scene.store, others_go_on)))

        assert len(scene.texts()) == 1
        assert_no_doubles(scene)


def test_a_mail_of_a_sleeper_goes_out_once(vendors: Vendors, any_url: str) -> None:
    with opened(vendors, any_url, steps=(mail(1),)) as scene:
        asleep = Freezing(scene.store, lambda: an_hour_passes(scene))

        scene.drive(scene.engine("sleeper", store=asleep))
        scene.until_quiet(scene.engine("other"))

        assert len(scene.mails()) == 1
        assert_exactly_once(scene)


def test_a_sleeper_whom_nobody_missed_tries_again(vendors: Vendors, any_url: str) -> None:
    with opened(vendors, any_url, steps=(text(1),)) as scene:
        asleep = Freezing(scene.store, lambda: scene.clock.advance(seconds=30))

        scene.drive(scene.engine("sleeper", store=asleep))

        assert len(scene.texts()) == 1
        (delivery,) = scene.deliveries()
        assert (delivery.state, delivery.attempts) == (DeliveryState.SENT, 2)
