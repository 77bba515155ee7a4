"""The account's rate limit: 60 requests in a minute, then 429 for 60 seconds, on real time."""

import time
from collections import deque

from sandbox.server import Response

WINDOW_SECONDS = 60.0


class RateGate:
    """Counts the requests of the whole account, whatever token they carry."""

    def __init__(self) -> None:
        self.per_minute: int | None = 60
        self.penalty_seconds = 60.0
        self.send_retry_after = True
        self._seen: deque[float] = deque()
        self._closed_until = 0.0

    def refusal(self) -> Response | None:
        """Count one request and return a 429 if it is one too many."""
        now = time.monotonic()
        if self.per_minute is None:
            return None
        if now < self._closed_until:
            return self._too_many(self._closed_until - now)
        while self._seen and self._seen[0] <= now - WINDOW_SECONDS:
            self._seen.popleft()
        if len(self._seen) >= self.per_minute:
            return self.close(self.penalty_seconds)
        self._seen.append(now)
        return None

    def close(self, seconds: float) -> Response:
        """Refuse everything for `seconds` and return the refusal."""
        self._seen.clear()
        self._closed_until = time.monotonic() + seconds
        return self._too_many(seconds)

    def set_limit(self, per_minute: int | None, penalty_seconds: float, retry_after: bool) -> None:
        """Change the limit (None: none) and forget what was counted."""
        self.per_minute = per_minute
        self.penalty_seconds = penalty_seconds
        self.send_retry_after = retry_after
        self._seen.clear()
        self._closed_until = 0.0

    def _too_many(self, seconds: float) -> Response:
        headers = {"Retry-After": str(max(1, round(seconds)))} if self.send_retry_after else {}
        return Response(status=429, payload={"message": "Too Many Requests"}, headers=headers)
