"""The stand-in itself: OAuth, Gmail, Calendar and the control endpoints on one port."""

import re

from sandbox.google.api import Api
from sandbox.google.control import Control
from sandbox.google.journal import Asked
from sandbox.google.mime import from_base64url
from sandbox.google.oauth import CLIENT_ID, CLIENT_SECRET, OAuth
from sandbox.google.state import Clock, State, real_time
from sandbox.google.switches import Switches
from sandbox.server import Fault, Request, Response, StandIn

_RAW_MAIL = re.compile(r'"raw": ?"([\w=-]+)"')


class GoogleStandIn(StandIn):
    """Google on a loopback port. `url` is GOOGLE_API_URL; `world.GoogleWorld(url)` steers it.

    `clock` gives mail and calendar their time; tokens live on real time.
    """

    def __init__(
        self,
        port: int = 0,
        *,
        clock: Clock = real_time,
        client_id: str = CLIENT_ID,
        client_secret: str = CLIENT_SECRET,
        switches: Switches | None = None,
    ) -> None:
        super().__init__(port)
        self.state = State(clock=clock, switches=switches or Switches())
        self.oauth = OAuth(self.state, client_id, client_secret)
        self._api = Api(self.state, self.oauth.tokens)
        for method, path, handler in self.oauth.routes():
            self.route(method, path, handler)
        for method, path, handler in Control(self.state, self.oauth).routes():
            self.route(method, path, handler)

    def answer(self, request: Request) -> Response:
        """Let one request act at a time: a mailbox has one truth."""
        with self.state.lock:
            return super().answer(request)

    def not_found(self, request: Request) -> Response:
        """Take whatever is no page of ours as a call of an API."""
        return self._api.answer(request)

    def words(self, request: Request) -> str:
        """Return what a request says, a mail in it as it will go out."""
        said = super().words(request)
        found = _RAW_MAIL.search(said)
        return said + from_base64url(found[1]).decode("utf-8", "replace") if found else said

    def take_fault(self, request: Request) -> Fault | None:
        """Put a request that a fault swallows on record: it did come over the wire."""
        fault = super().take_fault(request)
        if fault and fault.when == "before" and fault.kind != "gate":
            with self.state.lock:
                self.state.journal.note(
                    Asked(
                        method_id="",
                        http_method=request.method,
                        path=request.path,
                        account="",
                        status=0,
                        at=self.state.clock(),
                    )
                )
        return fault
