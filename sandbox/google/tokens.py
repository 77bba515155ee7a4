"""Consents, codes and tokens. Their life runs on real time, whatever the story's clock says."""

import base64
import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass, field

from sandbox.google.switches import Switches

CODE_SECONDS = 600.0
LIVE_REFRESH_TOKENS = 100  # Google Identity: per account and client; the oldest dies silently


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What a person agreed to, behind a code that is good for one exchange."""

    email: str
    client_id: str
    redirect_uri: str
    scopes: tuple[str, ...]
    code_challenge: str
    gives_refresh_token: bool
    expires_at: float  # seconds since 1970, real time


@dataclass(slots=True, kw_only=True)
class Grant:
    """A token's account and scopes."""

    email: str
    client_id: str
    scopes: tuple[str, ...]
    expires_at: float  # seconds since 1970, real time; infinite for refresh tokens


class InvalidGrantError(ValueError):
    """A code or refresh token that is of no use; the text is Google's description."""


@dataclass(slots=True)
class Tokens:
    """The tokens that are alive."""

    switches: Switches
    codes: dict[str, Consent] = field(default_factory=dict)
    access: dict[str, Grant] = field(default_factory=dict)
    refresh: dict[str, Grant] = field(default_factory=dict)

    def new_code(self, consent: Consent) -> str:
        """Return a fresh authorisation code."""
        code = f"4/0A{secrets.token_urlsafe(48)}"
        self.codes[code] = consent
        return code

    def exchange(
        self, code: str, client_id: str, redirect_uri: str, verifier: str
    ) -> tuple[Consent, str]:
        """Use up a code and return its consent and a refresh token, or "" for none.

        RFC 7636 section 4.6: a challenge sent at the start must be met here. Raises
        InvalidGrantError, after which the code is spent as well.
        """
        consent = self.codes.pop(code, None)
        if consent is None or consent.expires_at < time.time():
            raise InvalidGrantError("Malformed auth code.")
        if consent.client_id != client_id:
            raise InvalidGrantError("Unauthorized")
        if consent.redirect_uri != redirect_uri:
            raise RedirectMismatchError("Bad Request")
        _check_verifier(consent.code_challenge, verifier)
        return consent, self._new_refresh(consent) if consent.gives_refresh_token else ""

    def _new_refresh(self, consent: Consent) -> str:
        token = f"1//0{secrets.token_urlsafe(64)}"
        whose = (consent.email, consent.client_id)
        live = [t for t, g in self.refresh.items() if (g.email, g.client_id) == whose]
        for oldest in live[: max(0, len(live) - LIVE_REFRESH_TOKENS + 1)]:
            del self.refresh[oldest]
        self.refresh[token] = Grant(
            email=consent.email,
            client_id=consent.client_id,
            scopes=consent.scopes,
            expires_at=float("inf"),
        )
        return token

    def new_access(self, email: str, client_id: str, scopes: tuple[str, ...]) -> str:
        """Return a fresh access token."""
        token = f"ya29.a0{secrets.token_urlsafe(64)}"
        expires_at = time.time() + self.switches.access_token_seconds
        self.access[token] = Grant(
            email=email, client_id=client_id, scopes=scopes, expires_at=expires_at
        )
        return token

    def refreshed(self, token: str, client_id: str) -> Grant:
        """Return what a refresh token grants; raises InvalidGrantError once it is revoked."""
        grant = self.refresh.get(token)
        if grant is None or grant.client_id != client_id:
            raise InvalidGrantError("Token has been expired or revoked.")
        return grant

    def granted(self, email: str, client_id: str) -> list[str]:
        """Return the scopes of every live grant of an account to a client."""
        mine = [g for g in self.refresh.values() if (g.email, g.client_id) == (email, client_id)]
        return [scope for grant in mine for scope in grant.scopes]

    def bearer(self, token: str) -> Grant | None:
        """Return what a live access token grants."""
        grant = self.access.get(token)
        return grant if grant and grant.expires_at > time.time() else None

    def expire_access(self, email: str) -> None:
        """Let every access token of an account run out now."""
        for grant in self.access.values():
            if grant.email == email:
                grant.expires_at = 0.0

    def revoke(self, email: str, client_id: str | None = None) -> None:
        """Take back an account's grants, to one client or to all: tokens and open codes."""

        def kept(given: Grant | Consent) -> bool:
            return given.email != email or client_id not in (None, given.client_id)

        self.access = {token: grant for token, grant in self.access.items() if kept(grant)}
        self.refresh = {token: grant for token, grant in self.refresh.items() if kept(grant)}
        self.codes = {code: consent for code, consent in self.codes.items() if kept(consent)}


class RedirectMismatchError(InvalidGrantError):
    """A code presented with another redirect_uri than it was made for."""


def _check_verifier(challenge: str, verifier: str) -> None:
    if not challenge:
        return
    if not verifier:
        raise InvalidGrantError("Missing code verifier.")
    digest = hashlib.sha256(verifier.encode("ascii", "replace")).digest()
    met = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    if not hmac.compare_digest(met, challenge):
        raise InvalidGrantError("Invalid code verifier.")
