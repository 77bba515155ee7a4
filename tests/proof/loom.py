"""Threads of which one runs at a time; who is next and what time it is, a seed decides.

Every thread gives way at each `step` and `rest`, and nowhere else. Nobody waits for real: when all
rest, virtual time moves on to whoever wakes first. The same seed gives the same run.
"""

import hashlib
import heapq
import random
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

TAIL = 120  # steps of the trace that are kept to be shown
STEP_SECONDS = 0.05  # at most, between two steps


class Crashed(BaseException):
    """The process was killed: no Exception, so that nothing of ours catches it."""


@dataclass(slots=True, eq=False, kw_only=True)
class Task:
    """One thread: a process of ours, or a person."""

    name: str
    body: Callable[["Task"], None]
    rest_until: float = 0.0  # virtual seconds
    shyness: float = 0.0  # how often it gives others precedence
    is_idle: bool = False  # rests for want of work: may be woken
    is_killed: bool = False
    is_done: bool = False
    depth: int = 0  # open transactions
    hot: bool = False  # something is marked as sending, and its outcome is not recorded
    skew: "Skew" = field(default_factory=lambda: Skew())
    go: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    thread: threading.Thread | None = None


@dataclass(slots=True, eq=False)
class Skew:
    """How far a machine's wall clock is off; it outlives the processes on it."""

    seconds: float = 0.0


