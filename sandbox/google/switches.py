"""What a test may set: limits, delays, and the habits of Gmail that nobody could confirm."""

from dataclasses import dataclass


@dataclass(slots=True, kw_only=True)
class Switches:
    """The stand-in's settings, with Google's values as they are documented."""

    # Google Identity, "Refreshing an access token": expires_in is 3600 or a little less.
    access_token_seconds: float = 3600.0
    # Gmail API usage limits (projects created after May 2026): units per user and minute.
    quota_units_per_minute: int = 6_000
    # Gmail answers "rate limit exceeded" as 429 or as 403; a client must know both.
    rate_limit_status: int = 429
    # Google Workspace, "Gmail sending limits": messages a rolling day.
    daily_send_cap: int = 2_000
    # The search index lags behind fresh mail; threads.get, messages.get and history do not.
    search_lag_seconds: float = 0.0
    # For how long drafts.get still shows the wrapper of a draft that was sent.
    drafts_linger_seconds: float = 0.0
    # What a second drafts.send of the same draft answers: 404 as reported, 400 seen as well.
    consumed_draft_status: int = 404
    # Whether the Message-ID that a draft shows is the one it is sent with.
    keep_draft_message_id: bool = False
    # Whether X-… headers of API mail are lost, so that a client needs its other marks.
    drop_custom_headers: bool = False
