"""The way to a vendor: calls that take time, get lost, come late, and are cut off by a death.

A request that is on its way is done within the deadline and the grace after it, or never.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from engine.domain.errors import OutcomeUnknown, ProviderError, Temporary
from engine.sending import Times
from tests.proof.faults import Fault, Faults
from tests.proof.loom import Crashed, Loom

T = TypeVar("T")
LATE_SECONDS = 60.0  # at most, after the request: what deadline and grace together allow for


@dataclass(slots=True)
class _Request:
    """Something asked for: done by the vendor in its own time, whoever still waits for it."""

    effect: Callable[[], object]
    answer: object = None
    refusal: ProviderError | None = None
    is_done: bool = False
    is_lost: bool = False

    def happen(self) -> None:
        """Do it, unless it never arrived."""
        if self.is_lost:
            return
        self.is_done = True
        try:
            self.answer = self.effect()
        except ProviderError as error:
            self.refusal = error


@dataclass(slots=True, kw_only=True)
class Wire:
    """Every call of one vendor goes through here."""

    name: str
    loom: Loom
    faults: Faults
    times: Times

    def read(self, label: str, look: Callable[[], T]) -> T:
        """Ask; raises Temporary while the vendor is down."""
        self.loom.rest(self._latency(), f"{self.name}.{label}")
        if self.faults.of_read() is not None:
            raise Temporary("503", provider=self.name)
        answer = look()
        self.loom.step(f"{self.name}.{label} answered")
        return answer

    def write(self, label: str, effect: Callable[[], T]) -> T:
        """Have something done, once. Raises what `effect` refuses, Temporary, OutcomeUnknown."""
        fate = self.faults.of_write()
        request, waits = self._asked(fate, effect)
        what, began = f"{self.name}.{label}", self.loom.seconds
        try:
            self.loom.rest(waits, f"{what} {fate or ''}".rstrip())
        except Crashed:
            self._cut_off(request)
            raise
        if fate is Fault.REFUSED:
            wait = self.loom.rng.choice((1.0, 30.0, 120.0))
            raise Temporary("429", retry_after_seconds=wait, provider=self.name)
        if fate is not None or not request.is_done or self._gave_up(began):
            raise OutcomeUnknown(f"{fate or 'frozen'}", provider=self.name)
        if request.refusal is not None:
            raise request.refusal
        return request.answer  # type: ignore[return-value]

    def _asked(self, fate: Fault | None, effect: Callable[[], T]) -> tuple[_Request, float]:
        """Return the request under way, and how long its maker waits for an answer."""
        request, latency = _Request(effect), self._latency()
        match fate:
            case None:
                self.loom.later(latency, request.happen)
                return request, latency + self._latency()
            case Fault.LOST_ANSWER:
                self.loom.later(latency, request.happen)
                return request, self.loom.rng.choice((latency, self.times.call_seconds))
            case Fault.LATE_EFFECT:
                self.loom.later(self.loom.rng.uniform(1.0, LATE_SECONDS), self._waking(request))
                return request, self.times.call_seconds
            case Fault.LOST_REQUEST:
                return request, self.times.call_seconds
            case _:
                return request, latency

    def _waking(self, request: _Request) -> Callable[[], None]:
        def happens() -> None:
            request.happen()
            self.loom.wake_idle()

        return happens

    def _cut_off(self, request: _Request) -> None:
        """Whoever asked was killed: the request may be on its way already."""
        if self.loom.is_over or request.is_done:
            return
        request.is_lost = self.loom.rng.random() < 0.5
        if not request.is_lost:
            self.faults.struck(Fault.ORPHANED)

    def _gave_up(self, began: float) -> bool:
        """Whether the deadline passed while the process was frozen, and the answer is not read."""
        is_over = self.loom.seconds - began > self.times.call_seconds
        return is_over and self.loom.rng.random() < 0.7

    def _latency(self) -> float:
        return self.loom.rng.choice((0.05, 0.2, 0.2, 1.5))
