"""Access tokens: fetched with a refresh token, kept in memory until shortly before they expire."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import requests

from engine.domain.errors import Temporary
from engine.providers.deadline import Answer, NoAnswerError, bounded_request, mount_deadline
from engine.providers.google_errors import GOOGLE, grant_refused, json_object

EARLY_SECONDS = 120.0  # a token that dies under way would cost a 401
DEFAULT_LIFE_SECONDS = 3600.0  # Google Identity: expires_in is about an hour


class Budget:
    """What is left of one use of Google: the token's fetching and the call share a deadline."""

    def __init__(self, seconds: float) -> None:
        self._ends_at = time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds left. Raises Temporary when there are none: nothing is begun then."""
        seconds = self._ends_at - time.monotonic()
        if seconds <= 0:
            raise Temporary("There was no time left to ask Google.", provider=GOOGLE)
        return seconds


class TokenEndpoint:
    """Google's token endpoint and, beside it, the one that revokes. Secrets go in bodies only."""

    def __init__(
        self, *, token_url: str, client_id: str, client_secret: str, now: Callable[[], datetime]
    ) -> None:
        self._token_url = token_url
        self._client = {"client_id": client_id, "client_secret": client_secret}
        self._now = now

    def grant(self, budget: Budget, **fields: str) -> dict[str, object]:
        """Return the endpoint's answer, which holds an `access_token`.

        Raises AccessRevoked, Permanent or Temporary: asking for a token again does no harm, so a
        lost answer is Temporary.
        """
        answer = self._post(budget, self._token_url, {**self._client, **fields})
        body = json_object(answer)
        if answer.status == 200 and body and isinstance(body.get("access_token"), str):
            return body
        raise grant_refused(answer, now=self._now())

    def revoke(self, budget: Budget, token: str) -> None:
        """Give a grant back; one that is dead already is fine (RFC 7009, 2.2)."""
        address = f"{self._token_url.rpartition('/')[0]}/revoke"
        answer = self._post(budget, address, {"token": token})
        dead = (json_object(answer) or {}).get("error") in ("invalid_token", "invalid_grant")
        if answer.status != 200 and not dead:
            raise grant_refused(answer, now=self._now())

    def _post(self, budget: Budget, address: str, fields: dict[str, str]) -> Answer:
        with requests.Session() as session:
            mount_deadline(session)
            try:
                return bounded_request(
                    session, "POST", address, data=fields, deadline_seconds=budget.left()
                )
            except NoAnswerError as nothing:
                raise nothing.as_provider_error(is_write=False, provider=GOOGLE) from nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class _Token:
    text: str = field(repr=False)
    good_until: float  # monotonic seconds


@dataclass(slots=True)
class _Slot:
    """One grant's token, and the lock under which it is fetched."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    token: _Token | None = None


class AccessTokens:
    """The cache: one token per grant, fetched by one thread while the others wait for it."""

    def __init__(self, endpoint: TokenEndpoint) -> None:
        self._endpoint = endpoint
        self._lock = threading.Lock()
        self._slots: dict[str, _Slot] = {}

    def get(self, budget: Budget, refresh_token: str, *, instead_of: str = "") -> str:
        """Return an access token, fetching one if need be; never `instead_of`, which was refused.

        Raises what `TokenEndpoint.grant` raises.
        """
        with self._lock:
            slot = self._slots.setdefault(refresh_token, _Slot())
        if not slot.lock.acquire(timeout=budget.left()):
            raise Temporary("Waited too long for an access token.", provider=GOOGLE)
        try:
            if slot.token is None or not _works(slot.token, instead_of):
                slot.token = self._fetch(budget, refresh_token)
            return slot.token.text
        finally:
            slot.lock.release()

    def _fetch(self, budget: Budget, refresh_token: str) -> _Token:
        asked_at = time.monotonic()
        body = self._endpoint.grant(budget, grant_type="refresh_token", refresh_token=refresh_token)
        life = body.get("expires_in")
        seconds = float(life) if isinstance(life, int | float) else DEFAULT_LIFE_SECONDS
        return _Token(text=str(body["access_token"]), good_until=asked_at + seconds - EARLY_SECONDS)


def _works(token: _Token, instead_of: str) -> bool:
    return token.text != instead_of and time.monotonic() < token.good_until
