"""The real clients at the stand-in: slack_sdk's WebClient, Bolt over signed HTTP and by socket.

One app, one story, both ways in: what passes here is what the product may rely on.
"""

import gc
import logging
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.request import BoltRequest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from sandbox.server import Request, Response, StandIn
from sandbox.slack import Person, Result, Slack, SlackStandIn, Workspace, wait_for
from tests.standins.slack_scene import (
    Json,
    actions,
    an_input,
    button,
    home,
    modal,
    option,
    section,
    text_input,
)

TOKEN, SECRET, APP_TOKEN = "xoxb-contract", "signing-secret", "xapp-1-A0APP-1-token"
FORM = modal(
    text_input("Sequence name"),
    an_input("Send from", {"type": "external_select", "min_query_length": 0}),
    actions(button("Add email step", "add")),
    callback_id="new",
)


def build_app(client: WebClient) -> Any:
    """Return an app of the kind that the product is."""
    app = App(client=client, signing_secret=SECRET, logger=logging.getLogger("quiet"))

    @app.command("/sequence")
    def command(ack: Any, body: Json, client: WebClient) -> None:
        if body.get("text") == "new":
            client.views_open(trigger_id=body["trigger_id"], view=FORM)
            ack()
        else:
            ack(text=f"You said {body.get('text')}")

    @app.options("value")
    def options(ack: Any, body: Json) -> None:
        ack(options=[option("ada@acme.test")])

    @app.action("add")
    def add(ack: Any, body: Json, client: WebClient) -> None:
        client.views_push(trigger_id=body["trigger_id"], view=modal(title="Email step"))
        ack()

    @app.view("new")
    def submitted(ack: Any, view: Json, body: Json, client: WebClient) -> None:
        name = view["state"]["values"]["name"]["value"]["value"]
        if name == "taken":
            ack(response_action="errors", errors={"name": "There is one already."})
            return
        blocks = [section(name), actions(button("Review", "review", value=name))]
        client.chat_postMessage(channel=body["user"]["id"], text=name, blocks=blocks)
        ack()

    @app.action("review")
    def review(ack: Any, body: Json, respond: Any) -> None:
        respond(text=f"Approved {body['actions'][0]['value']}", replace_original=True)
        ack()

    @app.event("app_home_opened")
    def opened(event: Json, client: WebClient) -> None:
        client.views_publish(user_id=event["user"], view=home(section("Hello")))

    @app.shortcut("new_sequence")
    def shortcut(ack: Any, body: Json, client: WebClient) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=FORM)
        ack()

    return app


def tell_the_story(person: Person) -> None:
    """Use everything that the product uses, as a person does."""
    assert person.slash("list").text == "You said list"
    opened = person.slash("new").opened
    assert opened is not None
    assert opened.labels() == ["Sequence name", "Send from"]
    person.fill("Sequence name", "taken")
    person.fill("Send from", "ada@acme.test")
    pushed = person.press("Add email step").opened
    assert pushed is not None
    assert (pushed.title, pushed.depth) == ("Email step", 2)
    person.close()
    assert person.submit().errors == {"Sequence name": "There is one already."}
    person.fill("Sequence name", "Q4 CFO")
    assert person.submit().result is Result.CLOSED
    assert person.press_in(person.dms()[-1], "Review").error is None
    assert person.dms()[-1].words == "Approved Q4 CFO"
    assert person.open_home().texts() == ["Hello"]
    assert person.shortcut("new_sequence").opened is not None


@pytest.fixture
def slack() -> Iterator[Slack]:
    stand_in = SlackStandIn().start()
    yield Slack(base_url=stand_in.url)
    stand_in.stop()


@pytest.fixture
def team(slack: Slack) -> Workspace:
    return slack.workspace("Acme", TOKEN)


@pytest.fixture
def client(slack: Slack, team: Workspace) -> WebClient:
    return WebClient(token=TOKEN, base_url=slack.api_url)


def dispatching(app: Any) -> Callable[[Request], Response]:
    """Return a route that hands requests to Bolt, as its web adapters do."""

    def serve(request: Request) -> Response:
        headers: Any = dict(request.headers)
        answer = app.dispatch(BoltRequest(body=request.body.decode(), headers=headers))
        kind = answer.headers.get("content-type", ["text/plain"])[0]
        return Response(
            status=answer.status, payload=answer.body.encode(), headers={"Content-Type": kind}
        )

    return serve


