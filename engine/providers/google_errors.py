"""What Google's answers mean, said once for Gmail, Calendar and the token endpoint.

429, 403 of the rate kind        Temporary, with the time Google names
403 of a person's kind           Permanent: someone has to change a setting first
401, missing scope, dead grant   AccessRevoked
400, 404, 410, other 4xx         Permanent, its kind a `GoogleProblem`
5xx, 408, no or garbled answer   OutcomeUnknown for a write, Temporary for a read
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Any

from engine.domain.errors import (
    AccessRevoked,
    OutcomeUnknown,
    Permanent,
    ProviderError,
    Temporary,
)
from engine.providers.deadline import Answer

GMAIL = "Gmail"
CALENDAR = "Google Calendar"
GOOGLE = "Google"

MAIL_SENDING_PAUSE_SECONDS = 3600.0  # a used-up day whose end Google doesn't name
SHORTEST_PAUSE_SECONDS = 60.0  # Google's time may have passed already and the cap still hold
LONGEST_PAUSE_SECONDS = 86_400.0  # the cap is a rolling day: a later time is a wrong one


class GoogleProblem(StrEnum):
    """The kinds of `Permanent` that Google's refusals come in."""

    DRAFT_GONE = "draft_gone"  # sent already, or deleted by a person
    NOT_FOUND = "not_found"  # no such message, draft, thread, or history id
    GONE = "gone"  # a sync token that Google forgot
    BAD_RECIPIENT = "bad_recipient"  # the address can't be written to
    TOO_LARGE = "too_large"  # the mail is bigger than Gmail takes
    NO_MAIL_SERVICE = "no_mail_service"  # the account has no Gmail
    ADMIN_FORBIDS = "admin_forbids"  # the account's administrator doesn't let this app in
    API_OFF = "api_off"  # the API is not enabled in the app's Google Cloud project
    PROJECT_QUOTA = "project_quota"  # the app's project has used up its day
    REFUSED = "refused"  # any other refusal: a request Google doesn't take


