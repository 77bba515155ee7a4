"""Google's consent: the address of the page, and the grant that comes back from it."""

from collections.abc import Callable
from datetime import UTC, datetime

from google_auth_oauthlib.flow import Flow

from engine.domain.errors import AccessRevoked, Permanent, Refusal
from engine.ports.providers import Granted
from engine.providers.google_errors import GOOGLE, GoogleProblem
from engine.providers.google_http import DEADLINE_SECONDS
from engine.providers.google_tokens import Budget, TokenEndpoint

READ_MAIL = "https://www.googleapis.com/auth/gmail.readonly"
COMPOSE_MAIL = "https://www.googleapis.com/auth/gmail.compose"
READ_EVENTS = "https://www.googleapis.com/auth/calendar.events.readonly"
SCOPES = (
    "openid",
    "https://www.googleapis.com/auth/userinfo.email",  # Google's full name of "email"
    READ_MAIL,
    COMPOSE_MAIL,
    READ_EVENTS,  # may be unticked: then meetings aren't seen
)
# As Google's consent page words the boxes.
_NEEDED = {
    READ_MAIL: "“View your email messages and settings”",
    COMPOSE_MAIL: "“Manage drafts and send emails”",
}


class GoogleConsent:
    """`Consent` for Google, as a web application with PKCE."""

    def __init__(
        self,
        *,
        auth_url: str,
        token_url: str,
        client_id: str,
        client_secret: str,
        deadline_seconds: float = DEADLINE_SECONDS,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Access is revoked at `token_url` with its last segment replaced by `revoke`."""
        self._auth_url = auth_url
        self._client_id = client_id
        self._client_secret = client_secret
        self._token_url = token_url
        self._deadline_seconds = deadline_seconds
        self._endpoint = TokenEndpoint(
            token_url=token_url, client_id=client_id, client_secret=client_secret, now=now
        )

    def address(self, *, state: str, redirect_uri: str, login_hint: str | None) -> tuple[str, str]:
        """Return the page's address and the verifier.

        The page is always shown ("consent"): Google gives a refresh token only then.
        """
        flow = self._flow(state, redirect_uri)
        hint = {"login_hint": login_hint} if login_hint else {}
        address, _state = flow.authorization_url(prompt="consent", **hint)
        scheme, _, _rest = self._auth_url.partition("://")
        return f"{scheme}://{address.partition('://')[2]}", flow.code_verifier

    def exchange(self, *, code: str, verifier: str, redirect_uri: str) -> Granted:
        """Trade the code; a code works once, so whatever fails here starts with a new page.

        Not by `Flow.fetch_token`: it has no hard deadline, its library logs the tokens at debug
        level, and it takes unticked boxes for an error unless the environment says otherwise.
        """
        try:
            body = self._endpoint.grant(
                Budget(self._deadline_seconds),
                grant_type="authorization_code",
                code=code,
                code_verifier=verifier,
                redirect_uri=redirect_uri,
            )
        except AccessRevoked as dead:
            raise _dead_code(dead) from dead
        # RFC 6749, 5.1: an answer without scopes gives those that were asked for.
        scopes = tuple(sorted(str(body.get("scope") or " ".join(SCOPES)).split()))
        _check_ticked(scopes)
        return Granted(refresh_token=_lasting(body.get("refresh_token")), scopes=scopes)

    def revoke(self, refresh_token: str) -> None:
        """Give the access back; a token that is dead already is fine."""
        self._endpoint.revoke(Budget(self._deadline_seconds), refresh_token)

    def _flow(self, state: str, redirect_uri: str) -> Flow:
        # oauthlib refuses a page at plain http, which a local stand-in has, unless the whole
        # process is told that insecure is fine; so the scheme is put back afterwards instead.
        _scheme, _, rest = self._auth_url.partition("://")
        client = {
            "client_id": self._client_id,
            "client_secret": self._client_secret,
            "auth_uri": f"https://{rest}",
            "token_uri": self._token_url,
        }
        return Flow.from_client_config(
            {"web": client}, scopes=list(SCOPES), state=state, redirect_uri=redirect_uri
        )


def _check_ticked(scopes: tuple[str, ...]) -> None:
    """Google's consent page lets people untick single boxes (granular permissions)."""
    missing = [box for scope, box in _NEEDED.items() if scope not in scopes]
    if missing:
        raise Refusal(
            f"Google was not allowed everything this needs: please tick {' and '.join(missing)}. "
            "Connect again and leave the boxes ticked."
        )


def _lasting(refresh_token: object) -> str:
    if isinstance(refresh_token, str) and refresh_token:
        return refresh_token
    raise Refusal(
        "Google gave access for an hour only. Remove this app at "
        "https://myaccount.google.com/connections, then connect again."
    )


def _dead_code(dead: AccessRevoked) -> Refusal | Permanent:
    if "invalid_grant" in dead.reason:
        return Refusal("This sign-in was used already or took too long. Please connect again.")
    return Permanent(dead.reason, kind=GoogleProblem.REFUSED, provider=GOOGLE)
