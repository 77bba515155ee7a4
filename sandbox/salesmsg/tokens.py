"""Tokens and their short lives, on real time: a refresh rotates, the old token is dead at once."""

import base64
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from sandbox.server import Response

ALL_SCOPES = frozenset(
    {
        "users:read",
        "teams:read",
        "numbers:read",
        "contacts:read",
        "contacts:write",
        "conversations:read",
        "conversations:write",
        "messages:read",
        "messages:write",
    }
)
CATCH_ALL_SCOPE = "public-api"  # the older scope that covers everything

NO_TOKEN = Response(status=401, payload={"message": "Unauthorized", "auth_required": False})
MALFORMED = Response(
    status=403,
    payload={"message": "Could not decode token: Not enough segments", "auth_required": True},
)
GATEWAY_FAILURE = Response(status=500, payload={"message": None})
DENIED = Response(
    status=403,
    payload={
        "message": "User is not authorized to access this resource with an explicit deny "
        "in an identity-based policy"
    },
)
MISSING_SCOPE = Response(status=403, payload={"message": "This action is not permitted."})


@dataclass(slots=True, kw_only=True)
class Token:
    """A bearer token; `expires_at` is in real seconds since the epoch."""

    value: str
    scopes: frozenset[str]
    expires_at: float
    user_id: int = 1
    dead: bool = False

    def alive(self) -> bool:
        """Return whether the token opens anything now."""
        return not self.dead and time.time() < self.expires_at

    def allows(self, scope: str) -> bool:
        """Return whether the token carries `scope`."""
        return scope in self.scopes or CATCH_ALL_SCOPE in self.scopes


@dataclass(slots=True, kw_only=True)
class OAuthApp:
    """A registered application and what it may ask for."""

    client_id: str
    client_secret: str
    scopes: frozenset[str]


@dataclass(slots=True)
class TokenBook:
    """Every token ever given out, the dead ones included."""

    life_seconds: float = 3600.0
    deny_consent: bool = False
    tokens: dict[str, Token] = field(default_factory=dict)
    apps: dict[str, OAuthApp] = field(default_factory=dict)
    codes: dict[str, frozenset[str]] = field(default_factory=dict)
    refresh_tokens: dict[str, frozenset[str]] = field(default_factory=dict)

    def add(self, value: str, scopes: frozenset[str], life_seconds: float) -> Token:
        """Know a token from now on."""
        token = Token(value=value, scopes=scopes, expires_at=time.time() + life_seconds)
        self.tokens[value] = token
        return token

    def issue(self, scopes: frozenset[str]) -> Token:
        """Make a token that looks like the vendor's: a JWT whose `exp` can be read."""
        exp = int(time.time() + self.life_seconds)
        claims = {"sub": "1", "exp": exp, "jti": secrets.token_hex(8)}
        parts = [{"alg": "HS256", "typ": "JWT"}, claims]
        encoded = [_base64(json.dumps(part).encode()) for part in parts]
        value = ".".join([*encoded, _base64(secrets.token_bytes(24))])
        return self.add(value, scopes, self.life_seconds)

    def rotate(self, old: Token) -> Token:
        """Kill `old` and return its successor."""
        old.dead = True
        return self.issue(old.scopes)

    def find(self, headers: Mapping[str, str], path: str) -> Token | Response:
        """Return the live token of a request, or the refusal the vendor's gateway gives."""
        value = headers.get("authorization", "").removeprefix("Bearer").strip()
        if not value:
            return NO_TOKEN
        known = self.tokens.get(value)
        if known is None and value.count(".") != 2:
            return GATEWAY_FAILURE if path.endswith("/teams") else MALFORMED
        return known if known and known.alive() else DENIED


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