# Gmail API, "Resolve errors"; the same word comes with 403 and with 429.
_RATE = frozenset(
    {"rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded", "RATE_LIMIT_EXCEEDED"}
)
_SCOPE = frozenset({"insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"})
_FORBIDDEN = {
    "dailyLimitExceeded": GoogleProblem.PROJECT_QUOTA,
    "accessNotConfigured": GoogleProblem.API_OFF,
    "SERVICE_DISABLED": GoogleProblem.API_OFF,
    "domainPolicy": GoogleProblem.ADMIN_FORBIDS,
}
# OAuth 2.0 (RFC 6749, 5.2) and Google Identity, "Refresh token expiration".
_DEAD_GRANT = frozenset({"invalid_grant", "invalid_client", "unauthorized_client"})
_PASSING_GRANT = frozenset({"internal_failure", "server_error", "temporarily_unavailable"})
_RETRY_AFTER_TEXT = re.compile(r"Retry after (\S+?Z)\b", re.IGNORECASE)
_NOT_FOUND_TEXT = re.compile(r"not found", re.IGNORECASE)
_RECIPIENT_TEXT = re.compile(r"recipient|invalid (to|cc|bcc) header", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Complaint:
    """What the body of an error says: Google's reason words and its sentence."""

    reasons: frozenset[str]
    message: str


def json_object(answer: Answer) -> dict[str, Any] | None:
    """Return the answer's body when it is a JSON object, else none."""
    try:
        body = json.loads(answer.body)
    except ValueError:
        return None
    return body if isinstance(body, dict) else None


def lost(what: str, *, is_write: bool, provider: str) -> ProviderError:
    """Return the error for a call whose answer is missing or makes no sense."""
    if is_write:
        return OutcomeUnknown(what, provider=provider)
    return Temporary(what, provider=provider)


def required(
    answer: Mapping[str, Any], name: str, *, is_write: bool = False, provider: str = GMAIL
) -> str:
    """Return a text that Google always fills in: an answer without it is garbled."""
    value = answer.get(name)
    if isinstance(value, str) and value:
        return value
    raise lost(f"{provider}'s answer has no {name}.", is_write=is_write, provider=provider)


def objects(answer: Mapping[str, Any], name: str, *, provider: str = GMAIL) -> list[dict[str, Any]]:
    """Return a list of objects in what was read; Google leaves empty ones out."""
    found = answer.get(name, [])
    if isinstance(found, list) and all(isinstance(one, dict) for one in found):
        return found
    raise lost(f"{provider}'s answer has no proper {name}.", is_write=False, provider=provider)


def refused(answer: Answer, *, is_write: bool, provider: str, now: datetime) -> ProviderError:
    """Return the error for an API answer that is not a 2xx; `now` turns times into seconds."""
    complaint = _complaint(answer)
    reason = f"{provider} answered {answer.status}: {complaint.message}"
    match answer.status:
        case 401:
            return AccessRevoked(reason, provider=provider)
        case 429:
            return Temporary(
                reason, retry_after_seconds=_wait(answer, complaint, now), provider=provider
            )
        case 403:
            return _forbidden(answer, complaint, reason, provider=provider, now=now)
        case 400 if _may_pass(complaint):
            return Temporary(reason, provider=provider)
        case 408:
            return lost(reason, is_write=is_write, provider=provider)
        case status if 400 <= status < 500:
            return Permanent(reason, kind=_kind(status, complaint), provider=provider)
        case status if status >= 500:
            return _server_error(answer, reason, is_write=is_write, provider=provider, now=now)
        case _:  # a redirect is not followed, so nothing was done
            return Temporary(reason, provider=provider)


def grant_refused(answer: Answer, *, now: datetime) -> ProviderError:
    """Return the error for a token endpoint's answer that holds no token."""
    body = json_object(answer) or {}
    word = str(body.get("error", ""))
    reason = f"{GOOGLE} answered {answer.status}: {word} {body.get('error_description', '')}"
    if word in _DEAD_GRANT:
        return AccessRevoked(reason.strip(), provider=GOOGLE)
    passing = answer.status in (200, 408, 429) or answer.status >= 500 or word in _PASSING_GRANT
    if passing:
        wait = _header_wait(answer, now)
        return Temporary(reason.strip(), retry_after_seconds=wait, provider=GOOGLE)
    return Permanent(reason.strip(), kind=GoogleProblem.REFUSED, provider=GOOGLE)


def _complaint(answer: Answer) -> _Complaint:
    error = (json_object(answer) or {}).get("error")
    if not isinstance(error, dict):
        return _Complaint(reasons=frozenset(), message=str(error or "no reason given"))
    lists = [error.get(name) for name in ("errors", "details")]
    entries = [entry for found in lists if isinstance(found, list) for entry in found]
    reasons = {str(entry.get("reason", "")) for entry in entries if isinstance(entry, dict)}
    message = str(error.get("message") or "no reason given")
    return _Complaint(reasons=frozenset(reasons), message=message)


def _forbidden(
    answer: Answer, complaint: _Complaint, reason: str, *, provider: str, now: datetime
) -> ProviderError:
    """Google uses 403 for a throttle, a missing scope, and what an administrator has to mend."""
    if complaint.reasons & _SCOPE:
        return AccessRevoked(reason, provider=provider)
    known = [kind for word, kind in _FORBIDDEN.items() if word in complaint.reasons]
    if known:
        return Permanent(reason, kind=known[0], provider=provider)
    if complaint.reasons & _RATE or "Quota exceeded" in complaint.message:
        wait = _wait(answer, complaint, now)
        return Temporary(reason, retry_after_seconds=wait, provider=provider)
    return Permanent(reason, kind=GoogleProblem.REFUSED, provider=provider)


def _server_error(
    answer: Answer, reason: str, *, is_write: bool, provider: str, now: datetime
) -> ProviderError:
    if is_write:
        return OutcomeUnknown(reason, provider=provider)
    return Temporary(reason, retry_after_seconds=_header_wait(answer, now), provider=provider)


def _may_pass(complaint: _Complaint) -> bool:
    """Gmail's bare "Precondition check failed." comes and goes; no Gmail at all stays."""
    return "failedPrecondition" in complaint.reasons and "not enabled" not in complaint.message


def _kind(status: int, complaint: _Complaint) -> GoogleProblem:
    match status:
        case 404:
            return GoogleProblem.NOT_FOUND
        case 410:
            return GoogleProblem.GONE
        case 413:
            return GoogleProblem.TOO_LARGE
        case _ if "failedPrecondition" in complaint.reasons:
            return GoogleProblem.NO_MAIL_SERVICE
        case _ if _NOT_FOUND_TEXT.search(complaint.message):
            return GoogleProblem.NOT_FOUND
        case _ if _RECIPIENT_TEXT.search(complaint.message):
            return GoogleProblem.BAD_RECIPIENT
        case _:
            return GoogleProblem.REFUSED


def _wait(answer: Answer, complaint: _Complaint, now: datetime) -> float | None:
    """Return the seconds Google asks for: by its sentence, else by the header.

    The sentence ends a used-up day ("Retry after <time> (Mail sending)"), which a short
    Retry-After beside it does not.
    """
    found = _RETRY_AFTER_TEXT.search(complaint.message)
    until = _instant(found[1]) if found else None
    if until is not None:
        return max(_bounded(until - now), SHORTEST_PAUSE_SECONDS)
    if "(Mail sending)" in complaint.message:
        return MAIL_SENDING_PAUSE_SECONDS
    return _header_wait(answer, now)


def _header_wait(answer: Answer, now: datetime) -> float | None:
    """RFC 9110, 10.2.3: Retry-After holds seconds or a date."""
    value = answer.headers.get("retry-after", "")
    if value.isdecimal():
        return _bounded(timedelta(seconds=min(int(value), LONGEST_PAUSE_SECONDS)))
    try:
        until = parsedate_to_datetime(value)
    except ValueError:
        return None
    return _bounded((until if until.tzinfo else until.replace(tzinfo=UTC)) - now)


def _instant(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _bounded(wait: timedelta) -> float:
    return min(max(wait.total_seconds(), 0.0), LONGEST_PAUSE_SECONDS)
