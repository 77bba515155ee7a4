"""Requests per minute, on real time: Salesmsg takes 60 from an account, then none for a minute."""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

PER_MINUTE = 50  # under the vendor's 60: other integrations of the account count too
WINDOW_SECONDS = 60.0


class Urgency(StrEnum):
    """What a request is for; the less it matters, the sooner it has to wait."""

    SEND = "send"  # may use every slot
    LOOK = "look"  # the look before a send, a check: leaves room for the send that follows
    SWEEP = "sweep"  # many reads that can come a minute later


_KEPT_FREE = {Urgency.SEND: 0, Urgency.LOOK: 2, Urgency.SWEEP: 15}


@dataclass(slots=True)
class _Account:
    stamps: deque[float] = field(default_factory=deque)  # monotonic seconds, oldest first
    closed_until: float = 0.0


class Limiter:
    """Counts the requests of each account over all threads of this process; never blocks."""

    def __init__(self, monotonic: Callable[[], float], per_minute: int = PER_MINUTE) -> None:
        self._monotonic = monotonic
        self._per_minute = per_minute
        self._accounts: dict[str, _Account] = {}
        self._lock = threading.Lock()

    def take(self, account: str, urgency: Urgency) -> float:
        """Take a slot and return 0.0, or take none and return the seconds until one is free."""
        with self._lock:
            now = self._monotonic()
            known = self._accounts.setdefault(account, _Account())
            wait_seconds = self._wait_seconds(known, urgency, now)
            if wait_seconds <= 0:
                known.stamps.append(now)
                return 0.0
            return wait_seconds

    def close(self, account: str, seconds: float) -> None:
        """Give out no slot for so long: the vendor answered 429."""
        with self._lock:
            known = self._accounts.setdefault(account, _Account())
            known.closed_until = max(known.closed_until, self._monotonic() + seconds)

    def _wait_seconds(self, known: _Account, urgency: Urgency, now: float) -> float:
        while known.stamps and known.stamps[0] <= now - WINDOW_SECONDS:
            known.stamps.popleft()
        closed_seconds = max(0.0, known.closed_until - now)
        too_many = len(known.stamps) - max(1, self._per_minute - _KEPT_FREE[urgency])
        if too_many < 0:
            return closed_seconds
        return max(closed_seconds, known.stamps[too_many] + WINDOW_SECONDS - now)
