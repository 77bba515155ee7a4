"""How the app answered a delivery."""

import time
from dataclasses import dataclass, field
from typing import Any

from sandbox.slack.model import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The app's answer: `error` is None when it came in time and was accepted."""

    status: int | None = None  # None: no answer
    body: Json | str = ""
    headers: dict[str, str] = field(default_factory=dict)  # names in lower case
    elapsed_ms: int = 0
    error: str | None = None  # operation_timeout, connection_failed, http_error


@dataclass(frozen=True, slots=True)
class Stopwatch:
    """Measures from when it is made."""

    started_at: float = field(default_factory=time.monotonic)

    @property
    def elapsed_ms(self) -> int:
        """Milliseconds since the start."""
        return int((time.monotonic() - self.started_at) * 1000)

    def answer(self, **what: Any) -> Answer:
        """Return an answer with the time it took."""
        return Answer(elapsed_ms=self.elapsed_ms, **what)
