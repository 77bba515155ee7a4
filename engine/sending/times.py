"""How long things may take; each shorter than what waits for it. All on real time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

# A lane whose account was lost is woken by the reconnection. It looks by itself as well: the two
# may cross, and then nobody else would ever wake it.
RECONNECTED_LOOK = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """Lease > call + grace: no request of ours can be in flight when somebody else looks."""

    lease_seconds: float = 120.0  # a lane is ours this long
    call_seconds: float = 20.0  # the hard deadline of one provider call
    grace_seconds: float = 60.0  # after a call's deadline, before recovery looks
    batch: int = 50  # sends under one claim, before the lane is given back

    def lease_until(self, real: datetime) -> datetime:
        """Return when a lease taken at `real` ends."""
        return real + timedelta(seconds=self.lease_seconds)

    def resolve_at(self, real: datetime) -> datetime:
        """Return when recovery may look at a call begun at `real`."""
        return real + timedelta(seconds=self.call_seconds + self.grace_seconds)
