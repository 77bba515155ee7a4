"""What can be seen from outside: what the engine counts as it works, and how much waits in rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from engine.domain.enrollment import Delivery, HoldReason
from engine.domain.sequence import Channel


class ErrorKind(StrEnum):
    """What a failed call to a provider means for what was asked."""

    TEMPORARY = "temporary"  # surely not done, may be tried again
    PERMANENT = "permanent"  # surely not done, trying again won't help
    ACCESS_REVOKED = "access_revoked"  # a person has to connect the account again
    UNKNOWN = "unknown"  # it may have been done
    TIMEOUT = "timeout"  # no whole answer before the deadline, whatever that means for it


class Meter(Protocol):
    """Counts in memory: a call costs no transaction, raises nothing and may come on any thread."""

    def calling(self, *, late_seconds: float) -> None:
        """Count a step whose one call is made now, so long after it was due."""
        ...

    def sent(self, delivery: Delivery) -> None:
        """Count a message that the provider has taken."""
        ...

    def failed(self, provider: str, kind: ErrorKind) -> None:
        """Count a call that did not give what was asked."""
        ...


class Unmetered:
    """Counts nothing."""

    def calling(self, *, late_seconds: float) -> None:
        """Let it pass."""

    def sent(self, delivery: Delivery) -> None:
        """Let it pass."""

    def failed(self, provider: str, kind: ErrorKind) -> None:
        """Let it pass."""


UNMETERED = Unmetered()


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """How much waits in the database at one moment; the same for every replica on it."""

    due: Mapping[Channel, int]  # enrollments due in lanes that aren't parked
    claimed_lanes: int
    held: Mapping[HoldReason, int]  # enrollments that wait for a person
    looked_for: int  # deliveries whose outcome is open longer than a call takes
    asked: int  # deliveries of which a person has to say whether they were sent
    notices_waiting: int
    unjudged: int  # messages that came in and wait to be judged
    quarantined: int  # messages that could not be judged and were set aside
