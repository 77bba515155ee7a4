"""Google's side of OAuth: consent, token, revoke, userinfo.

Sources: Google Identity, "Using OAuth 2.0 for Web Server Applications" and "OpenID Connect";
RFC 6749; RFC 7636 (PKCE).
"""

import base64
import binascii
import html
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

from sandbox.google.consent import (
    ConsentChoice,
    ConsentRefusedError,
    ConsentRequest,
    long_scopes,
    read_request,
)
from sandbox.google.schema import Json
from sandbox.google.state import State
from sandbox.google.tokens import (
    CODE_SECONDS,
    Consent,
    InvalidGrantError,
    RedirectMismatchError,
    Tokens,
)
from sandbox.server import Request, Response

CLIENT_ID = "sandbox.apps.googleusercontent.com"
CLIENT_SECRET = "GOCSPX-sandbox-secret"


@dataclass(slots=True)
class OAuth:
    """The authorisation server over one State."""

    state: State
    client_id: str = CLIENT_ID
    client_secret: str = CLIENT_SECRET
    redirect_uris: set[str] = field(default_factory=set)  # empty: any is taken
    next_choice: ConsentChoice | None = None
    tokens: Tokens = field(init=False)

    def __post_init__(self) -> None:
        """Begin without any token."""
        self.tokens = Tokens(self.state.switches)

    def routes(self) -> list[tuple[str, str, Callable[[Request], Response]]]:
        """Return the paths this serves."""
        return [
            ("GET", "/o/oauth2/v2/auth", self.consent_page),
            ("POST", "/token", self.token),
            ("POST", "/revoke", self.revoke),
            ("GET", "/oauth2/v3/userinfo", self.userinfo),
        ]

    def consent_page(self, request: Request) -> Response:
        """Send the browser back with a code or a denial; show a page where a person must choose.

        Who consents: the choice ordered by the control endpoint, else `login_hint`, else the only
        account there is. An ordered choice is used up by one consent.
        """
        try:
            asked = read_request(request, self.client_id, self.redirect_uris)
        except ConsentRefusedError as refusal:
            return Response(status=400, payload=_refusal_page(str(refusal)))
        choice = self.next_choice or self._clicked(request) or self._only_choice(asked.login_hint)
        if choice is None:
            return Response(payload=_account_chooser(request, list(self.state.accounts)))
        self.next_choice = None
        if choice.deny:
            return _back(asked.redirect_uri, {"error": "access_denied", "state": asked.state})
        consent = self._agreed(asked, choice)
        code = self.tokens.new_code(consent)
        shown = {"state": asked.state, "code": code, "scope": " ".join(consent.scopes)}
        return _back(asked.redirect_uri, shown)

    def _agreed(self, asked: ConsentRequest, choice: ConsentChoice) -> Consent:
        """Return what is granted: what was asked for less the boxes left unticked.

        With include_granted_scopes, what was granted before comes on top (incremental consent).
        A refresh token is given only where the consent screen was asked for, and offline access.
        """
        email = self.state.account(choice.email).email
        scopes = [scope for scope in asked.scopes if scope not in choice.scopes_denied]
        if asked.adds_to_earlier:
            scopes += self.tokens.granted(email, asked.client_id)
        return Consent(
            email=email,
            client_id=asked.client_id,
            redirect_uri=asked.redirect_uri,
            scopes=tuple(dict.fromkeys(scopes)),
            code_challenge=asked.code_challenge,
            gives_refresh_token=asked.offline and asked.prompts_consent,
            expires_at=time.time() + CODE_SECONDS,
        )

    def _clicked(self, request: Request) -> ConsentChoice | None:
        """Read what a person clicked on the chooser page."""
        if request.arg("sandbox_deny"):
            return ConsentChoice(email="", deny=True)
        email = request.arg("sandbox_account")
        return ConsentChoice(email=email) if email.lower() in self.state.accounts else None

    def _only_choice(self, login_hint: str) -> ConsentChoice | None:
        if login_hint.lower() in self.state.accounts:
            return ConsentChoice(email=login_hint)
        if len(self.state.accounts) == 1:
            return ConsentChoice(email=next(iter(self.state.accounts)))
        return None

    def token(self, request: Request) -> Response:
        """Exchange a code or a refresh token for an access token."""
        form = request.form()
        client_id, secret = _client_of(request, form)
        if (client_id, secret) != (self.client_id, self.client_secret):
            return _error(401, "invalid_client", "The OAuth client was not found.")
        try:
            match form.get("grant_type"):
                case "authorization_code":
                    return self._from_code(client_id, form)
                case "refresh_token":
                    return self._from_refresh_token(client_id, form)
                case other:
                    return _error(400, "unsupported_grant_type", f"Invalid grant_type: {other}")
        except RedirectMismatchError as refusal:
            return _error(400, "redirect_uri_mismatch", str(refusal))
        except InvalidGrantError as refusal:
            return _error(400, "invalid_grant", str(refusal))

    def _from_code(self, client_id: str, form: dict[str, str]) -> Response:
        consent, refresh = self.tokens.exchange(
            form.get("code", ""),
            client_id,
            form.get("redirect_uri", ""),
            form.get("code_verifier", ""),
        )
        answer = self._granted(consent.email, client_id, consent.scopes)
        return Response(payload=answer | ({"refresh_token": refresh} if refresh else {}))

    def _from_refresh_token(self, client_id: str, form: dict[str, str]) -> Response:
        grant = self.tokens.refreshed(form.get("refresh_token", ""), client_id)
        wanted = long_scopes(form.get("scope", "")) or grant.scopes
        if not set(wanted) <= set(grant.scopes):
            return _error(400, "invalid_scope", "Bad Request")
        return Response(payload=self._granted(grant.email, client_id, wanted))

    def _granted(self, email: str, client_id: str, scopes: tuple[str, ...]) -> Json:
        return {
            "access_token": self.tokens.new_access(email, client_id, scopes),
            "expires_in": int(self.state.switches.access_token_seconds),
            "scope": " ".join(scopes),
            "token_type": "Bearer",
        }

    def revoke(self, request: Request) -> Response:
        """Take back the grant that a token belongs to, refresh or access."""
        token = request.arg("token") or request.form().get("token", "")
        grant = self.tokens.refresh.get(token) or self.tokens.bearer(token)
        if grant is None:
            return _error(400, "invalid_token", "Token expired or revoked")
        self.tokens.revoke(grant.email, grant.client_id)
        return Response(payload={})

    def userinfo(self, request: Request) -> Response:
        """Say whose token it is, to a token that may know."""
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        grant = self.tokens.bearer(token)
        if grant is None or not {"openid", EMAIL_SCOPE} & set(grant.scopes):
            return _error(401, "invalid_request", "Invalid Credentials")
        account = self.state.account(grant.email)
        shown: Json = {"sub": subject_of(account.email), "name": account.name}
        if EMAIL_SCOPE in grant.scopes:
            shown |= {"email": account.email, "email_verified": True}
        return Response(payload=shown)


