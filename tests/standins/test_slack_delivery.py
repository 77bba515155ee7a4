"""How payloads come to the app: signed, in Slack's shapes, within 3 s, and events again."""

import hashlib
import hmac
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.server import Response
from sandbox.slack import Result
from tests.standins.slack_scene import (
    Json,
    Scene,
    Stage,
    actions,
    button,
    home,
    modal,
    section,
    stage_set,
    text_input,
)


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with stage_set() as stage:
        yield stage


@pytest.fixture
def scene(stage: Stage) -> Scene:
    return stage.new_scene()


def test_a_delivery_is_signed_over_its_very_body(scene: Scene) -> None:
    scene.ada.slash("list")

    came = scene.app.received[-1]
    base = f"v0:{came.headers['x-slack-request-timestamp']}:{came.body}".encode()
    expected = hmac.new(b"signing-secret", base, hashlib.sha256).hexdigest()
    assert came.headers["x-slack-signature"] == f"v0={expected}"


def test_a_command_comes_as_a_form_with_all_its_fields(scene: Scene) -> None:
    scene.ada.slash("pause Q4", channel="#sales")

    fields = scene.app.last
    assert (fields["command"], fields["text"]) == ("/sequence", "pause Q4")
    assert (fields["channel_id"], fields["channel_name"]) == (scene.channel, "sales")
    assert (fields["user_id"], fields["team_id"]) == (scene.ada.user_id, scene.team.team_id)
    assert fields["response_url"].startswith("http")
    assert len(fields["trigger_id"].split(".")) == 3


def test_names_links_and_addresses_in_a_command_are_escaped(scene: Scene) -> None:
    scene.team.channel("board", scene.ada, is_private=True, id="C0BOARD")
    ada, sales = scene.ada.user_id, scene.channel

    scene.ada.slash(f"@ada <@{ada}> #sales #board a@b.co https://x.co/?a=1 @nobody 1<2 & 3")

    assert scene.app.last["text"] == (
        f"<@{ada}|ada> <@{ada}|ada> <#{sales}|sales> <#C0BOARD|> <mailto:a@b.co|a@b.co> "
        "<https://x.co/?a=1> @nobody 1&lt;2 &amp; 3"
    )


@pytest.mark.parametrize(
    ("answer", "is_ephemeral"),
    [
        ("Hello", True),
        ({"text": "Hello"}, True),
        ({"text": "Hello", "response_type": "in_channel"}, False),
        ({"text": "-", "blocks": [section("Hello")]}, True),
    ],
)
def test_an_answer_to_a_command_is_a_message(scene: Scene, answer: Any, is_ephemeral: bool) -> None:
    scene.app.answer = lambda _payload: answer

    outcome = scene.ada.slash("list", channel="sales")

    (message,) = outcome.replies
    assert (outcome.result, message.words) == (Result.REPLIED, "Hello")
    assert message.is_ephemeral is is_ephemeral


def test_an_answer_with_blocks_that_slack_refuses_fails(scene: Scene) -> None:
    scene.app.answer = lambda _payload: {"blocks": [section("")]}

    outcome = scene.ada.slash("list")

    assert (outcome.result, outcome.replies) == (Result.FAILED, ())
    assert outcome.error is not None
    assert outcome.error.startswith("invalid_blocks")


def test_an_app_that_takes_too_long_is_an_operation_timeout(scene: Scene) -> None:
    scene.slack.switches(ack_seconds=0.05)
    answered = threading.Event()

    def answer(_payload: Json) -> str:
        answered.wait(2)
        return "too late"

    scene.app.answer = answer
    outcome = scene.ada.slash("list")
    answered.set()

    assert outcome.operation_timeout
    assert (outcome.status, outcome.result, outcome.replies) == (None, Result.FAILED, ())


def test_an_error_of_the_app_is_seen_with_its_status(scene: Scene) -> None:
    scene.app.answer = lambda _payload: Response(status=404, payload={"error": "unhandled"})

    outcome = scene.ada.shortcut("new_sequence")

    assert (outcome.status, outcome.error) == (404, "http_error")


