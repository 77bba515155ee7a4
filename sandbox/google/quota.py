"""How much an account may ask and send: units a minute, messages a day."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sandbox.google.errors import ApiError
from sandbox.google.switches import Switches

# Gmail API usage limits, "Per-method quota usage" (as of May 2026).
UNITS = {
    "gmail.users.getProfile": 1,
    "gmail.users.messages.send": 100,
    "gmail.users.messages.get": 20,
    "gmail.users.messages.list": 5,
    "gmail.users.messages.modify": 5,
    "gmail.users.messages.trash": 20,
    "gmail.users.messages.untrash": 20,
    "gmail.users.messages.attachments.get": 20,
    "gmail.users.drafts.create": 10,
    "gmail.users.drafts.get": 20,
    "gmail.users.drafts.list": 5,
    "gmail.users.drafts.update": 15,
    "gmail.users.drafts.delete": 10,
    "gmail.users.drafts.send": 100,
    "gmail.users.threads.get": 40,
    "gmail.users.threads.list": 10,
    "gmail.users.history.list": 2,
    "gmail.users.settings.sendAs.list": 1,
    "gmail.users.settings.sendAs.get": 1,
}
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@dataclass(slots=True)
class Quota:
    """What one account has used up lately."""

    _spent: deque[tuple[datetime, int]] = field(default_factory=deque)
    _sent: deque[datetime] = field(default_factory=deque)

    def spend(self, method_id: str, now: datetime, switches: Switches) -> None:
        """Count a call's units; raises ApiError when the last minute's are used up."""
        while self._spent and self._spent[0][0] <= now - MINUTE:
            self._spent.popleft()
        units = UNITS.get(method_id, 0)
        used = sum(spent for _, spent in self._spent)
        if units and used + units > switches.quota_units_per_minute:
            raise _rate_limited(switches.rate_limit_status)
        self._spent.append((now, units))

    def check_may_send(self, now: datetime, switches: Switches) -> None:
        """Raise ApiError 429 with the time to come back once the day's messages are used up."""
        while self._sent and self._sent[0] <= now - DAY:
            self._sent.popleft()
        if len(self._sent) >= switches.daily_send_cap:
            free_at = self._sent[0] + DAY if self._sent else now + DAY
            stamp = f"{free_at:%Y-%m-%dT%H:%M:%S}.{free_at.microsecond // 1000:03d}Z"
            raise ApiError(
                429,
                "rateLimitExceeded",
                f"User-rate limit exceeded.  Retry after {stamp} (Mail sending)",
                domain="usageLimits",
            )

    def count_sent(self, now: datetime) -> None:
        """Count one message against the day."""
        self._sent.append(now)


def _rate_limited(status: int) -> ApiError:
    """Gmail API, "Resolve errors": 403 userRateLimitExceeded and 429 rateLimitExceeded."""
    if status == 403:
        return ApiError(
            403, "userRateLimitExceeded", "User Rate Limit Exceeded", domain="usageLimits"
        )
    text = (
        "Quota exceeded for quota metric 'Queries' and limit 'Queries per minute per user' of "
        "service 'gmail.googleapis.com' for consumer 'project_number:100000000000'."
    )
    return ApiError(429, "rateLimitExceeded", text, domain="usageLimits")
