"""The Web API's doorway: who calls, with what arguments, how often, and with which scope.

Source: Slack's "Using the Slack Web API": arguments as JSON, form or query; answers carry `ok`;
a refusal is `{"ok": false, "error": word}` with status 200, and 429 with `Retry-After` for rates.
"""

import base64
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sandbox.server import Request, Response
from sandbox.slack.model import Json, SlackError, Team
from sandbox.slack.state import State

_JSON_ARGUMENTS = ("view", "blocks", "attachments", "metadata", "files")

# One of these scopes is needed; methods that are absent need none.
SCOPES: dict[str, tuple[str, ...]] = {
    "chat.delete": ("chat:write",),
    "chat.postEphemeral": ("chat:write",),
    "chat.postMessage": ("chat:write",),
    "chat.update": ("chat:write",),
    "conversations.info": ("channels:read", "groups:read", "im:read"),
    "conversations.join": ("channels:join",),
    "conversations.list": ("channels:read", "groups:read", "im:read"),
    "conversations.members": ("channels:read", "groups:read", "im:read"),
    "conversations.open": ("im:write", "mpim:write"),
    "files.completeUploadExternal": ("files:write",),
    "files.getUploadURLExternal": ("files:write",),
    "files.info": ("files:read",),
    "team.info": ("team:read",),
    "users.info": ("users:read",),
    "users.list": ("users:read",),
    "users.lookupByEmail": ("users:read.email",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One authorised call of a Web API method."""

    state: State
    team: Team
    args: Json = field(default_factory=dict)

    def text(self, name: str, default: str = "") -> str:
        """Return an argument as text; absent and null give the default."""
        value = self.args.get(name)
        return default if value is None else str(value)

    def flag(self, name: str) -> bool:
        """Return an argument as a truth value; forms write it as 1 or true."""
        return str(self.args.get(name) or "").lower() in ("1", "true")


Method = Callable[[Call], Json]


def read_args(request: Request) -> Json:
    """Return the call's arguments from query and body, nested JSON decoded.

    Raises:
        SlackError: `invalid_json` or `invalid_arguments`.
    """
    args: Json = {name: values[-1] for name, values in request.query.items()}
    if request.headers.get("content-type", "").startswith("application/json"):
        try:
            body = request.json()
        except ValueError as error:
            raise SlackError("invalid_json") from error
        if not isinstance(body, dict):
            raise SlackError("json_not_object")
        args |= body
    elif request.body:
        args |= request.form()
    return {name: _decoded(name, value) for name, value in args.items()}


def _decoded(name: str, value: Any) -> Any:
    if name not in _JSON_ARGUMENTS or not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError as error:
        word = "invalid_blocks_format" if name == "blocks" else "invalid_arguments"
        raise SlackError(word) from error


def token_of(request: Request, args: Json) -> str:
    """Return the bearer token, taking it out of the arguments if it came as a field."""
    field_token = str(args.pop("token", "") or "")
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else field_token


def basic_of(request: Request) -> tuple[str, str]:
    """Return user and password of HTTP Basic authorization, or two empty strings."""
    scheme, _, coded = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    user, _, password = base64.b64decode(coded).decode().partition(":")
    return user, password


@dataclass(frozen=True, slots=True, kw_only=True)
class WebApi:
    """Every method that needs a bot token, behind authorization, rates and scopes."""

    state: State
    methods: dict[str, Method]

    def answer(self, request: Request) -> Response:
        """Serve one call and write it to the ledger."""
        method = request.params["method"]
        args: Json = {}
        team: Team | None = None
        with self.state.lock:
            try:
                args = read_args(request)
                team = self.state.team_of_token(token_of(request, args))
                wait_seconds = self._wait_seconds(method, team, args)
                if wait_seconds:
                    return self._too_fast(method, team, args, wait_seconds)
                answer = self._called(method, team, args)
            except SlackError as refusal:
                answer = refusal.body
            self.state.record_call(team.id if team else None, method, args, answer)
        return Response(payload=answer)

    def _called(self, method: str, team: Team, args: Json) -> Json:
        if method not in self.methods:
            raise SlackError("unknown_method", req_method=method)
        needed = SCOPES.get(method)
        if needed and not team.scopes & set(needed):
            provided = ",".join(sorted(team.scopes))
            raise SlackError("missing_scope", needed=",".join(needed), provided=provided)
        call = Call(state=self.state, team=team, args=args)
        return {"ok": True, **self.methods[method](call)}

    def _wait_seconds(self, method: str, team: Team, args: Json) -> int:
        if not self.state.switches.rate_limits:
            return 0
        channel = str(args.get("channel") or "")
        return self.state.rates.wait_seconds(method, team.id, channel, time.monotonic())

    def _too_fast(self, method: str, team: Team, args: Json, wait_seconds: int) -> Response:
        answer = SlackError("ratelimited").body
        self.state.record_call(team.id, method, args, answer)
        headers = {"Retry-After": str(wait_seconds)}
        return Response(status=429, payload=answer, headers=headers)
