"""Salesmsg's tokens: consent, exchange, and the refresh that kills the old one at once."""

import base64
import binascii
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from engine.domain.connection import SmsConnection
from engine.domain.errors import AccessRevoked, OutcomeUnknown, Permanent
from engine.providers.salesmsg_http import PROVIDER, Caller, SalesmsgHttp
from engine.providers.salesmsg_limiter import Urgency

DEFAULT_AUTH_URL = "https://app.salesmessage.com/auth/oauth"
SCOPES = (  # what the engine uses; asking for one that was not granted fails the consent
    "users:read",
    "teams:read",
    "numbers:read",
    "contacts:read",
    "contacts:write",
    "conversations:read",
    "messages:read",
    "messages:write",
)
REFRESH_SCOPE = "public-api"  # as in the vendor's own example


@dataclass(frozen=True, slots=True, kw_only=True)
class SmsTokens:
    """Tokens as they were given out."""

    token: str = field(repr=False)
    refresh_token: str | None = field(default=None, repr=False)
    expires_at: datetime | None = None  # real time, UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuthApp:
    """Our application at Salesmsg; without an id only personal tokens can be used."""

    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    auth_url: str = DEFAULT_AUTH_URL


class SalesmsgTokens:
    """Gets and renews tokens. The caller stores what it gets before anything else."""

    def __init__(self, http: SalesmsgHttp, app: OAuthApp, real: Callable[[], datetime]) -> None:
        self._http = http
        self._app = app
        self._real = real

    def authorize_url(self, *, redirect_uri: str, state: str) -> str:
        """Return where to send a browser for consent."""
        query = {
            "response_type": "code",
            "client_id": self._app.client_id,
            "redirect_uri": redirect_uri,
            "scope": " ".join(SCOPES),
            "state": state,
        }
        return f"{self._app.auth_url}?{urlencode(query)}"

    def exchange(self, code: str, *, redirect_uri: str, account: str) -> SmsTokens:
        """Return the tokens of a consent; a code works once.

        `account` is the workspace whose requests this counts among. Raises AccessRevoked for a
        code that is refused.
        """
        fields = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri}
        return self._granted("/oauth/token", fields, account)

    def refresh(self, connection: SmsConnection) -> SmsConnection:
        """Return the connection with a new token; the old one is dead even if the answer is lost.

        Only one refresh of a connection may run at a time: the loser's token is dead. Raises
        AccessRevoked when the chain has ended, and OutcomeUnknown when the answer was lost.
        """
        account = connection.workspace_id
        if connection.refresh_token:
            fields = {"grant_type": "refresh_token", "refresh_token": connection.refresh_token}
            fields["scope"] = REFRESH_SCOPE
            made = self._granted("/oauth/token/refresh", fields, account)
        else:
            caller = self._caller(account, connection.token)
            path = "/oauth/personal-token/refresh"
            made = self._tokens(self._refused_means_revoked(caller, path, {}))
        return replace(
            connection,
            token=made.token,
            refresh_token=made.refresh_token or connection.refresh_token,
            expires_at=made.expires_at,
        )

    def _granted(self, path: str, fields: dict[str, str], account: str) -> SmsTokens:
        ours = {"client_id": self._app.client_id, "client_secret": self._app.client_secret}
        caller = self._caller(account, "")
        return self._tokens(self._refused_means_revoked(caller, path, {**fields, **ours}))

    def _refused_means_revoked(self, caller: Caller, path: str, fields: dict[str, str]) -> Any:
        try:
            return self._http.write_form(caller, path, fields)
        except Permanent as refusal:
            raise AccessRevoked(refusal.reason, provider=PROVIDER) from refusal

    def _tokens(self, payload: Any) -> SmsTokens:
        granted = payload.get("data", payload) if isinstance(payload, dict) else None
        if not isinstance(granted, dict) or not isinstance(granted.get("access_token"), str):
            raise OutcomeUnknown("Salesmsg's answer holds no token", provider=PROVIDER)
        token = granted["access_token"]
        return SmsTokens(
            token=token,
            refresh_token=granted.get("refresh_token") or None,
            expires_at=self._expiry(granted.get("expires_in"), token),
        )

    def _expiry(self, expires_in: Any, token: str) -> datetime | None:
        if isinstance(expires_in, int | float):
            return self._real() + timedelta(seconds=expires_in)
        return token_expiry(token)

    def _caller(self, account: str, token: str) -> Caller:
        ends_at = self._http.monotonic() + 60.0
        return Caller(account=account, token=token, urgency=Urgency.SEND, ends_at=ends_at)


def token_expiry(token: str) -> datetime | None:
    """Return when a token ends by its own `exp` claim, UTC, or None if it can't be read."""
    parts = token.split(".")
    if len(parts) != 3:
        return None
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
        return datetime.fromtimestamp(float(claims["exp"]), UTC)
    except (binascii.Error, ValueError, KeyError, TypeError, OverflowError, OSError):
        return None
