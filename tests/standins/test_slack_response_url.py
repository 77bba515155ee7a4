"""response_url: five posts in half an hour, and the message that was clicked."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.standins.slack_scene import (
    Scene,
    Stage,
    actions,
    button,
    section,
    stage_set,
)


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with stage_set() as stage:
        yield stage


@pytest.fixture
def scene(stage: Stage) -> Scene:
    return stage.new_scene()


def post_card(scene: Scene, method: str = "chat.postMessage", **more: str) -> None:
    row = actions(button("Review", "review", value="7"), block_id="row")
    scene.call(method, channel=scene.channel, text="Card", blocks=[section("Card"), row], **more)


def post(url: str, **body: Any) -> requests.Response:
    return requests.post(url, json=body, timeout=5)


def test_a_response_url_takes_five_posts(scene: Scene) -> None:
    scene.ada.slash("list")
    url = scene.app.last["response_url"]

    answers = [post(url, text=str(number)) for number in range(6)]

    assert [answer.status_code for answer in answers] == [200] * 5 + [404]
    assert answers[-1].json()["error"] == "used_url"
    assert [message.is_ephemeral for message in scene.ada.dms()] == [True] * 5


def test_a_response_url_dies_after_its_half_hour(scene: Scene) -> None:
    scene.slack.switches(response_url_seconds=0.0)
    scene.ada.slash("list")

    answer = post(scene.app.last["response_url"], text="x")

    assert (answer.status_code, answer.json()["error"]) == (404, "expired_url")


def test_a_response_url_changes_or_removes_the_message_that_was_clicked(scene: Scene) -> None:
    post_card(scene)
    scene.ada.press_in(scene.ada.messages("sales")[0], "Review")
    url = scene.app.last["response_url"]

    post(url, replace_original=True, text="Done")
    assert [message.words for message in scene.ada.messages("sales")] == ["Done"]
    post(url, delete_original=True)
    assert scene.ada.messages("sales") == []


def test_a_response_url_keeps_the_rules_of_blocks(scene: Scene) -> None:
    scene.ada.slash("list")

    answer = post(scene.app.last["response_url"], blocks=[section("")])

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_blocks")
