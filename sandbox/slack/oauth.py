"""Installing the app: consent that is given at once, and codes that are exchanged once.

Source: Slack's "Installing with OAuth" and the method page of oauth.v2.access.
"""

import secrets
from typing import Any
from urllib.parse import urlencode

from sandbox.server import Request, Response
from sandbox.slack.api import basic_of, read_args
from sandbox.slack.model import Json, SlackError, Team
from sandbox.slack.state import Code, State


def authorize(state: State, request: Request) -> Response:
    """Serve the consent page: the person agrees, unless the query says deny=1."""
    with state.lock:
        if request.arg("client_id") != state.app.client_id:
            return Response(status=400, payload="invalid_client_id")
        redirect_uri = request.arg("redirect_uri") or state.app.redirect_url
        if not redirect_uri:
            return Response(status=400, payload="no redirect_uri")
        asked = {"state": request.arg("state")} if request.arg("state") else {}
        if request.arg("deny"):
            return _redirect(redirect_uri, {"error": "access_denied", **asked})
        team = _team(state, request.arg("team"))
        code = _new_code(state, team, request, redirect_uri)
    return _redirect(redirect_uri, {"code": code, **asked})


def _redirect(redirect_uri: str, query: dict[str, str]) -> Response:
    joint = "&" if "?" in redirect_uri else "?"
    return Response(status=302, headers={"Location": f"{redirect_uri}{joint}{urlencode(query)}"})


def _team(state: State, team_id: str) -> Team:
    return state.team(team_id) if team_id else next(iter(state.teams.values()))


def _new_code(state: State, team: Team, request: Request, redirect_uri: str) -> str:
    people = [user for user in team.users.values() if not user.is_bot]
    installer = request.arg("user") or next((p.id for p in people if p.is_admin), people[0].id)
    code = f"{secrets.randbelow(10**9)}.{secrets.token_hex(16)}"
    scopes = frozenset(scope for scope in request.arg("scope").split(",") if scope)
    state.codes[code] = Code(
        team_id=team.id, user_id=installer, redirect_uri=redirect_uri, scopes=scopes or team.scopes
    )
    return code


def access(state: State, request: Request) -> Response:
    """oauth.v2.access: exchange a code for a bot token."""
    with state.lock:
        try:
            args = read_args(request)
            answer = _exchanged(state, request, args)
        except SlackError as refusal:
            answer = refusal.body
        state.record_call(None, "oauth.v2.access", {}, answer)
    return Response(payload=answer)


def _exchanged(state: State, request: Request, args: Json) -> Json:
    client_id, client_secret = basic_of(request)
    if (args.get("client_id") or client_id) != state.app.client_id:
        raise SlackError("invalid_client_id")
    if (args.get("client_secret") or client_secret) != state.app.client_secret:
        raise SlackError("bad_client_secret")
    key = str(args.get("code"))
    if key in state.spent_codes:
        raise SlackError("code_already_used")
    code = state.codes.get(key)
    if code is None:
        raise SlackError("invalid_code")
    if args.get("redirect_uri") and args["redirect_uri"] != code.redirect_uri:
        raise SlackError("bad_redirect_uri")
    state.spent_codes.add(key)
    return _installed(state, state.team(code.team_id), code)


def _installed(state: State, team: Team, code: Code) -> Json:
    """Return the installation; a new one gets a new token, a repeated one keeps its own."""
    live = [token for token, how in team.tokens.items() if how == "live"]
    token = live[0] if live else f"xoxb-{secrets.token_hex(12)}"
    team.tokens[token] = "live"
    team.scopes = code.scopes
    told: dict[str, Any] = {
        "ok": True,
        "app_id": state.app.app_id,
        "authed_user": {"id": code.user_id},
        "scope": ",".join(sorted(code.scopes)),
        "token_type": "bot",
        "access_token": token,
        "bot_user_id": team.bot_user_id,
        "team": {"id": team.id, "name": team.name},
        "enterprise": None,
        "is_enterprise_install": False,
    }
    return told