@dataclass(slots=True, eq=False)
class Loom:
    """Runs tasks, one at a time."""

    seed: int
    start: datetime  # UTC, of virtual time
    restless: float = 0.4  # how often another task is next although this one could go on
    rng: random.Random = field(init=False)
    seconds: float = 0.0
    steps: int = 0
    current: Task | None = None
    is_over: bool = False
    broke: tuple[str, BaseException] | None = None
    on_step: Callable[[Task, str], None] = lambda task, label: None
    tasks: list[Task] = field(default_factory=list)
    tail: deque[tuple[int, float, str, str]] = field(default_factory=lambda: deque(maxlen=TAIL))
    _later: list[tuple[float, int, Callable[[], None]]] = field(default_factory=list)
    _counted: int = 0
    _digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)
    _main: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)

    # Time ---------------------------------------------------------------------------------------
    def at(self, seconds: float | None = None) -> datetime:
        """Return true time, UTC, or the instant that many virtual seconds after the start."""
        return self.start + timedelta(seconds=self.seconds if seconds is None else seconds)

    def until(self, instant: datetime) -> float:
        """Return an instant as virtual seconds."""
        return (instant - self.start).total_seconds()

    def later(self, seconds: float, effect: Callable[[], None]) -> None:
        """Let something happen in the world that many seconds from now, by nobody's thread."""
        self._counted += 1
        heapq.heappush(self._later, (self.seconds + seconds, self._counted, effect))

    @property
    def is_pending(self) -> bool:
        """Whether something is still to happen in the world."""
        return bool(self._later)

    # The trace ------------------------------------------------------------------------------------
    def note(self, who: str, what: str) -> None:
        """Add to the trace."""
        self._digest.update(f"{self.steps} {self.seconds:.6f} {who} {what}\n".encode())
        self.tail.append((self.steps, self.seconds, who, what))

    def story(self) -> tuple[str, ...]:
        """Return the end of the trace as lines."""
        return tuple(
            f"{steps:6} {self.at(seconds):%m-%d %H:%M:%S.%f} {who:10} {what}"
            for steps, seconds, who, what in self.tail
        )

    @property
    def fingerprint(self) -> str:
        """Return a hash of the whole trace so far."""
        return self._digest.hexdigest()

    # Tasks ----------------------------------------------------------------------------------------
    def add(self, task: Task, *, after: float = 0.0) -> Task:
        """Let a task begin that many seconds from now."""
        task.rest_until = self.seconds + after
        task.thread = threading.Thread(target=self._live, args=(task,), name=task.name, daemon=True)
        self.tasks.append(task)
        task.thread.start()
        return task

    def run(self) -> None:
        """Run until somebody says `finish`, something breaks or nobody is left."""
        chosen = self._choose(None)
        if chosen is not None:
            self._hand_over(chosen)
            self._main.acquire()
        for task in self.tasks:
            self._end(task)

    def finish(self) -> None:
        """Let the run end at the next step."""
        self.is_over = True

    def step(self, label: str) -> None:
        """Give way; called by the task that runs. Raises Crashed."""
        task = self._running()
        self.seconds += self.rng.random() * STEP_SECONDS
        self._pass(task, label)

    def rest(self, seconds: float, label: str, *, idle: bool = False) -> None:
        """Give way for at least that long; an idle one may be woken earlier. Raises Crashed."""
        task = self._running()
        task.rest_until, task.is_idle = self.seconds + seconds, idle
        self._pass(task, label)
        task.is_idle = False

    def wake_idle(self) -> None:
        """Let those who rest for want of work look again within two seconds."""
        for task in self.tasks:
            if task.is_idle and not task.is_done:
                task.rest_until = min(task.rest_until, self.seconds + 2 * self.rng.random())

    def _running(self) -> Task:
        task = self.current
        assert task is not None
        if task.is_killed:
            raise Crashed(task.name)
        return task

    def _pass(self, task: Task, label: str) -> None:
        assert not task.depth, f"{task.name} waits at {label} within a transaction"
        self.steps += 1
        self.note(task.name, label)
        self.on_step(task, label)
        chosen = self._choose(task)
        if chosen is not task:
            if chosen is None:
                self._main.release()
            else:
                self._hand_over(chosen)
            task.go.acquire()
        if task.is_killed:
            raise Crashed(task.name)

    def _hand_over(self, task: Task) -> None:
        self.current = task
        task.go.release()

    def _choose(self, task: Task | None) -> Task | None:
        while not self.is_over:
            while self._later and self._later[0][0] <= self.seconds:
                heapq.heappop(self._later)[2]()
            living = [each for each in self.tasks if not each.is_done]
            ready = [each for each in living if each.rest_until <= self.seconds]
            ready = [each for each in ready if self._is_forward(each)]
            if task in ready and self.rng.random() >= self.restless:
                return task
            if ready:
                return self.rng.choice(ready)
            wakes = [each.rest_until for each in living if each.rest_until > self.seconds]
            wakes += [self._later[0][0]] if self._later else []
            if not living or not (wakes or any(each.shyness for each in living)):
                return None
            self.seconds = max(self.seconds, min(wakes, default=self.seconds))
        return None

    def _is_forward(self, task: Task) -> bool:
        return not task.shyness or self.rng.random() >= task.shyness

    def _live(self, task: Task) -> None:
        task.go.acquire()
        try:
            if not task.is_killed:
                task.body(task)
        except Crashed:
            pass
        except BaseException as error:  # whatever it is, the run is over and shows it
            self.broke, self.is_over = (task.name, error), True
        task.is_done = True
        if self.current is task:
            chosen = self._choose(None)
            if chosen is None:
                self._main.release()
            else:
                self._hand_over(chosen)

    def _end(self, task: Task) -> None:
        """Let a thread unwind, alone."""
        if task.thread is None:
            return
        if not task.is_done:
            self.current, task.is_killed = None, True
            self.current = task
            self.is_over = True
            task.go.release()
        task.thread.join()


@dataclass(frozen=True, slots=True, kw_only=True)
class VirtualClock:
    """A machine's clock: its wall may be off, its monotonic time is not."""

    loom: Loom
    skew: Skew

    def now(self) -> datetime:
        """Return the schedule's time, UTC: the wall's."""
        return self.loom.at().astimezone(UTC) + timedelta(seconds=self.skew.seconds)

    def real(self) -> datetime:
        """Return the machine's time, UTC: the wall's."""
        return self.now()

    def monotonic(self) -> float:
        """Return seconds that only ever grow."""
        return self.loom.seconds
