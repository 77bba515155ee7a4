"""Slack as one server: the Web API, OAuth, files, and the controls under /_sandbox/."""

from collections.abc import Callable
from typing import Any

from sandbox.clock import SharedClock
from sandbox.server import Request, Response, StandIn
from sandbox.slack import api_chat, api_directory, api_files, api_views, oauth, outcomes, replies
from sandbox.slack.acts import Acts
from sandbox.slack.api import WebApi, token_of
from sandbox.slack.delivery import Courier
from sandbox.slack.model import Json, SlackError
from sandbox.slack.provisioning import Provisioning
from sandbox.slack.socket_mode import SocketHub
from sandbox.slack.state import State

METHODS = {
    **api_chat.METHODS,
    **api_directory.METHODS,
    **api_files.METHODS,
    **api_views.METHODS,
}


class SlackStandIn(StandIn):
    """A Slack on a loopback port. Its base address for clients is `<url>/api/`."""

    def __init__(self, port: int = 0, clock: SharedClock | None = None) -> None:
        """Listen on `port` (0: any free one); message times come from `clock` if given."""
        super().__init__(port)
        self.state = State(clock)
        self.state.base_url = self.url
        self._hub = SocketHub(self.state)
        self._courier = Courier(self.state, self._hub)
        self._acts = Acts(self.state, self._courier)
        self._provisioning = Provisioning(self.state, self._courier)
        self._route_slack()
        self._route_controls()

    def start(self) -> "SlackStandIn":
        """Begin to serve HTTP and sockets."""
        self._hub.start()
        super().start()
        return self

    def stop(self) -> None:
        """Stop serving, cut the sockets, give up retries."""
        self._courier.stop()
        self._hub.stop()
        super().stop()

    def _route_slack(self) -> None:
        state, web_api = self.state, WebApi(state=self.state, methods=METHODS)
        self.route("POST", "/api/oauth.v2.access", lambda r: oauth.access(state, r))
        self.route("POST", "/api/apps.connections.open", self._open_connection)
        self.route("POST", "/api/{method}", web_api.answer)
        self.route("GET", "/api/{method}", web_api.answer)
        self.route("GET", "/oauth/v2/authorize", lambda r: oauth.authorize(state, r))
        self.route(
            "POST",
            "/actions/{team}/{token}",
            lambda r: replies.post_to_response_url(state, r),
        )
        self.route("POST", "/upload/v1/{team}/{file}", lambda r: api_files.receive_upload(state, r))
        self.route(
            "GET", "/files-pri/{key}/download/{name}", lambda r: api_files.download(state, r)
        )
        self.route("GET", "/files-pri/{key}/{name}", lambda r: api_files.download(state, r))

    def _open_connection(self, request: Request) -> Response:
        """apps.connections.open: an address for one socket, for the app-level token."""
        known = token_of(request, request.form()) == self.state.app.app_token
        answer: Json = {"ok": False, "error": "invalid_auth"}
        if known:
            answer = {"ok": True, "url": self._hub.new_url()}
        self.state.record_call(None, "apps.connections.open", {}, answer)
        return Response(payload=answer)

    def _route_controls(self) -> None:
        for name, order in self._provisioning.orders().items():
            self._control(f"set/{name}", self._locked(order))
        for act in ("slash", "shortcut", "message_shortcut", "home", "press", "fill"):
            self._control(f"act/{act}", getattr(self._acts, act))
        for act in ("suggest", "submit", "close"):
            self._control(f"act/{act}", getattr(self._acts, act))
        self._control("event", self._event)
        self._control("socket", self._socket)
        for name in ("screen", "home", "messages", "channels", "team"):
            self._control(f"see/{name}", self._locked(getattr(self, f"_see_{name}")))
        self.route("GET", "/_sandbox/ledger", self._ledger)
        self.route("DELETE", "/_sandbox/ledger", self._clear_ledger)

    def _control(self, name: str, order: Callable[[Json], Any]) -> None:
        def serve(request: Request) -> Response:
            try:
                return Response(payload=order(request.json()))
            except SlackError as refusal:
                return Response(status=400, payload=refusal.body)
            except (KeyError, TypeError, AttributeError) as error:
                return Response(status=400, payload={"ok": False, "error": repr(error)})

        self.route("POST", f"/_sandbox/{name}", serve)

    def _locked(self, order: Callable[[Json], Any]) -> Callable[[Json], Any]:
        def run(body: Json) -> Any:
            with self.state.lock:
                return order(body)

        return run

    def _event(self, body: Json) -> Json:
        with self.state.lock:
            run = self._provisioning.event(body)
        answer = run()
        return {"status": answer.status, "error": answer.error, "elapsed_ms": answer.elapsed_ms}

    def _socket(self, body: Json) -> Json:
        if body.get("cut"):
            self._hub.cut()
        elif body.get("disconnect"):
            self._hub.disconnect(body["disconnect"])
        return {"connections": len(self._hub.sockets())}

    def _see_screen(self, body: Json) -> Json:
        team = self.state.team(body["team_id"])
        user = team.user(body["user_id"])
        return {"view": outcomes.screen(self.state, team, user, body.get("view_id"))}

    def _see_home(self, body: Json) -> Json:
        team = self.state.team(body["team_id"])
        user = team.user(body["user_id"])
        view_id = team.homes.get(user.id)
        return {"view": outcomes.screen(self.state, team, user, view_id) if view_id else None}

    def _see_messages(self, body: Json) -> Json:
        return outcomes.messages(self.state, self.state.team(body["team_id"]), body)

    def _see_channels(self, body: Json) -> Json:
        return outcomes.channels(self.state.team(body["team_id"]))

    def _see_team(self, body: Json) -> Json:
        return outcomes.people(self.state.team(body["team_id"]))

    def _ledger(self, _request: Request) -> Response:
        with self.state.lock:
            ledger = {"calls": self.state.calls, "deliveries": self.state.deliveries}
            return Response(payload=ledger)

    def _clear_ledger(self, _request: Request) -> Response:
        with self.state.lock:
            self.state.calls.clear()
            self.state.deliveries.clear()
        return Response(payload={"ok": True})
