"""Bolt's own OAuth flow at the stand-in: install page, consent, redirect, a working token."""

import html
import logging
import re
from pathlib import Path
from typing import Any

import requests
from slack_bolt import App
from slack_bolt.oauth.oauth_settings import OAuthSettings
from slack_bolt.request import BoltRequest
from slack_sdk import WebClient
from slack_sdk.oauth.installation_store import FileInstallationStore
from slack_sdk.oauth.state_store import FileOAuthStateStore

from sandbox.server import Request, Response, StandIn
from sandbox.slack import Slack, SlackStandIn


def bolt_app(slack: Slack, folder: Path) -> Any:
    settings = OAuthSettings(
        client_id="100.200",
        client_secret="client-secret",
        scopes=["chat:write", "commands"],
        authorization_url=f"{slack.base_url}/oauth/v2/authorize",
        installation_store=FileInstallationStore(base_dir=str(folder / "installations")),
        state_store=FileOAuthStateStore(expiration_seconds=600, base_dir=str(folder / "states")),
    )
    app = App(
        client=WebClient(base_url=slack.api_url),
        signing_secret="signing-secret",
        oauth_settings=settings,
        logger=logging.getLogger("quiet"),
    )
    app.command("/sequence")(lambda ack, client: ack(client.auth_test()["team_id"]))
    return app


def serve(app: Any) -> StandIn:
    """Run Bolt's install pages and its events on a server."""

    def answered(answer: Any) -> Response:
        headers = {name.title(): values[0] for name, values in answer.headers.items()}
        return Response(status=answer.status, payload=answer.body.encode(), headers=headers)

    def bolt(request: Request) -> BoltRequest:
        query: Any = {name: list(values) for name, values in request.query.items()}
        return BoltRequest(body=request.body.decode(), query=query, headers=dict(request.headers))

    server = StandIn()
    flow = app.oauth_flow
    server.route("GET", "/slack/install", lambda r: answered(flow.handle_installation(bolt(r))))
    server.route("GET", "/slack/oauth_redirect", lambda r: answered(flow.handle_callback(bolt(r))))
    server.route("POST", "/slack/events", lambda r: answered(app.dispatch(bolt(r))))
    server.start()
    return server


def test_a_workspace_installs_the_app_and_uses_it(tmp_path: Path) -> None:
    stand_in = SlackStandIn().start()
    slack = Slack(base_url=stand_in.url)
    team = slack.workspace("Fresh")
    ada = team.user("ada", is_admin=True)
    server = serve(bolt_app(slack, tmp_path))
    slack.app(
        request_url=f"{server.url}/slack/events", redirect_url=f"{server.url}/slack/oauth_redirect"
    )

    page = requests.get(f"{server.url}/slack/install", timeout=10)
    (link,) = re.findall(r'<a href="([^"]+)"', page.text)
    consent = requests.get(html.unescape(link), allow_redirects=False, timeout=10)
    # Bolt's cookie is for https only, so a plain client would not send it back.
    cookie = {"Cookie": page.headers["Set-Cookie"].split(";")[0]}
    done = requests.get(consent.headers["Location"], headers=cookie, timeout=10)

    assert done.ok
    assert "Thank you" in done.text
    assert ada.slash("whoami").text == team.team_id
    server.stop()
    stand_in.stop()
