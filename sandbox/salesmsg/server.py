"""The stand-in's server: the gate (rate, token, scope) before a table of routes."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sandbox.salesmsg import api_account, api_contacts, api_messages, carrier
from sandbox.salesmsg.account import Account
from sandbox.salesmsg.api_oauth import OAuthApi
from sandbox.salesmsg.calls import Call, Handler, Route, body_fields, query_fields
from sandbox.salesmsg.control import Control
from sandbox.salesmsg.rate import RateGate
from sandbox.salesmsg.tokens import MISSING_SCOPE, Token, TokenBook
from sandbox.salesmsg.webhooks import Webhooks
from sandbox.server import Fault, Request, Response, StandIn

BASE = "/pub/v2.3"
AUTHORIZE_PATH = "/auth/oauth"


class SalesmsgStandIn(StandIn):
    """Salesmsg on a loopback port: times by the sandbox's clock, limits and tokens by real time."""

    def __init__(self, now: Callable[[], datetime], port: int = 0) -> None:
        """Make the server; `now` returns aware UTC. Call `start()` to serve."""
        super().__init__(port)
        self.webhooks = Webhooks()
        self.account = Account(now, self.webhooks.emit)
        self.book = TokenBook()
        self.gate = RateGate()
        self.requests: list[dict[str, Any]] = []
        self._add_oauth(OAuthApi(self.book))
        for route in api_account.ROUTES + api_contacts.ROUTES + api_messages.ROUTES:
            self._add(route)
        Control(self.account, self.book, self.gate, self.webhooks, self.requests).add_to(self)

    @property
    def api_url(self) -> str:
        """The base that a client is configured with."""
        return self.url + BASE

    def start(self) -> "SalesmsgStandIn":
        """Begin to serve on a background thread."""
        super().start()
        return self

    def stop(self) -> None:
        """Stop serving and posting."""
        super().stop()
        self.webhooks.stop()

    def take_fault(self, request: Request) -> Fault | None:
        """Note the request, also one that a fault will swallow, then see to the faults."""
        if not request.path.startswith("/_sandbox/"):
            self.requests.append(_noted(request))
        return super().take_fault(request)

    def not_found(self, _request: Request) -> Response:
        """Answer as Laravel does."""
        return Response(status=404, payload={"message": "Not Found"})

    def _add_oauth(self, api: OAuthApi) -> None:
        self.route("GET", AUTHORIZE_PATH, api.authorize)
        for path, handler in (
            ("/oauth/token", api.token),
            ("/oauth/token/refresh", api.refresh),
            ("/oauth/personal-token/refresh", api.refresh_personal),
        ):
            self.route("POST", BASE + path, self._locked(handler))

    def _locked(self, handler: Callable[[Request], Response]) -> Callable[[Request], Response]:
        def serve(request: Request) -> Response:
            with self.account.lock:
                return self.gate.refusal() or handler(request)

        return serve

    def _add(self, route: Route) -> None:
        method, path, scope, handler = route

        def serve(request: Request) -> Response:
            return self._pass(request, scope, handler)

        self.route(method, BASE + path, self._locked(serve))

    def _pass(self, request: Request, scope: str, handler: Handler) -> Response:
        token = self.book.find(request.headers, request.path)
        if not isinstance(token, Token):
            return token
        if not token.allows(scope):
            return MISSING_SCOPE
        carrier.advance(self.account)
        fields = {**query_fields(request), **body_fields(request)}
        return handler(self.account, Call(request=request, fields=fields, user_id=token.user_id))


def _noted(request: Request) -> dict[str, Any]:
    return {
        "method": request.method,
        "path": request.path,
        "query": query_fields(request),
        "body": body_fields(request),
    }
