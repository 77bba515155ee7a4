"""Events: what they look like, and how they are tried again."""

from collections.abc import Iterator

import pytest

from sandbox.server import Response
from sandbox.slack import wait_for
from tests.standins.slack_scene import Json, Scene, Stage, home, section, stage_set


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with stage_set() as stage:
        yield stage


@pytest.fixture
def scene(stage: Stage) -> Scene:
    return stage.new_scene()


def test_opening_home_is_an_event_and_brings_the_view_once_there_is_one(scene: Scene) -> None:
    def answer(payload: Json) -> str:
        scene.call("views.publish", user_id=payload["event"]["user"], view=home(section("Hi")))
        return ""

    scene.app.answer = answer
    scene.ada.open_home()
    assert "view" not in scene.app.last["event"]

    scene.ada.open_home()

    event = scene.app.last["event"]
    assert (event["type"], event["tab"], event["view"]["type"]) == (
        "app_home_opened",
        "home",
        "home",
    )


def test_an_event_is_tried_again_with_the_same_id_until_it_is_taken(scene: Scene) -> None:
    scene.slack.switches(retry_minute_seconds=0.01)
    scene.app.answer = lambda _payload: Response(
        status=200 if len(scene.app.received) == 3 else 500
    )

    scene.team.event({"type": "member_joined_channel"})
    wait_for(lambda: len(scene.slack.deliveries("events_api")) == 3)

    assert len({came.payload["event_id"] for came in scene.app.received}) == 1
    retries = [came.headers.get("x-slack-retry-num") for came in scene.app.received]
    reasons = [came.headers.get("x-slack-retry-reason") for came in scene.app.received]
    assert retries == [None, "1", "2"]
    assert reasons == [None, "http_error", "http_error"]


def test_an_event_is_given_up_after_the_third_retry(scene: Scene) -> None:
    scene.slack.switches(retry_minute_seconds=0.01)
    scene.app.answer = lambda _payload: Response(status=500)

    scene.team.event({"type": "app_uninstalled"})
    wait_for(lambda: len(scene.slack.deliveries("events_api")) >= 4)

    assert [each["retry_num"] for each in scene.slack.deliveries("events_api")] == [0, 1, 2, 3]


def test_an_app_may_forbid_retries(scene: Scene) -> None:
    scene.slack.switches(retry_minute_seconds=0.01)
    scene.app.answer = lambda _payload: Response(status=500, headers={"X-Slack-No-Retry": "1"})
    scene.team.event({"type": "first"})
    scene.app.answer = lambda _payload: ""
    scene.team.event({"type": "second"})

    types = [came.payload["event"]["type"] for came in scene.app.received]
    assert types == ["first", "second"]
