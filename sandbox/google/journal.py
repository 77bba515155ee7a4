"""Who asked what, and which requests broke Google's contract."""

from collections import Counter, deque
from dataclasses import dataclass, field
from datetime import datetime

from sandbox.google.schema import Json

KEPT_REQUESTS = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request that reached the stand-in; status 0 is one that a fault swallowed."""

    method_id: str  # of the discovery document, or "" where none was found
    http_method: str
    path: str
    account: str
    status: int
    at: datetime  # UTC

    def as_json(self) -> Json:
        """Return the row as the control endpoint tells it."""
        return {
            "method_id": self.method_id,
            "http_method": self.http_method,
            "path": self.path,
            "account": self.account,
            "status": self.status,
            "at": self.at.isoformat(),
        }


@dataclass(slots=True)
class Journal:
    """The requests, their counts by method, and the violations in words."""

    rows: deque[Asked] = field(default_factory=lambda: deque(maxlen=KEPT_REQUESTS))
    counts: Counter[str] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)

    def note(self, row: Asked) -> None:
        """Count one request."""
        self.rows.append(row)
        self.counts[row.method_id or f"{row.http_method} {row.path}"] += 1
