"""What an app asks for at the consent screen, and what the person in front of it chooses."""

from dataclasses import dataclass

from sandbox.server import Request

# Google answers the short names by their long ones (OpenID Connect, "scope").
_LONG_NAMES = {
    "email": "https://www.googleapis.com/auth/userinfo.email",
    "profile": "https://www.googleapis.com/auth/userinfo.profile",
}


class ConsentRefusedError(ValueError):
    """A request that Google refuses to show to anyone, in the words of its error page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentChoice:
    """Who consents, and to what not."""

    email: str
    scopes_denied: tuple[str, ...] = ()  # boxes left unticked, by long name
    deny: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRequest:
    """What stands in the consent link."""

    client_id: str
    redirect_uri: str
    scopes: tuple[str, ...]
    state: str
    code_challenge: str
    login_hint: str
    offline: bool
    prompts_consent: bool
    adds_to_earlier: bool


def long_scopes(scopes: str) -> tuple[str, ...]:
    """Return scopes as Google names them in its answers, each once."""
    return tuple(dict.fromkeys(_LONG_NAMES.get(scope, scope) for scope in scopes.split()))


def read_request(request: Request, client_id: str, redirect_uris: set[str]) -> ConsentRequest:
    """Return what a consent link asks for; raises ConsentRefusedError as Google's page does."""
    if request.arg("client_id") != client_id:
        raise ConsentRefusedError("Error 401: invalid_client. The OAuth client was not found.")
    redirect_uri = request.arg("redirect_uri")
    if not redirect_uri or (redirect_uris and redirect_uri not in redirect_uris):
        raise ConsentRefusedError("Error 400: redirect_uri_mismatch")
    if request.arg("response_type") != "code":
        raise ConsentRefusedError(
            "Error 400: invalid_request. Required parameter: response_type=code"
        )
    if not request.arg("scope").split():
        raise ConsentRefusedError("Error 400: invalid_request. Missing required parameter: scope")
    challenge = request.arg("code_challenge")
    if challenge and request.arg("code_challenge_method") != "S256":
        raise ConsentRefusedError("Error 400: invalid_request. The stand-in takes S256 only.")
    return ConsentRequest(
        client_id=client_id,
        redirect_uri=redirect_uri,
        scopes=long_scopes(request.arg("scope")),
        state=request.arg("state"),
        code_challenge=challenge,
        login_hint=request.arg("login_hint"),
        offline=request.arg("access_type") == "offline",
        prompts_consent="consent" in request.arg("prompt").split(),
        adds_to_earlier=request.arg("include_granted_scopes") == "true",
    )