def test_bolt_tells_the_whole_story_over_signed_http(
    slack: Slack, team: Workspace, client: WebClient
) -> None:
    server = StandIn()
    server.route("POST", "/slack/events", dispatching(build_app(client)))
    server.start()
    slack.app(request_url=f"{server.url}/slack/events", signing_secret=SECRET)

    tell_the_story(team.user("ada"))

    server.stop()


def test_bolt_refuses_a_delivery_with_another_secret(
    slack: Slack, team: Workspace, client: WebClient
) -> None:
    server = StandIn()
    server.route("POST", "/slack/events", dispatching(build_app(client)))
    server.start()
    slack.app(request_url=f"{server.url}/slack/events", signing_secret="another")

    outcome = team.user("ada").slash("list")

    assert (outcome.status, outcome.error) == (401, "http_error")
    server.stop()


@contextmanager
def socket_mode(slack: Slack, client: WebClient) -> Iterator[Any]:
    """Connect an app by socket, and wait until it is there."""
    slack.app(socket_mode=True, app_token=APP_TOKEN)
    handler: Any = SocketModeHandler(build_app(client), APP_TOKEN)
    handler.connect()
    wait_for(slack.connections, what="the app's socket")
    try:
        yield handler
    finally:
        handler.close()
        with warnings.catch_warnings(action="ignore", category=ResourceWarning):
            gc.collect()  # the client leaves to it the socket that it has replaced


def test_bolt_tells_the_whole_story_in_socket_mode(
    slack: Slack, team: Workspace, client: WebClient
) -> None:
    with socket_mode(slack, client):
        tell_the_story(team.user("ada"))


def test_bolt_comes_back_after_slack_asks_it_to_reconnect(
    slack: Slack, team: Workspace, client: WebClient
) -> None:
    slack.switches(socket_grace_seconds=0.2)
    with socket_mode(slack, client):
        before = len(slack.calls("apps.connections.open"))
        slack.disconnect("refresh_requested")
        wait_for(lambda: len(slack.calls("apps.connections.open")) > before)
        # Until the old socket is gone, Slack may send what it has to that one.
        wait_for(lambda: team.user("ada").slash("list").text == "You said list")


def test_an_app_token_is_needed_for_a_socket(client: WebClient) -> None:
    with pytest.raises(SlackApiError, match="invalid_auth"):
        client.apps_connections_open(app_token="xapp-else")


def test_the_web_client_raises_what_the_stand_in_refuses(client: WebClient) -> None:
    with pytest.raises(SlackApiError) as refused:
        client.chat_postMessage(channel="C0NONE", text="x")

    assert refused.value.response["error"] == "channel_not_found"


def test_the_web_client_pages_posts_and_uploads(team: Workspace, client: WebClient) -> None:
    ada = team.user("ada", email="ada@acme.test")
    channel = team.channel("sales", ada, with_bot=True)

    assert client.auth_test()["team_id"] == team.team_id
    pages = [page["members"] for page in client.users_list(limit=1)]
    assert len(pages) == 2
    assert client.users_lookupByEmail(email="ada@acme.test")["user"]["id"] == ada.user_id
    assert client.conversations_info(channel=channel)["channel"]["is_member"] is True
    client.files_upload_v2(channel=channel, filename="refused.csv", content="email\n")
    (message,) = ada.messages("sales")
    assert message.files[0]["text"] == "email\n"


def test_the_web_client_sees_a_rate_with_its_retry_after(
    team: Workspace, client: WebClient
) -> None:
    with pytest.raises(SlackApiError) as refused:
        _ = [client.users_list() for _ in range(21)]

    assert refused.value.response.status_code == 429
    assert int(refused.value.response.headers["Retry-After"]) > 0


def test_the_webhook_client_posts_to_a_response_url(slack: Slack, team: Workspace) -> None:
    ada = team.user("ada")
    slack.app(request_url="http://127.0.0.1:9/")
    ada.slash("list")
    url = slack.deliveries("slash_commands")[-1]["payload"]["response_url"]

    answer = WebhookClient(url).send(text="Later")

    assert (answer.status_code, answer.body) == (200, "ok")
    assert ada.dms()[-1].text == "Later"
