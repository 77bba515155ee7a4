"""Slack's rate limits: per method and workspace by tier, and one message a second a channel.

Source: Slack's "Rate limits" page. Tier 1 allows 1 call a minute, tier 2 20, tier 3 50,
tier 4 100; chat.postMessage one a second a channel and several hundred a minute a workspace.
Burst sizes are not published: here a whole minute's worth may come at once.
"""

import math
from dataclasses import dataclass, field

TIER_PER_MINUTE = {1: 1, 2: 20, 3: 50, 4: 100}
TIERS = {
    "apps.connections.open": 3,
    "chat.delete": 3,
    "chat.getPermalink": 4,
    "chat.postEphemeral": 4,
    "chat.update": 3,
    "conversations.info": 3,
    "conversations.join": 3,
    "conversations.list": 2,
    "conversations.members": 4,
    "conversations.open": 3,
    "files.completeUploadExternal": 4,
    "files.getUploadURLExternal": 4,
    "files.info": 4,
    "team.info": 3,
    "users.info": 4,
    "users.list": 2,
    "users.lookupByEmail": 3,
    "views.open": 4,
    "views.publish": 4,
    "views.push": 4,
    "views.update": 4,
}
POSTS_PER_MINUTE = 300
CHANNEL_BURST = 10
CHANNEL_PER_MINUTE = 60


@dataclass(slots=True, kw_only=True)
class _Bucket:
    tokens: float
    filled_at: float


@dataclass(slots=True, kw_only=True)
class Rates:
    """Token buckets; `now_seconds` is monotonic and comes from the caller."""

    _buckets: dict[tuple[str, ...], _Bucket] = field(default_factory=dict)

    def wait_seconds(self, method: str, team_id: str, channel_id: str, now_seconds: float) -> int:
        """Count one call; return 0 if it may go, else the `Retry-After` in whole seconds."""
        if method != "chat.postMessage":
            if method not in TIERS:
                return 0
            most = TIER_PER_MINUTE[TIERS[method]]
            return self._take((method, team_id), most, most, now_seconds)
        key = (method, team_id)
        wait = self._take(key, POSTS_PER_MINUTE, POSTS_PER_MINUTE, now_seconds)
        return wait or self._take(
            (*key, channel_id), CHANNEL_BURST, CHANNEL_PER_MINUTE, now_seconds
        )

    def _take(self, key: tuple[str, ...], burst: int, per_minute: int, now_seconds: float) -> int:
        fresh = _Bucket(tokens=burst, filled_at=now_seconds)
        bucket = self._buckets.setdefault(key, fresh)
        gained = (now_seconds - bucket.filled_at) * per_minute / 60
        bucket.tokens = min(float(burst), bucket.tokens + gained)
        bucket.filled_at = now_seconds
        if bucket.tokens >= 1:
            bucket.tokens -= 1
            return 0
        return math.ceil((1 - bucket.tokens) * 60 / per_minute)
