"""What goes wrong, and how often in this run: each run has its own mixture."""

import random
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0


class Fault(StrEnum):
    """Everything that is done to the engine."""

    CRASH = "crash"  # a process is killed; another one, under a new name, starts later
    STALL = "stall"  # a process is frozen for longer than its lease
    OUTAGE = "outage"  # all processes die; the next one starts after hours or days
    JUMP_FORWARD = "jump forward"  # a machine's wall clock is suddenly ahead
    JUMP_BACK = "jump back"  # or behind
    LOST_ANSWER = "lost answer"  # it was done, and nobody was told
    LOST_REQUEST = "lost request"  # it was not done, and nobody was told
    LATE_EFFECT = "late effect"  # it is done after whoever asked has given up
    ORPHANED = "orphaned request"  # it is done after whoever asked was killed
    REFUSED = "refused, 429"  # not done, with a Retry-After
    UNAVAILABLE = "5xx on a send"  # not done, but who could tell
    DOWN = "5xx on a look"  # what was asked for can't be read now
    INDEX_LAG = "search lags"  # a mail that went out can't be found yet
    PAUSE = "pause"
    RESUME = "resume"
    EDIT = "edit + activate"
    REPLY = "reply by mail"
    TEXT = "reply by text"
    STOP = "STOP by text"
    UNSUBSCRIBE = "unsubscribe"
    ABSENCE = "absence"
    REMOVE = "remove by hand"
    CONTACT_PAUSE = "pause one contact"
    CONTACT_RESUME = "resume one contact"
    ANSWERED = "question answered"


PROCESS = (
    Fault.CRASH,
    Fault.CRASH,
    Fault.CRASH,
    Fault.STALL,
    Fault.STALL,
    Fault.STALL,
    Fault.OUTAGE,
    Fault.JUMP_FORWARD,
    Fault.JUMP_BACK,
)
WRITES = (
    Fault.LOST_ANSWER,
    Fault.LOST_REQUEST,
    Fault.LATE_EFFECT,
    Fault.REFUSED,
    Fault.UNAVAILABLE,
)
JUMPS = (1 * MINUTE, 5 * MINUTE, 30 * MINUTE, 1 * HOUR, 3 * HOUR, 11 * HOUR)
HOT = 12  # how much likelier a process is struck while a send is open
STEPS_BETWEEN = 250  # of a process that nothing is open in


@dataclass(slots=True, kw_only=True)
class Faults:
    """The mixture of one run, and how often each kind struck."""

    rng: random.Random
    count: Counter[Fault] = field(default_factory=Counter)
    is_calm: bool = False
    left: int = field(init=False)  # of what strikes processes
    kinds: tuple[Fault, ...] = field(init=False)
    write_rate: float = field(init=False)
    writes: tuple[Fault, ...] = field(init=False)
    read_rate: float = field(init=False)
    lag_rate: float = field(init=False)

    def __post_init__(self) -> None:
        rng = self.rng
        self.left = rng.choice((0, 2, 4, 8, 14))
        self.kinds = tuple(rng.sample(PROCESS, rng.randint(1, len(PROCESS))))
        self.write_rate = rng.choice((0.0, 0.05, 0.2, 0.5))
        self.writes = tuple(rng.sample(WRITES, rng.randint(1, len(WRITES))))
        self.read_rate = rng.choice((0.0, 0.0, 0.02, 0.1))
        self.lag_rate = rng.choice((0.0, 0.0, 0.2, 0.7))

    def struck(self, fault: Fault) -> Fault:
        """Count a fault."""
        self.count[fault] += 1
        return fault

    def of_process(self, hot: bool) -> Fault | None:
        """Return what befalls a process at this step, mostly nothing."""
        if self.is_calm or not self.left:
            return None
        if self.rng.random() * STEPS_BETWEEN > (HOT if hot else 1):
            return None
        self.left -= 1
        return self.struck(self.rng.choice(self.kinds))

    def of_write(self) -> Fault | None:
        """Return what befalls a call that changes something, mostly nothing."""
        if self.is_calm or self.rng.random() >= self.write_rate:
            return None
        return self.struck(self.rng.choice(self.writes))

    def of_read(self) -> Fault | None:
        """Return what befalls a call that only looks, mostly nothing."""
        if self.is_calm or self.rng.random() >= self.read_rate:
            return None
        return self.struck(Fault.DOWN)

    def lag_seconds(self) -> float:
        """Return for how long a mail that has just gone out can't be found."""
        if self.is_calm or self.rng.random() >= self.lag_rate:
            return 0.0
        self.struck(Fault.INDEX_LAG)
        return self.rng.choice((20.0, 3 * MINUTE, 20 * MINUTE, 50 * MINUTE))
