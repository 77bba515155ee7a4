"""What Slack's refusals mean here, translated once.

Sources: the error tables of Slack's method pages, and its "Rate limits" page (`Retry-After`).
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException

from slack_sdk.errors import SlackApiError, SlackClientError

from engine.domain.errors import AccessRevoked, Permanent, ProviderError, Temporary

CHANNEL_ERRORS = frozenset(
    {
        "not_in_channel",
        "channel_not_found",
        "is_archived",
        "restricted_action",
        "restricted_action_read_only_channel",
        "restricted_action_thread_only_channel",
        "restricted_action_non_threadable_channel",
        "restricted_action_thread_locked",
        "team_access_not_granted",
        "access_denied",
        "messages_tab_disabled",
        "cannot_dm_bot",
        "user_not_found",
        "ekm_access_denied",
    }
)
ACCESS_ERRORS = frozenset(
    {
        "token_revoked",
        "token_expired",
        "account_inactive",
        "invalid_auth",
        "not_authed",
        "org_login_required",
        "team_not_found",
    }
)
TEMPORARY_ERRORS = frozenset(
    {
        "ratelimited",
        "rate_limited",
        "message_limit_exceeded",
        "internal_error",
        "fatal_error",
        "service_unavailable",
        "request_timeout",
        "team_added_to_org",
    }
)
# What the SDK lets out when Slack refuses, or can't be reached.
SLACK_FAILURES = (SlackClientError, HTTPException, OSError)

# The click is too old by now, or was answered already: pressing again helps.
_TOO_LATE = frozenset({"expired_trigger_id", "exchanged_trigger_id", "trigger_expired"})
_WORD = re.compile(r"[a-z_]+")


def code_of(error: SlackApiError) -> str:
    """Return Slack's own word for what went wrong; "" when it gave none."""
    body = error.response.data
    word = str(body.get("error") or "") if isinstance(body, dict) else ""
    # For a page that is no JSON the SDK makes up a sentence of its own.
    return word if _WORD.fullmatch(word) else ""


def translated(error: SlackApiError) -> ProviderError:
    """Return what a refusal means: `reason` is Slack's own word, where it gave one."""
    code, status = code_of(error), error.response.status_code
    if status == 429 or code in TEMPORARY_ERRORS:
        seconds = _retry_after_seconds(error)
        return Temporary(code or "ratelimited", retry_after_seconds=seconds, provider="slack")
    if status >= 500 or not code:
        return Temporary(f"HTTP {status}", provider="slack")
    if code in CHANNEL_ERRORS:
        return Permanent(code, kind="channel", provider="slack")
    if code in ACCESS_ERRORS:
        return AccessRevoked(code, provider="slack")
    return Permanent(code, provider="slack")


def _retry_after_seconds(error: SlackApiError) -> float | None:
    headers = {name.lower(): value for name, value in error.response.headers.items()}
    try:
        return float(headers["retry-after"])
    except (KeyError, ValueError):
        return None


def passing(error: Exception) -> Temporary | None:
    """Return what will pass by itself; none for a refusal that is a mistake of ours."""
    if not isinstance(error, SlackApiError):
        return Temporary(f"Slack can't be reached: {error}", provider="slack")
    if code_of(error) in _TOO_LATE:
        return Temporary(code_of(error), provider="slack")
    found = translated(error)
    return found if isinstance(found, Temporary) else None


@contextmanager
def translating() -> Iterator[None]:
    """Let only ProviderErrors out of a call to Slack; a lost answer is Temporary."""
    try:
        yield
    except SlackApiError as error:
        raise translated(error) from error
    except SLACK_FAILURES as error:
        raise Temporary(f"Slack can't be reached: {error}", provider="slack") from error
