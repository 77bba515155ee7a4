"""How long things may take; each shorter than what waits for it. All on real time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.ports import Clock

# A lane whose account was lost is woken by the reconnection. It looks by itself as well: the two
# may cross, and then nobody else would ever wake it.
RECONNECTED_LOOK = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When something was, on both clocks: the wall's may jump, the other one may stand still."""

    real: datetime  # UTC
    monotonic: float  # seconds

    @classmethod
    def now(cls, clock: Clock) -> "Moment":
        """Return this moment."""
        return cls(real=clock.real(), monotonic=clock.monotonic())

    def age_seconds(self, clock: Clock) -> float:
        """Return how long ago it was, by the clock that says more."""
        now = Moment.now(clock)
        return max((now.real - self.real).total_seconds(), now.monotonic - self.monotonic)


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """Lease > call + grace: no request of ours can be in flight when somebody else looks.

    Grace > start: nor of a process that was frozen between its mark and its call.
    """

    lease_seconds: float = 120.0  # a lane is ours this long
    call_seconds: float = 20.0  # the hard deadline of one provider call
    grace_seconds: float = 60.0  # after a call's deadline, before recovery looks
    start_seconds: float = 15.0  # a call begins this soon after its mark, or not at all
    batch: int = 50  # sends under one claim, before the lane is given back

    def lease_until(self, real: datetime) -> datetime:
        """Return when a lease taken at `real` ends."""
        return real + timedelta(seconds=self.lease_seconds)

    def resolve_at(self, real: datetime) -> datetime:
        """Return when recovery may look at a call begun at `real`."""
        return real + timedelta(seconds=self.call_seconds + self.grace_seconds)
