"""Bad days and gates: what is ordered for requests to come, and who waits at which gate.

Bad days: the connection is dropped before or after acting or reset, the answer is a 5xx, hangs,
drips, or is junk with a 200. A gate is none: the request is answered as ever, only not before
somebody opens the gate, so that something can happen between its effect and its answer.
"""

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

HANG_SECONDS = 300.0


@dataclass(slots=True, kw_only=True)
class Fault:
    """A bad day, ordered for the next `times` requests that match."""

    pattern: str  # regular expression searched in "METHOD /path"
    kind: str  # drop | reset | hang | status | junk | drip | gate
    when: str = "before"  # before | after the stand-in has acted
    times: int = 1
    status: int = 503
    retry_after: int | None = None
    payload: Any = None
    saying: str = ""  # regular expression searched in what the request says, over lines
    gate: str = ""  # the name of the gate to wait at, for the kind "gate"


@dataclass(slots=True)
class Faults:
    """The faults that have not come yet, in the order they were ordered."""

    _ordered: list[Fault] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def order(self, fault: Fault) -> None:
        """Order one more."""
        with self._lock:
            self._ordered.append(fault)

    def clear(self) -> None:
        """Take back what has not come yet."""
        with self._lock:
            self._ordered.clear()

    def take(self, line: str, words: Callable[[], str]) -> Fault | None:
        """Return the first fault that matches, counting it down; `words` are read if needed."""
        with self._lock:
            for fault in self._ordered:
                if fault.times <= 0 or not re.search(fault.pattern, line):
                    continue
                if not fault.saying or re.search(fault.saying, words(), re.DOTALL):
                    fault.times -= 1
                    return fault
        return None


@dataclass(slots=True)
class _Gate:
    """One gate; once open it stays open."""

    opened: threading.Event = field(default_factory=threading.Event)
    waiting: int = 0


@dataclass(slots=True)
class Gates:
    """Every gate that was ever named, and how many requests wait at it."""

    _gates: dict[str, _Gate] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def let_through(self, fault: Fault) -> bool:
        """Wait until the fault's gate is open and return True; False for a fault that is none."""
        if fault.kind != "gate":
            return False
        with self._lock:
            gate = self._gates.setdefault(fault.gate, _Gate())
            gate.waiting += 1
        gate.opened.wait(HANG_SECONDS)
        with self._lock:
            gate.waiting -= 1
        return True

    def open(self, name: str) -> None:
        """Open a gate for good, whether or not somebody waits at it."""
        with self._lock:
            self._gates.setdefault(name, _Gate()).opened.set()

    def open_all(self) -> None:
        """Open every gate that somebody waits at."""
        with self._lock:
            for gate in self._gates.values():
                gate.opened.set()

    def waiting(self) -> dict[str, int]:
        """Return how many requests wait, by the gates at which somebody does."""
        with self._lock:
            return {name: gate.waiting for name, gate in self._gates.items() if gate.waiting}
