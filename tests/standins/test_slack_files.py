"""Files over raw HTTP: uploads in three steps, downloads with the bot's token only."""

from collections.abc import Iterator

import pytest
import requests

from tests.standins.slack_scene import (
    Scene,
    Stage,
    stage_set,
)


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with stage_set() as stage:
        yield stage


@pytest.fixture
def scene(stage: Stage) -> Scene:
    return stage.new_scene()


def upload(scene: Scene, content: bytes, name: str = "refused.csv") -> str:
    place = scene.call("files.getUploadURLExternal", filename=name, length=len(content))
    answer = requests.post(place["upload_url"], data=content, timeout=5)
    assert answer.text == f"OK - {len(content)}"
    return str(place["file_id"])


def test_a_file_is_shared_once_its_upload_is_completed(scene: Scene) -> None:
    file_id = upload(scene, b"email\n")
    assert scene.ada.messages("sales") == []

    answer = scene.call(
        "files.completeUploadExternal",
        files=[{"id": file_id, "title": "Refused rows"}],
        channel_id=scene.channel,
        initial_comment="3 rows",
    )

    (message,) = scene.ada.messages("sales")
    assert answer["ok"] is True
    assert message.text == "3 rows"
    assert [(file["title"], file["text"]) for file in message.files] == [
        ("Refused rows", "email\n")
    ]


def test_an_upload_that_never_came_cannot_be_completed(scene: Scene) -> None:
    place = scene.call("files.getUploadURLExternal", filename="a.csv", length=1)

    answer = scene.call("files.completeUploadExternal", files=[{"id": place["file_id"]}])

    assert answer["error"] == "file_not_found"


def test_a_file_is_shared_by_the_rules_of_posting(scene: Scene) -> None:
    file_id = upload(scene, b"x")

    answer = scene.call(
        "files.completeUploadExternal", files=[{"id": file_id}], channel_id="C0NONE"
    )

    assert answer["error"] == "channel_not_found"


def test_uploading_needs_its_scope(scene: Scene) -> None:
    scene.team.change(scopes=["chat:write"])

    answer = scene.call("files.getUploadURLExternal", filename="a.csv", length=1)

    assert (answer["error"], answer["needed"]) == ("missing_scope", "files:write")


def test_an_empty_upload_is_refused(scene: Scene) -> None:
    answer = scene.call("files.getUploadURLExternal", filename="a.csv", length=0)

    assert answer["error"] == "invalid_arguments"


def test_a_private_file_is_read_with_the_bots_token_and_else_is_a_login_page(
    scene: Scene,
) -> None:
    file_id = upload(scene, b"email\n")
    url = scene.call("files.info", file=file_id)["file"]["url_private_download"]

    with_token = requests.get(url, headers={"Authorization": f"Bearer {scene.token}"}, timeout=5)
    without = requests.get(url, timeout=5)

    assert with_token.content == b"email\n"
    assert without.status_code == 200
    assert without.headers["Content-Type"].startswith("text/html")
    assert b"email" not in without.content.lower()


def test_an_unknown_file_is_not_found(scene: Scene) -> None:
    assert scene.call("files.info", file="F0")["error"] == "file_not_found"
