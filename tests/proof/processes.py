"""The app's processes, simulated: real engines, two threads each, killed and started anew."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from engine.domain.errors import ProductError
from engine.listening import MailListening, TextListening
from engine.ports import Clock, EmailSender, Mailboxes, SmsSender, Store
from engine.recovery import Recovery
from engine.sending import Accounts, OneCall, Sending, Times
from engine.sending.drafting import Drafting
from engine.sending.orphans import Orphans
from engine.use_cases import absences
from engine.use_cases.lateness import wake_up
from tests.proof.arena import TEAM
from tests.proof.faults import DAY, HOUR, JUMPS, MINUTE, Fault, Faults
from tests.proof.loom import Crashed, Loom, Skew, Task, VirtualClock
from tests.proof.watching import Watcher

EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
MICROSECOND = timedelta(microseconds=1)
LONGEST_REST = 2 * DAY
NEAR_ALARM = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """What engines are plugged into; a test may put something worse in front of each."""

    store: Store
    email: EmailSender
    mailboxes: Mailboxes
    sms: SmsSender
    times: Times
    wall: Callable[[Clock], Clock] = lambda clock: clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """The engine of one process."""

    owner: str
    clock: Clock
    store: Store
    sending: Sending
    recovery: Recovery
    mail: MailListening
    texts: TextListening
    orphans: Orphans


def built(ports: Ports, clock: Clock, owner: str) -> Built:
    """Plug an engine together, as app.py does."""
    store = ports.store
    mail = MailListening(store=store, clock=clock, mailboxes=ports.mailboxes)
    texts = TextListening(store=store, clock=clock, sms=ports.sms)
    accounts = Accounts(store=store, clock=clock)
    call = OneCall(
        store=store,
        clock=clock,
        email=ports.email,
        sms=ports.sms,
        accounts=accounts,
        times=ports.times,
    )
    sending = Sending(
        store=store,
        clock=clock,
        email=ports.email,
        call=call,
        drafting=Drafting(store=store, email=ports.email),
        accounts=accounts,
        look=mail.hear,
        look_at_texts=texts.look,
        owner=owner,
        public_url="https://outreach.example",
        times=ports.times,
    )
    recovery = Recovery(
        store=store,
        clock=clock,
        email=ports.email,
        sms=ports.sms,
        hide_seconds=ports.times.lease_seconds,
    )
    orphans = Orphans(store=store, clock=clock, email=ports.email)
    return Built(
        owner=owner,
        clock=clock,
        store=store,
        sending=sending,
        recovery=recovery,
        mail=mail,
        texts=texts,
        orphans=orphans,
    )


@dataclass(slots=True, kw_only=True)
class Processes:
    """All processes of a run, on a few machines."""

    loom: Loom
    faults: Faults
    watcher: Watcher
    ports: Ports
    on_idle: Callable[[], None]
    machines: list[Skew]
    living: dict[str, list[Task]] = field(default_factory=dict)
    _started: int = 0

    def start(self, machine: Skew, *, after: float = 0.0) -> None:
        """Start a process under a new name: two threads of one owner."""
        self._started += 1
        owner = f"p{self._started}"
        clock = VirtualClock(loom=self.loom, skew=machine)
        engine = built(self.ports, self.ports.wall(clock), owner)
        self.living[owner] = [
            self.loom.add(
                Task(name=f"{owner}{thread}", skew=machine, body=self._body(engine)),
                after=after,
            )
            for thread in "ab"
        ]

    def strike(self, task: Task, label: str) -> None:
        """Let something befall the process that has just given way. Raises Crashed."""
        owner = task.name[:-1]
        if owner not in self.living:
            return
        fault = self.faults.of_process(task.hot)
        if fault is None:
            return
        rng = self.loom.rng
        self.loom.note("FAULT", f"{fault} of {owner} at {label}")
        match fault:
            case Fault.CRASH:
                self._kill(owner, rng.choice((0.5, 20.0, 90.0, 200.0, HOUR)))
            case Fault.OUTAGE:
                down = rng.choice((HOUR, 12 * HOUR, 2 * DAY, 4 * DAY))
                for each in list(self.living):
                    self._kill(each, down + rng.uniform(0, MINUTE))
            case Fault.STALL:
                self._freeze(owner, rng.choice((25.0, 70.0, 130.0, 200.0, 400.0, 2 * HOUR)))
            case Fault.JUMP_FORWARD:
                task.skew.seconds += rng.choice(JUMPS)
            case _:
                task.skew.seconds -= rng.choice(JUMPS)
        if task.is_killed:
            raise Crashed(owner)

    def _kill(self, owner: str, down_seconds: float) -> None:
        tasks = self.living.pop(owner)
        for each in tasks:
            each.is_killed, each.rest_until = True, self.loom.seconds
        self.start(tasks[0].skew, after=down_seconds)

    def _freeze(self, owner: str, seconds: float) -> None:
        for each in self.living[owner]:
            each.rest_until = max(each.rest_until, self.loom.seconds + seconds)
            each.is_idle = False

    # One process ------------------------------------------------------------------------------
    def _body(self, engine: Built) -> Callable[[Task], None]:
        def live(task: Task) -> None:
            wake_up(engine.store, now=engine.clock.now(), real=engine.clock.real())
            while True:
                try:
                    is_busy = self._tick(engine)
                except ProductError as error:
                    # A tick that failed is logged and comes again.
                    self.loom.note(task.name, f"tick failed: {type(error).__name__}")
                    is_busy = True
                    self.loom.rest(1.0, "failed")
                if not is_busy:
                    self.on_idle()
                    self.loom.rest(self._until_work(engine.clock), "idle", idle=True)

        return live

    def _tick(self, engine: Built) -> bool:
        rng = self.loom.rng
        lane = engine.sending.claim()
        done = engine.sending.work(lane) if lane is not None else 0
        if done and rng.random() < 0.5:
            self.loom.wake_idle()
        real = _microseconds(engine.clock.real())
        if self.watcher.is_to_recover(real) or rng.random() < 0.05:
            done += self._recover(engine)
        chance = rng.random()
        if chance < 0.2:
            self._hear(engine)
        elif chance < 0.3:
            self._hear_texts(engine)
        elif chance < 0.33:
            self._sweep_orphans(engine)
        return done > 0

    def _recover(self, engine: Built) -> int:
        now = engine.clock.now()
        wake_up(engine.store, now=now, real=engine.clock.real())
        with engine.store.engine() as etx:
            rows = etx.expired_absences(now=engine.clock.now(), limit=500)
        for enrollment in rows:
            with engine.store.begin(enrollment.workspace_id) as tx:
                absences.back(tx, enrollment, now=engine.clock.now())
        return engine.recovery.run() + len(rows)

    def _hear(self, engine: Built) -> None:
        with engine.store.engine() as etx:
            mailboxes = etx.mailboxes()
        engine.mail.poll(self.loom.rng.choice(mailboxes))

    def _hear_texts(self, engine: Built) -> None:
        with engine.store.read(TEAM) as tx:
            connection = tx.sms.get()
        assert connection is not None
        engine.texts.poll(connection)
        engine.texts.check()

    def _sweep_orphans(self, engine: Built) -> None:
        with engine.store.engine() as etx:
            mailboxes = etx.mailboxes()
        engine.orphans.sweep(self.loom.rng.choice(mailboxes))

    def _until_work(self, clock: Clock) -> float:
        """Return how long there is nothing to do: ticks that find nothing are left out."""
        now = _microseconds(clock.now())
        alarm = self.watcher.next_alarm(now)
        seconds = LONGEST_REST if alarm is None else min(LONGEST_REST, (alarm - now) / 1e6)
        seconds += self.loom.rng.uniform(0, NEAR_ALARM)
        if self._is_covered(self.loom.seconds + seconds) and self.loom.rng.random() < 0.85:
            return LONGEST_REST
        return seconds

    def _is_covered(self, at: float) -> bool:
        """Whether somebody else looks by then."""
        return any(
            each.is_idle and not each.is_killed and each.rest_until <= at + NEAR_ALARM
            for tasks in self.living.values()
            for each in tasks
        )


def _microseconds(at: datetime) -> int:
    return (at - EPOCH) // MICROSECOND