EMAIL_SCOPE = "https://www.googleapis.com/auth/userinfo.email"


def subject_of(email: str) -> str:
    """Return Google's stable number for an account."""
    return f"1{int.from_bytes(email.encode()[:8], 'big'):020d}"


def _client_of(request: Request, form: dict[str, str]) -> tuple[str, str]:
    """Return the client's id and secret from the form or from HTTP Basic (RFC 6749, 2.3.1)."""
    scheme, _, basic = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            client_id, _, secret = base64.b64decode(basic).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return "", ""
        return client_id, secret
    return form.get("client_id", ""), form.get("client_secret", "")


def _back(redirect_uri: str, given: dict[str, str]) -> Response:
    split = urlsplit(redirect_uri)
    query = urlencode({k: v for k, v in given.items() if v})
    joined = "&".join(part for part in (split.query, query) if part)
    return Response(status=302, headers={"Location": urlunsplit(split._replace(query=joined))})


def _account_chooser(request: Request, emails: list[str]) -> str:
    here = urlencode(parse_qs(urlencode(request.query, doseq=True)), doseq=True)
    links = [(email, {"sandbox_account": email}) for email in emails]
    links.append(("Cancel", {"sandbox_deny": "1"}))
    items = "".join(
        f'<li><a href="?{html.escape(here)}&amp;{urlencode(more)}">{html.escape(name)}</a></li>'
        for name, more in links
    )
    return (
        f"<!doctype html><title>Choose an account</title><h1>Choose an account</h1><ul>{items}</ul>"
    )


def _refusal_page(why: str) -> str:
    return (
        f"<!doctype html><title>Error 400</title><h1>Access blocked</h1><p>{html.escape(why)}</p>"
    )


def _error(status: int, error: str, description: str) -> Response:
    payload = {"error": error, "error_description": description}
    return Response(status=status, payload=payload)
