"""The two commits before the call: each at one stroke, or else locked and read anew."""

from dataclasses import dataclass
from datetime import datetime

from engine.domain.connection import Lane
from engine.domain.copying import replace
from engine.domain.enrollment import Delivery, Enrollment
from engine.ports import Clock, Store, Tx
from engine.sending.looking import NextUp
from engine.sending.times import Moment, Times
from engine.use_cases import committing, preparing, situations, strokes
from engine.use_cases.applying import Parked
from engine.use_cases.committing import Marked
from engine.use_cases.preparing import Outdated, Prepared
from engine.use_cases.situations import Read
from engine.use_cases.strokes import Worded


class LaneLost(Exception):
    """Somebody else has the lane now: stop at once, touch nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Commits:
    """Commits what a send intends, and right before its call that it is made."""

    store: Store
    clock: Clock
    public_url: str | None
    times: Times

    def prepare(
        self, lane: Lane, coming: NextUp, looked_at: datetime
    ) -> tuple[Prepared | Outdated | Parked | None, Lane]:
        """Renew the lease and commit the intent, together; return the lane as it is now."""
        until = self.times.lease_until(self.clock.real())
        renewed = replace(lane, lease_until=until, not_before=None)
        prepared = self._at_a_stroke(renewed, coming, looked_at)
        return prepared or self._prepare_locked(renewed, coming.due, looked_at), renewed

    def _at_a_stroke(self, lane: Lane, coming: NextUp, looked_at: datetime) -> Prepared | None:
        """Commit it in its words from before the look; in those of now, if these are void."""
        for ahead in (coming.worded, None) if coming.worded else (None,):
            with self.store.loose(lane.workspace_id) as tx:
                now = self.clock.now()
                worded = ahead or self._worded(tx, lane, coming.due, now)
                if worded is None:
                    break
                prepared = strokes.intend(tx, worded, lane, now=now, looked_at=looked_at)
            if prepared is not None:
                return prepared
        return None

    def _worded(self, tx: Tx, lane: Lane, due: Enrollment, now: datetime) -> Worded | None:
        found = _situation(tx, lane, due)
        if found is None:
            return None
        return strokes.worded(tx, found, now=now, public_url=self.public_url)

    def _prepare_locked(
        self, lane: Lane, due: Enrollment, looked_at: datetime
    ) -> Prepared | Outdated | Parked | None:
        with self.store.engine() as etx:
            tx = etx.within(due.workspace_id)
            prepared = None
            if found := _situation(tx, lane, due):
                prepared = preparing.prepare(
                    tx,
                    found,
                    now=self.clock.now(),
                    looked_at=looked_at,
                    public_url=self.public_url,
                )
            # Last, as everybody locks a sequence before a lane.
            if not etx.save_lane(lane, epoch=lane.epoch):
                raise LaneLost(lane.id)
        return prepared

    def mark(
        self, lane: Lane, prepared: Prepared, delivery: Delivery
    ) -> tuple[Marked, Moment] | None:
        """Mark it as *sending* if all is as it was seen; else look once more, and then do."""
        for anew in (False, True):
            open_ = self.store.begin if anew else self.store.loose
            with open_(delivery.workspace_id) as tx:
                # Asked once the transaction is ours: who waits for it grows no older meanwhile.
                moment = Moment.now(self.clock)
                marked = committing.commit(
                    tx,
                    lane,
                    prepared,
                    delivery,
                    now=self.clock.now(),
                    real=moment.real,
                    resolve_at=self.times.resolve_at(moment.real),
                    # From here on the call may take all its time: nobody else may have the lane.
                    lease_until=self.times.lease_until(moment.real),
                    anew=anew,
                )
            if marked is not None:
                return marked, moment
        return None


def _situation(tx: Tx, lane: Lane, due: Enrollment) -> Read | None:
    """Return how it stands now; none if it is gone, or is in another lane."""
    found = situations.read(tx, lane, enrollment_id=due.id, sequence_id=due.sequence_id)
    return found if found is not None and found.enrollment.lane == lane.id else None
