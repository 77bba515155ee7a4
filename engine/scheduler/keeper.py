"""Whether the engine may send: not while an admin has to say that this is the right database."""

import threading

from engine.domain.witness import Doubt, Mark, StoreState
from engine.ports import Clock, Store, Witness
from engine.use_cases import trusting

COUNT_SECONDS = 60.0  # an older copy is noticed if it is older than this

_LOOKS_LIKE = {
    Doubt.COPY: "the database looks like a copy of another one",
    Doubt.OLDER: "the database looks like an older backup",
}


class Keeper:
    """Keeps the witness, and keeps the engine from sending while there is doubt."""

    def __init__(self, store: Store, witness: Witness, clock: Clock) -> None:
        self._store = store
        self._witness = witness
        self._clock = clock
        self._lock = threading.Lock()  # one look at a time: each begins from what the last one saw
        self._state: StoreState | None = None
        self._counted_at = 0.0  # monotonic seconds

    def begin(self) -> None:
        """Compare the database with the witness; to be called before anything is sent."""
        with self._lock:
            now, real = self._clock.now(), self._clock.real()
            self._state = trusting.begin(self._store, self._witness, now=now, real=real)
            self._counted_at = self._clock.monotonic()

    def look(self) -> None:
        """See whether an admin has answered, or the database was exchanged under us."""
        with self._lock:
            at = self._clock.monotonic()
            counts = at - self._counted_at >= COUNT_SECONDS
            self._state = trusting.look(
                self._store,
                self._witness,
                self._known(),
                counts=counts,
                now=self._clock.now(),
                real=self._clock.real(),
            )
            if counts:
                self._counted_at = at

    def _known(self) -> Mark | None:
        return None if self._state is None or self._state.doubt else self._state.mark

    def may_send(self) -> bool:
        """Whether nobody has to be asked first."""
        return self._state is None or self._state.doubt is None

    def complaint(self) -> str | None:
        """Return what is doubtful and who can settle it, in words; nothing when all is well."""
        doubt = self._state.doubt if self._state else None
        if doubt is None:
            return None
        return (
            f"{_LOOKS_LIKE[doubt]}, so nothing is sent: an admin has to answer the question that"
            " was asked in Slack"
        )
