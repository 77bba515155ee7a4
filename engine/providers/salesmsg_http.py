"""One call to Salesmsg: a slot, an attempt, and the answer as data or as an error of ours.

A 200 with a page instead of JSON, a 5xx and a lost connection leave a write's outcome unknown:
there is no idempotency key, so only the conversation can tell whether a text went out.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import requests

from engine.domain.connection import mark_of
from engine.domain.errors import (
    AccessRevoked,
    OutcomeUnknown,
    Permanent,
    ProviderError,
    Temporary,
)
from engine.domain.sms import SmsFailure
from engine.providers.deadline import Answer, NoAnswerError, mount_deadline
from engine.providers.exchange import exchange
from engine.providers.salesmsg_limiter import Limiter, Urgency
from engine.providers.salesmsg_wire import complaint, failure_kind, read_json

PROVIDER = "salesmsg"
NOT_FOUND = "not_found"  # the kind of a Permanent for a 404
PENALTY_SECONDS = 60.0  # how long 429 lasts when the answer does not say
# How a 403 speaks of the token itself; any other one is about what the token may do.
_TOKEN_WORDS = ("token", "explicit deny", "identity-based policy", "expired")


class _Bearer(requests.auth.AuthBase):
    """The token, set so that a .netrc file on the machine can't replace it."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """On whose behalf, how urgently, and until when (monotonic seconds) calls are made."""

    account: str
    token: str = field(repr=False)
    urgency: Urgency
    ends_at: float


class SalesmsgHttp:
    """The API over HTTP: one session per thread, one attempt per call."""

    def __init__(
        self,
        api_url: str,
        limiter: Limiter,
        monotonic: Callable[[], float],
        *,
        deadline_seconds: float,
    ) -> None:
        self.monotonic = monotonic
        self._api_url = api_url.rstrip("/")
        self._limiter = limiter
        self._deadline_seconds = deadline_seconds
        self._sessions = threading.local()

    def get(self, caller: Caller, path: str, **params: Any) -> Any:
        """Return what stands at `path`; raises Temporary, Permanent or AccessRevoked."""
        return self._call(caller, "GET", path, params=params)

    def write(self, caller: Caller, method: str, path: str, fields: Mapping[str, Any]) -> Any:
        """Change something by a JSON body: nothing of it shows in an address.

        Raises OutcomeUnknown as well, when it may have been done.
        """
        return self._call(caller, method, path, json=dict(fields))

    def write_form(self, caller: Caller, path: str, fields: Mapping[str, str]) -> Any:
        """Post an urlencoded form, which the OAuth endpoints want."""
        return self._call(caller, "POST", path, data=dict(fields))

    def _call(self, caller: Caller, method: str, path: str, **options: Any) -> Any:
        is_write = method != "GET"
        seconds = min(self._deadline_seconds, caller.ends_at - self.monotonic())
        if seconds <= 0:
            raise Temporary("Salesmsg took too long", provider=PROVIDER)
        self._take_slot(caller)
        try:
            answer = exchange(
                self._session(),
                method,
                self._api_url + path,
                is_write=is_write,
                deadline_seconds=seconds,
                auth=_Bearer(caller.token) if caller.token else _no_auth,
                headers={"Accept": "application/json"},
                **options,
            )
        except NoAnswerError as failure:
            raise failure.as_provider_error(is_write=is_write, provider=PROVIDER) from None
        try:
            return self._read(caller, answer, is_write=is_write)
        except ProviderError as error:
            error.grant = mark_of(caller.token)
            raise

    def _take_slot(self, caller: Caller) -> None:
        wait_seconds = self._limiter.take(caller.account, caller.urgency)
        if wait_seconds > 0:
            reason = "Salesmsg's requests per minute are used up"
            raise Temporary(reason, retry_after_seconds=wait_seconds, provider=PROVIDER)

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._sessions, "session", None)
        if session is None:
            session = self._sessions.session = mount_deadline(requests.Session())
        return session

    def _read(self, caller: Caller, answer: Answer, *, is_write: bool) -> Any:
        if answer.status == 429:
            wait_seconds = _retry_after_seconds(answer.headers)
            self._limiter.close(caller.account, wait_seconds)
            reason = "Salesmsg refuses requests for a while"
            raise Temporary(reason, retry_after_seconds=wait_seconds, provider=PROVIDER)
        try:
            payload = read_json(answer.body)
        except ValueError:
            raise _unreadable(answer.status, is_write=is_write) from None
        if 200 <= answer.status < 300:
            return payload
        raise _error(answer.status, payload, is_write=is_write)


def _no_auth(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


def _unsure(reason: str, *, is_write: bool) -> ProviderError:
    kind = OutcomeUnknown if is_write else Temporary
    return kind(reason, provider=PROVIDER)


def _unreadable(status: int, *, is_write: bool) -> ProviderError:
    if status == 401:
        return AccessRevoked("Salesmsg refuses the token", provider=PROVIDER)
    refused = 400 <= status < 500 and status != 408  # a gateway said no: surely not done
    return _unsure(f"Salesmsg answered {status} without data", is_write=is_write and not refused)


def _error(status: int, payload: Any, *, is_write: bool) -> ProviderError:
    words = complaint(payload)
    if status == 401 or (status == 403 and _is_about_the_token(payload, words)):
        return AccessRevoked(words or "Salesmsg refuses the token", provider=PROVIDER)
    if status == 403:
        reason = words or "The token may not do this"
        return Permanent(reason, kind=SmsFailure.AUTH, provider=PROVIDER)
    if status == 404:
        return Permanent(words or "Not found", kind=NOT_FOUND, provider=PROVIDER)
    if 400 <= status < 500 and status != 408:
        return Permanent(words, kind=_refused_kind(payload, words), provider=PROVIDER)
    return _unsure(f"Salesmsg answered {status}", is_write=is_write)


def _is_about_the_token(payload: Any, words: str) -> bool:
    if isinstance(payload, dict) and payload.get("auth_required") is True:
        return True
    return any(word in words.casefold() for word in _TOKEN_WORDS)


def _refused_kind(payload: Any, words: str) -> SmsFailure:
    errors = payload.get("errors") if isinstance(payload, dict) else None
    if isinstance(errors, dict) and "team_id" in errors:
        return SmsFailure.SENDER_BAD
    if isinstance(errors, dict) and "number" in errors:
        return SmsFailure.INVALID_NUMBER
    return failure_kind(words)


def _retry_after_seconds(headers: Mapping[str, str]) -> float:
    """Return the seconds of a Retry-After in either of its forms, or the usual minute."""
    value = headers.get("Retry-After", "").strip()
    if value.isdecimal():
        return max(1.0, float(value))
    try:
        until = parsedate_to_datetime(value)
    except ValueError:
        return PENALTY_SECONDS
    if until.tzinfo is None:
        return PENALTY_SECONDS
    return max(1.0, (until - datetime.now(UTC)).total_seconds())
