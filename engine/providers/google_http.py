"""What googleapiclient speaks through: authorised, one attempt, errors already translated.

Not httplib2: when a server closes without an answer it sends a POST again by itself, and a mail
goes out twice (httplib2, `_conn_request`: "retry regardless of the number of RETRIES").
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit

import httplib2
from google.auth.transport.requests import AuthorizedSession
from google.oauth2.credentials import Credentials

from engine.domain.connection import Mailbox
from engine.domain.errors import Permanent, ProviderError
from engine.providers.deadline import Answer, NoAnswerError, mount_deadline
from engine.providers.exchange import exchange
from engine.providers.google_errors import (
    CALENDAR,
    GMAIL,
    GoogleProblem,
    json_object,
    lost,
    refused,
)
from engine.providers.google_tokens import AccessTokens, Budget, TokenEndpoint

DEADLINE_SECONDS = 20.0  # for a call with the fetching of its token; shorter than a lease


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    """One request as googleapiclient words it."""

    method: str
    address: str
    body: bytes | str | None
    headers: Mapping[str, str]

    @property
    def is_write(self) -> bool:
        """A long GET travels as a POST that says it is none."""
        return self.method != "GET" and self.headers.get("x-http-method-override") != "GET"


class _Lines(threading.local):
    """A thread's session with Google, whose connection stays open between its requests."""

    def __init__(self) -> None:
        self._session: AuthorizedSession | None = None

    def session(self, token: str) -> AuthorizedSession:
        """Return the session, authorised with this token."""
        credentials = Credentials(token=token)  # type: ignore[no-untyped-call]
        if self._session is None:
            self._session = AuthorizedSession(  # type: ignore[no-untyped-call]
                credentials, refresh_status_codes=()
            )
            mount_deadline(self._session)
            self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self._session.credentials = credentials
        return self._session


class GoogleHttp:
    """The `http` object of one call for one grant: never shared, never kept."""

    def __init__(
        self,
        *,
        base: str | None,
        lines: _Lines,
        tokens: AccessTokens,
        refresh_token: str,
        provider: str,
        budget: Budget,
        now: Callable[[], datetime],
    ) -> None:
        self._base = base
        self._lines = lines
        self._tokens = tokens
        self._refresh_token = refresh_token
        self._provider = provider
        self._budget = budget
        self._now = now

    def request(
        self,
        uri: str,
        method: str = "GET",
        body: bytes | str | None = None,
        headers: Mapping[str, str] | None = None,
        **_options: Any,
    ) -> tuple[httplib2.Response, bytes]:
        """Return the answer if it is a whole 2xx; anything else is raised as a ProviderError."""
        address = _at(self._base, uri)
        wish = _Wish(method=method, address=address, body=body, headers=headers or {})
        answer = self._authorised(wish)
        if not 200 <= answer.status < 300:
            raise refused(answer, is_write=wish.is_write, provider=self._provider, now=self._now())
        if method != "DELETE" and not _is_resource(answer):
            what = f"{self._provider} answered {answer.status} with something that is no answer."
            raise lost(what, is_write=wish.is_write, provider=self._provider)
        return _as_httplib2(answer), answer.body

    def _authorised(self, wish: _Wish) -> Answer:
        """A 401 rejected the call, so asking once more with a new token repeats nothing."""
        token = self._tokens.get(self._budget, self._refresh_token)
        answer = self._attempt(wish, token)
        if answer.status != 401:
            return answer
        token = self._tokens.get(self._budget, self._refresh_token, instead_of=token)
        return self._attempt(wish, token)

    def _attempt(self, wish: _Wish, token: str) -> Answer:
        try:
            return exchange(
                self._lines.session(token),
                wish.method,
                wish.address,
                is_write=wish.is_write,
                data=wish.body,
                headers=dict(wish.headers),
                deadline_seconds=self._budget.left(),
            )
        except NoAnswerError as nothing:
            raise nothing.as_provider_error(
                is_write=wish.is_write, provider=self._provider
            ) from nothing


class GoogleApi:
    """Requests of Gmail and Calendar, made for any mailbox on any thread."""

    def __init__(
        self,
        *,
        api_url: str | None,
        token_url: str,
        client_id: str,
        client_secret: str,
        deadline_seconds: float = DEADLINE_SECONDS,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`api_url` is none for Google itself; `now` turns Google's times into waiting times."""
        endpoint = TokenEndpoint(
            token_url=token_url, client_id=client_id, client_secret=client_secret, now=now
        )
        self._lines = _Lines()
        self._tokens = AccessTokens(endpoint)
        self._deadline_seconds = deadline_seconds
        self._now = now
        self._base = api_url.rstrip("/") if api_url else None

    def ask_gmail(self, mailbox: Mailbox, request: Any) -> dict[str, Any]:
        """Make one request of Gmail and return the answer. Raises ProviderError."""
        return self._ask(mailbox, request, GMAIL)

    def find_gmail(self, mailbox: Mailbox, request: Any) -> dict[str, Any] | None:
        """Make one request of Gmail; none when what it names is not there."""
        try:
            return self._ask(mailbox, request, GMAIL)
        except Permanent as refusal:
            if refusal.kind == GoogleProblem.NOT_FOUND:
                return None
            raise

    def ask_calendar(self, mailbox: Mailbox, request: Any) -> dict[str, Any]:
        """Make one request of Calendar and return the answer. Raises ProviderError."""
        return self._ask(mailbox, request, CALENDAR)

    def _ask(self, mailbox: Mailbox, request: Any, provider: str) -> dict[str, Any]:
        http = GoogleHttp(
            base=self._base,
            lines=self._lines,
            tokens=self._tokens,
            refresh_token=mailbox.refresh_token,
            provider=provider,
            budget=Budget(self._deadline_seconds),
            now=self._now,
        )
        try:
            answer = request.execute(http=http, num_retries=0)
        except ProviderError as error:
            error.grant = mailbox.grant
            raise
        return answer if isinstance(answer, dict) else {}


def _at(base: str | None, uri: str) -> str:
    """Return Google's address, or the same path under another base."""
    if base is None:
        return uri
    parts = urlsplit(uri)
    return f"{base}{parts.path}?{parts.query}"


def _is_resource(answer: Answer) -> bool:
    """Every method of ours but the deleting one answers with a resource; none has an `error`."""
    body = json_object(answer)
    return body is not None and "error" not in body


def _as_httplib2(answer: Answer) -> httplib2.Response:
    response = httplib2.Response({name.lower(): value for name, value in answer.headers.items()})
    response.status = answer.status
    response["status"] = str(answer.status)
    return response
