"""`/slack/install` and `/slack/oauth_redirect`: the app in many workspaces."""

import hmac
import secrets
from typing import TYPE_CHECKING

from flask import Flask, Response, make_response, redirect, request
from slack_sdk import WebClient
from slack_sdk.oauth import AuthorizeUrlGenerator

from bot.config import secret
from bot.pages import page
from bot.scopes import BOT_SCOPES
from engine.domain.errors import Refusal
from engine.domain.workspace import Workspace
from engine.use_cases.installing import install

if TYPE_CHECKING:
    from bot.web.server import Web

STATE_SECONDS = 600
COOKIE = "slack_install"


def add(flask: Flask, web: "Web") -> None:
    """Add the routes."""
    redirect_uri = f"{web.settings.own_url}/slack/oauth_redirect"

    @flask.get("/slack/install")
    def slack_install() -> Response:
        _require_client(web)
        return _to_slack(web, redirect_uri)

    @flask.get("/slack/oauth_redirect")
    def slack_oauth_redirect() -> str:
        _require_client(web)
        _require_begun_here(web)
        workspace = _installed(web, redirect_uri)
        return page("Installed", f"Sequences is installed in {workspace.name}. Type /sequence.")


def _to_slack(web: "Web", redirect_uri: str) -> Response:
    """Return the way to Slack's consent page, and let the browser remember that it began this."""
    settings = web.settings
    browser = secrets.token_urlsafe(16)
    address = AuthorizeUrlGenerator(
        client_id=settings.slack_client_id or "",
        scopes=list(BOT_SCOPES),
        redirect_uri=redirect_uri,
        authorization_url=_authorize_url(settings.slack_api_url),
    ).generate(web.links.state("install", browser))
    # What Slack is asked for one workspace by, such as ?team=T…, is handed on.
    team = request.args.get("team")
    answer = make_response(redirect(f"{address}&team={team}" if team else address))
    secure = settings.own_url.startswith("https://")
    answer.set_cookie(
        COOKIE, browser, max_age=STATE_SECONDS, httponly=True, secure=secure, samesite="Lax"
    )
    return answer


def _require_begun_here(web: "Web") -> None:
    """Raise Refusal unless this very browser began the installation, and went through with it."""
    if request.args.get("error"):
        raise Refusal("The installation was cancelled. Open /slack/install to try again.")
    state = request.args.get("state", "")
    browser = web.links.check_state("install", state, seconds=STATE_SECONDS)
    if not hmac.compare_digest(browser, request.cookies.get(COOKIE, "")):
        raise Refusal("This installation was begun in another browser. Start again.")


def _installed(web: "Web", redirect_uri: str) -> Workspace:
    """Trade the code for the workspace's token, and keep it."""
    settings = web.settings
    granted = WebClient(base_url=settings.slack_api_url, timeout=10).oauth_v2_access(
        client_id=settings.slack_client_id or "",
        client_secret=secret(settings.slack_client_secret) or "",
        code=request.args.get("code", ""),
        redirect_uri=redirect_uri,
    )
    team = granted.get("team") or {}
    enterprise = granted.get("enterprise") or {}
    return install(
        web.store,
        workspace_id=team["id"],
        name=team.get("name", ""),
        bot_token=granted["access_token"],
        bot_user_id=granted["bot_user_id"],
        enterprise_id=enterprise.get("id"),
    )


def _require_client(web: "Web") -> None:
    if not (web.settings.slack_client_id and web.settings.slack_client_secret):
        raise Refusal(
            "This server runs for one workspace. Set SLACK_CLIENT_ID and SLACK_CLIENT_SECRET to "
            "make it installable."
        )


def _authorize_url(api_url: str) -> str:
    """Return Slack's consent page: it stands beside the Web API, on the same host."""
    return api_url.rstrip("/").removesuffix("/api") + "/oauth/v2/authorize"
