"""The Home tab over raw HTTP."""

from collections.abc import Iterator

import pytest

from tests.standins.slack_scene import (
    Json,
    Scene,
    Stage,
    home,
    plain,
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


def error_of(answer: Json) -> object:
    assert answer["ok"] is False
    return answer["error"]


def test_home_is_shown_once_it_is_published(scene: Scene) -> None:
    assert scene.ada.home() is None

    scene.call("views.publish", user_id=scene.ada.user_id, view=home(section("Hello")))

    shown = scene.ada.home()
    assert shown is not None
    assert shown.texts() == ["Hello"]


def test_publishing_with_a_stale_hash_is_a_conflict(scene: Scene) -> None:
    publish: Json = {"user_id": scene.ada.user_id, "view": home()}
    old = scene.call("views.publish", **publish)["view"]["hash"]
    scene.call("views.publish", **publish, hash=old)

    assert error_of(scene.call("views.publish", **publish, hash=old)) == "hash_conflict"


def test_home_must_be_enabled_and_its_user_known(scene: Scene) -> None:
    assert error_of(scene.call("views.publish", user_id="U0", view=home())) == "user_not_found"

    scene.team.change(has_home=False)

    answer = scene.call("views.publish", user_id=scene.ada.user_id, view=home())
    assert error_of(answer) == "not_enabled"


def test_home_takes_no_submit(scene: Scene) -> None:
    view = {**home(), "submit": plain("Go")}

    answer = scene.call("views.publish", user_id=scene.ada.user_id, view=view)

    assert error_of(answer) == "invalid_arguments"