def test_an_app_that_is_down_is_a_failed_connection(scene: Scene) -> None:
    scene.slack.app(request_url="http://127.0.0.1:9/slack/events")

    outcome = scene.ada.slash("list")

    assert outcome.error == "connection_failed"
    (delivery,) = scene.slack.deliveries("slash_commands")
    assert delivery["error"] == "connection_failed"


def test_a_global_shortcut_has_a_trigger_but_no_channel(scene: Scene) -> None:
    scene.ada.shortcut("new_sequence")

    payload = scene.app.last
    assert (payload["type"], payload["callback_id"]) == ("shortcut", "new_sequence")
    assert "trigger_id" in payload
    assert not {"channel", "response_url"} & set(payload)


def test_a_message_shortcut_brings_the_message(scene: Scene) -> None:
    said = scene.ada.say("sales", "Write to grace@navy.test")

    scene.ada.message_shortcut("enroll", said.channel, said.ts)

    payload = scene.app.last
    assert payload["type"] == "message_action"
    assert payload["message"]["text"] == "Write to grace@navy.test"
    assert payload["channel"] == {"id": scene.channel, "name": "sales"}


def post_card(scene: Scene, method: str = "chat.postMessage", **more: str) -> None:
    row = actions(button("Review", "review", value="7"), block_id="row")
    scene.call(method, channel=scene.channel, text="Card", blocks=[section("Card"), row], **more)


def test_a_button_in_a_message_brings_the_message_and_a_response_url(scene: Scene) -> None:
    post_card(scene)

    scene.ada.press_in(scene.ada.messages("sales")[0], "Review")

    payload = scene.app.last
    (action,) = payload["actions"]
    assert (action["action_id"], action["block_id"], action["value"]) == ("review", "row", "7")
    assert payload["container"]["type"] == "message"
    assert payload["message"]["text"] == "Card"
    assert payload["user"]["id"] == scene.ada.user_id
    assert "view" not in payload


def test_a_button_in_an_ephemeral_message_brings_no_message(scene: Scene) -> None:
    post_card(scene, "chat.postEphemeral", user=scene.ada.user_id)

    scene.ada.press_in(scene.ada.messages("sales")[0], "Review")

    payload = scene.app.last
    assert payload["container"]["is_ephemeral"] is True
    assert "message" not in payload


def test_a_button_on_home_brings_the_view(scene: Scene) -> None:
    view = home(section("Hi"), actions(button("Create sequence")))
    scene.call("views.publish", user_id=scene.ada.user_id, view=view)

    scene.ada.press_home("Create sequence")

    payload = scene.app.last
    assert payload["container"]["type"] == "view"
    assert payload["view"]["type"] == "home"


def test_a_submission_brings_what_was_typed(scene: Scene) -> None:
    scene.open_modal(modal(text_input("Name"), callback_id="new", private_metadata="v1"))
    scene.ada.fill("Name", "Q4 CFO")

    scene.ada.submit()

    view = scene.app.last["view"]
    assert scene.app.last["type"] == "view_submission"
    assert (view["callback_id"], view["private_metadata"]) == ("new", "v1")
    assert view["state"]["values"]["name"]["value"]["value"] == "Q4 CFO"


def test_cancelling_is_told_only_where_it_was_asked_for(scene: Scene) -> None:
    scene.open_modal(modal())
    scene.ada.close()
    assert scene.slack.deliveries("view_closed") == []

    scene.open_modal(modal(notify_on_close=True))
    scene.ada.close()

    (delivery,) = scene.slack.deliveries("view_closed")
    assert delivery["payload"]["is_cleared"] is False


def test_the_cross_closes_all_and_is_told_of_the_root(scene: Scene) -> None:
    root = scene.open_modal(modal(text_input("Name"), notify_on_close=True))["view"]["id"]
    scene.ada.fill("Name", "x")
    scene.app.answer = lambda _payload: {"response_action": "push", "view": modal()}
    scene.ada.submit()

    scene.ada.close(everything=True)

    assert scene.app.last["view"]["id"] == root
    assert scene.app.last["is_cleared"] is True
    assert scene.ada.modal() is None
