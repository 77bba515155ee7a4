"""OAuth: consent by redirect, codes and refresh tokens for access tokens; and the PAT's refresh."""

import secrets
from urllib.parse import urlencode

from sandbox.salesmsg.calls import body_fields, query_fields
from sandbox.salesmsg.tokens import ALL_SCOPES, CATCH_ALL_SCOPE, Token, TokenBook
from sandbox.server import Request, Response


class OAuthApi:
    """The endpoints that give out tokens; none of them counts as an API call with a scope."""

    def __init__(self, book: TokenBook) -> None:
        self.book = book

    def authorize(self, request: Request) -> Response:
        """Consent at once and send the browser back with a code, or with an error."""
        app = self.book.apps.get(request.arg("client_id"))
        if app is None or not request.arg("redirect_uri"):
            return Response(status=400, payload="<html>Unknown application</html>")
        asked = frozenset(request.arg("scope").split())
        if self.book.deny_consent:
            return _back(request, {"error": "access_denied"})
        if not asked or not asked <= app.scopes | {CATCH_ALL_SCOPE}:
            return _back(request, {"error": "invalid_scope"})
        code = secrets.token_urlsafe(16)
        self.book.codes[code] = asked
        return _back(request, {"code": code})

    def token(self, request: Request) -> Response:
        """Exchange an authorization code, which works once."""
        fields = {**query_fields(request), **body_fields(request)}
        if fields.get("grant_type") != "authorization_code":
            return _refused("unsupported_grant_type")
        scopes = self.book.codes.pop(str(fields.get("code")), None)
        return self._grant(fields, scopes)

    def refresh(self, request: Request) -> Response:
        """Exchange a refresh token for a new pair; the old one is used up."""
        fields = {**query_fields(request), **body_fields(request)}
        if fields.get("grant_type") != "refresh_token":
            return _refused("unsupported_grant_type")
        scopes = self.book.refresh_tokens.pop(str(fields.get("refresh_token")), None)
        return self._grant(fields, scopes)

    def refresh_personal(self, request: Request) -> Response:
        """Rotate a personal token: the one that asked is dead before it reads the answer."""
        found = self.book.find(request.headers, request.path)
        if isinstance(found, Response):
            return found
        made = self.book.rotate(found)
        return Response(payload={"access_token": made.value, "expires_in": self._life()})

    def _grant(self, fields: dict[str, str], scopes: frozenset[str] | None) -> Response:
        app = self.book.apps.get(str(fields.get("client_id")))
        if app is None or app.client_secret != fields.get("client_secret"):
            return _refused("invalid_client")
        if scopes is None:
            return _refused("invalid_grant")
        return self._pair(ALL_SCOPES if CATCH_ALL_SCOPE in scopes else scopes)

    def _pair(self, scopes: frozenset[str]) -> Response:
        made: Token = self.book.issue(scopes)
        refresh_token = secrets.token_urlsafe(24)
        self.book.refresh_tokens[refresh_token] = scopes
        return Response(
            payload={
                "access_token": made.value,
                "refresh_token": refresh_token,
                "expires_in": self._life(),
            }
        )

    def _life(self) -> int:
        return int(self.book.life_seconds)


def _back(request: Request, answer: dict[str, str]) -> Response:
    target = request.arg("redirect_uri")
    query = urlencode({**answer, "state": request.arg("state")})
    glue = "&" if "?" in target else "?"
    return Response(status=302, headers={"Location": f"{target}{glue}{query}"})


def _refused(error: str) -> Response:
    payload = {"error": error, "error_description": "The request was refused.", "message": error}
    return Response(status=401 if error == "invalid_client" else 400, payload=payload)
