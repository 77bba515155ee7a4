"""One run of the simulation, from a seed to what it found."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from engine.ports import Store
from engine.sending import Times
from tests.proof.arena import ZONES, Arena
from tests.proof.contacts import Contacts
from tests.proof.faults import DAY, Fault, Faults
from tests.proof.findings import Broken, Law
from tests.proof.gmail import Gmail
from tests.proof.laws import Laws
from tests.proof.ledger import Ledger
from tests.proof.loom import Loom, Skew, Task
from tests.proof.pace import too_soon
from tests.proof.people import People
from tests.proof.processes import Ports, Processes
from tests.proof.salesmsg import Salesmsg
from tests.proof.scenes import STARTS, write
from tests.proof.watching import Watcher
from tests.proof.wire import Wire
from tests.proof.woven import WovenStore

MOST_STEPS = 15_000
LONGEST_DAYS = 150
STORMY_STEPS = 3_000
STORMY_DAYS = 30

Worse = Callable[[Ports], Ports]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a run did and found."""

    seed: int
    faults: Counter[Fault]
    broken: tuple[Broken, ...]
    days: float  # of virtual time
    steps: int
    sends: int  # calls
    arrived: int
    held: int  # questions that were left open
    guessed: int  # of these, on what did arrive
    fingerprint: str
    tail: tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class Run:
    """Everything of one run, plugged together."""

    arena: Arena
    loom: Loom
    faults: Faults
    laws: Laws
    people: People
    processes: Processes

    def on_idle(self) -> None:
        """See whether it is time for calm, or all is over."""
        if self.loom.steps > MOST_STEPS or self.loom.seconds > LONGEST_DAYS * DAY:
            self.laws.wrong(Law.BROKEN, "no end")
            self.loom.finish()
        elif self.is_at_rest():
            self.loom.finish()
        elif not self.faults.is_calm and (self.people.are_done or self.is_long()):
            self.calm()

    def is_long(self) -> bool:
        """Whether enough went wrong."""
        return self.loom.steps > STORMY_STEPS or self.loom.seconds > STORMY_DAYS * DAY

    def calm(self) -> None:
        """Let nothing more go wrong, clocks be right, and somebody take care."""
        self.loom.note("run", "calm")
        self.faults.is_calm = True
        for machine in self.processes.machines:
            machine.seconds = 0.0
        self.loom.add(Task(name="care", body=self.people.take_care))

    def is_at_rest(self) -> bool:
        """Whether nobody waits for anything but a person's answer."""
        if self.loom.is_pending:
            return False
        rows = self.laws.seen.enrollments.values()
        ends = ("finished", "exited")
        is_open = any(each.state not in ends for each in rows)
        if is_open and not self.faults.is_calm:
            return False
        if any(one.state == "sending" for one in self.laws.seen.deliveries.values()):
            return False
        return all(each.state in ends or each.hold == "outcome_unknown" for each in rows)


def simulate(arena: Arena, seed: int, worse: Worse | None = None) -> Result:
    """Run a seed; `worse` may put something broken in front of the ports."""
    rng = random.Random(seed)
    raw = arena.ready()
    loom = Loom(seed=seed, start=rng.choice(STARTS), restless=rng.choice((0.05, 0.3, 0.7)))
    faults = Faults(rng=loom.rng)
    ids = write(arena.store, rng, loom.start)
    run = _woven(arena, loom, faults, Watcher(connection=raw), ids, worse)
    run.laws.committed(Task(name="scene", body=lambda task: None))
    loom.on_step = run.processes.strike
    for machine in run.processes.machines:
        run.processes.start(machine, after=rng.random())
    shy = rng.choice((0.9, 0.97, 0.99))
    loom.add(Task(name="people", body=run.people.live, shyness=shy))
    loom.run()
    _judge(run)
    return _result(seed, run)


def _woven(
    arena: Arena,
    loom: Loom,
    faults: Faults,
    watcher: Watcher,
    ids: tuple[int, ...],
    worse: Worse | None,
) -> Run:
    ledger = Ledger()
    with arena.store.read("T1") as tx:
        settings = tx.workspace.get().settings
    times = Times()
    laws = Laws(
        loom=loom,
        ledger=ledger,
        watcher=watcher,
        settings=settings,
        times=times,
        zones=ZONES,
    )
    store: Store = WovenStore(arena.store, loom, laws.committed)
    gmail, salesmsg = _vendors(loom, faults, ledger, laws)
    ports = Ports(store=store, email=gmail, mailboxes=gmail, sms=salesmsg, times=times)
    people = People(
        loom=loom,
        faults=faults,
        laws=laws,
        contacts=Contacts(loom=loom, laws=laws, gmail=gmail, salesmsg=salesmsg, store=store),
        store=store,
        sequence_ids=ids,
    )
    processes = Processes(
        loom=loom,
        faults=faults,
        watcher=watcher,
        ports=worse(ports) if worse else ports,
        on_idle=lambda: run.on_idle(),
        machines=[Skew() for _ in range(loom.rng.choice((1, 2, 2, 3)))],
    )
    run = Run(arena=arena, loom=loom, faults=faults, laws=laws, people=people, processes=processes)
    return run


def _vendors(loom: Loom, faults: Faults, ledger: Ledger, laws: Laws) -> tuple[Gmail, Salesmsg]:
    def wire(name: str) -> Wire:
        return Wire(name=name, loom=loom, faults=faults, times=laws.times)

    gmail = Gmail(loom=loom, faults=faults, ledger=ledger, wire=wire("gmail"))
    salesmsg = Salesmsg(loom=loom, ledger=ledger, wire=wire("salesmsg"))
    gmail.on_call, gmail.on_arrival = laws.called, laws.arrived
    gmail.on_look = lambda mailbox_id: laws.looked(f"mailbox {mailbox_id}")
    salesmsg.on_call, salesmsg.on_arrival = laws.texted, laws.text_arrived
    salesmsg.on_look = lambda number: laws.looked(f"number {number}")
    return gmail, salesmsg


def _judge(run: Run) -> None:
    """Judge what can only be judged in the end."""
    laws = run.laws
    if run.loom.broke is not None:
        name, error = run.loom.broke
        laws.wrong(Law.BROKEN, f"{name}: {type(error).__name__}: {error}")
        return
    for how in too_soon(laws.slots(), laws.settings):
        laws.wrong(Law.PACE, how)
    if laws.broken:
        return
    questions = 0
    for row in laws.seen.enrollments.values():
        if row.hold == "outcome_unknown":
            questions += 1
            laws.asked_for(row)
        elif row.state not in ("finished", "exited"):
            laws.wrong(Law.LOST, f"enrollment {row.id} is left {row.state} {row.hold or ''}")
        elif row.exit and row.contact_id not in run.people.contacts.caused:
            laws.wrong(Law.LOST, f"enrollment {row.id} was stopped for nothing: {row.exit}")
    if questions > laws.watcher.asked():
        laws.wrong(Law.LOST, "someone is held and nobody is asked")


def _result(seed: int, run: Run) -> Result:
    laws = run.laws
    return Result(
        seed=seed,
        faults=run.faults.count,
        broken=tuple(laws.broken),
        days=run.loom.seconds / DAY,
        steps=run.loom.steps,
        sends=laws.sends,
        arrived=len(laws.ledger.arrivals),
        held=sum(1 for row in laws.seen.enrollments.values() if row.hold == "outcome_unknown"),
        guessed=len(laws.guessed),
        fingerprint=run.loom.fingerprint,
        tail=run.loom.story(),
    )
