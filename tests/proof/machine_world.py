"""A workspace with one sequence on a real store, and processes that work on it until they die."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from engine.domain.enrollment import Enrollment
from engine.ports import Clock, EngineTx, Store, Tx
from engine.sending import Times
from engine.use_cases import absences
from engine.use_cases.lateness import wake_up
from tests.crash.dying import Died, Doom, Dying, DyingStore
from tests.engine.vendors import HandClock
from tests.proof.arena import TEAM, Arena
from tests.proof.machine_laws import MachineLaws
from tests.proof.machine_vendors import MemoryGmail, MemorySalesmsg
from tests.proof.oracle_wall import instant, number
from tests.proof.processes import Built, Ports, built
from tests.proof.watching import Watcher

MOST_TICKS = 400


class WatchedStore:
    """A store that tells of every commit."""

    def __init__(self, real: Store, committed: Callable[[], None]) -> None:
        self._real = real
        self._committed = committed

    @contextmanager
    def begin(self, workspace_id: str) -> Iterator[Tx]:
        """Open a write transaction."""
        with self._real.begin(workspace_id) as tx:
            yield tx
        self._committed()

    @contextmanager
    def loose(self, workspace_id: str) -> Iterator[Tx]:
        """Open for reading without locks, and for one write."""
        with self._real.loose(workspace_id) as tx:
            yield tx
        self._committed()

    @contextmanager
    def engine(self) -> Iterator[EngineTx]:
        """Open a write transaction over all workspaces."""
        with self._real.engine() as etx:
            yield etx
        self._committed()

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
        """Leave the real one open: the next run needs it."""


@dataclass(slots=True, kw_only=True)
class MachineWorld:
    """All that a run acts on."""

    clock: HandClock
    store: WatchedStore
    gmail: MemoryGmail
    salesmsg: MemorySalesmsg
    laws: MachineLaws
    engine: Built = field(init=False)
    started: int = 0
    deaths: int = 0

    def __post_init__(self) -> None:
        self.engine = self._process(None)

    def _process(self, doom: Doom | None) -> Built:
        self.started += 1
        ports = Ports(
            store=self.store if doom is None else DyingStore(self.store, doom),
            email=self.gmail if doom is None else Dying(self.gmail, doom),
            mailboxes=self.gmail if doom is None else Dying(self.gmail, doom),
            sms=self.salesmsg if doom is None else Dying(self.salesmsg, doom),
            times=Times(),
        )
        return built(ports, self.clock, f"p{self.started}")

    # The engine -------------------------------------------------------------------------------
    def work(self) -> None:
        """Let the engine do all there is to do now."""
        self._until_idle(self.engine)

    def wait(self, by: timedelta) -> None:
        """Let time pass, and the engine work whenever something is due."""
        until = self.clock.at + by
        while True:
            self.work()
            alarm = self.laws.watcher.next_alarm(number(self.clock.at))
            if alarm is None or instant(alarm) > until:
                break
            self.clock.at = instant(alarm)
        self.clock.at = until
        self.work()

    def die(self, doom: Doom) -> None:
        """Let a process work until its hour, and another one take its place."""
        doomed = self._process(doom)
        with suppress(Died):
            self._until_idle(doomed)
        self.deaths += doom.has_struck
        self.engine = self._process(None)

    def sleep(self, by: timedelta) -> None:
        """Have nobody work for that long, and somebody start then."""
        with self.store.engine() as etx:
            etx.say_alive(real=self.clock.real())
        self.clock.at += by
        wake_up(self.store, now=self.clock.now(), real=self.clock.real())

    def hear(self) -> None:
        """Poll the mailboxes and the number."""
        with self.store.engine() as etx:
            mailboxes = etx.mailboxes()
        for mailbox in mailboxes[:1]:
            self.engine.mail.poll(mailbox)
        with self.store.read(TEAM) as tx:
            connection = tx.sms.get()
        assert connection is not None
        self.engine.texts.poll(connection)

    @staticmethod
    def _until_idle(engine: Built) -> None:
        for _ in range(MOST_TICKS):
            lane = engine.sending.claim()
            done = engine.sending.work(lane) if lane is not None else 0
            done += engine.recovery.run() + _returned(engine.store, engine.clock)
            engine.texts.check()
            if lane is None and not done:
                return
        raise AssertionError("The engine is busy for ever.")

    # Reading ----------------------------------------------------------------------------------
    @property
    def now(self) -> datetime:
        """The time."""
        return self.clock.now()

    def enrollment(self, enrollment_id: int) -> Enrollment:
        """Return it as it stands."""
        with self.store.read(TEAM) as tx:
            found = tx.enrollments.get(enrollment_id)
        assert found is not None
        return found

    def everyone(self) -> list[Enrollment]:
        """Return everyone, in the order of their enrolment."""
        return [self.enrollment(each) for each in sorted(self.laws.seen.enrollments)]


def opened(place: Arena) -> MachineWorld:
    """Return a world on a database as good as new."""
    watcher = Watcher(connection=place.ready())
    clock = HandClock()
    laws = MachineLaws(store=place.store, clock=clock, watcher=watcher)
    gmail = MemoryGmail(clock=clock, on_call=laws.mails)
    salesmsg = MemorySalesmsg(clock=clock, on_call=laws.texts)
    store = WatchedStore(place.store, laws.committed)
    return MachineWorld(clock=clock, store=store, gmail=gmail, salesmsg=salesmsg, laws=laws)


def _returned(store: Store, clock: Clock) -> int:
    with store.engine() as etx:
        rows = etx.expired_absences(now=clock.now(), limit=500)
    for enrollment in rows:
        with store.begin(enrollment.workspace_id) as tx:
            absences.back(tx, enrollment, now=clock.now())
    return len(rows)
