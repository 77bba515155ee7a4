"""views.* over raw HTTP: triggers, the stack of three, hashes, what survives an update."""

from collections.abc import Iterator

import pytest

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


def error_of(answer: Json) -> object:
    assert answer["ok"] is False
    return answer["error"]


def test_a_command_opens_a_modal(scene: Scene) -> None:
    opened = scene.open_modal(modal(text_input("Sequence name"), callback_id="new"))

    screen = scene.ada.modal()
    assert screen is not None
    assert (screen.title, screen.submit_label) == ("New sequence", "Create")
    assert screen.labels() == ["Sequence name"]
    assert opened["view"]["root_view_id"] == opened["view"]["id"] == screen.id
    assert opened["view"]["state"]["values"] == {
        "name": {"value": {"type": "plain_text_input", "value": None}}
    }


def test_a_trigger_opens_one_view(scene: Scene) -> None:
    trigger_id = scene.a_trigger()
    assert scene.call("views.open", trigger_id=trigger_id, view=modal())["ok"] is True

    again = scene.call("views.open", trigger_id=trigger_id, view=modal())

    assert error_of(again) == "exchanged_trigger_id"


def test_a_trigger_is_dead_after_its_three_seconds(scene: Scene) -> None:
    scene.slack.switches(trigger_seconds=0.0)

    answer = scene.call("views.open", trigger_id=scene.a_trigger(), view=modal())

    assert error_of(answer) == "expired_trigger_id"


def test_a_made_up_trigger_is_invalid(scene: Scene) -> None:
    answer = scene.call("views.open", trigger_id="1.2.abc", view=modal())

    assert error_of(answer) == "invalid_trigger_id"


def test_a_trigger_is_good_in_its_own_team_only(scene: Scene) -> None:
    scene.slack.workspace("Other", "xoxb-elsewhere")
    trigger_id = scene.a_trigger()

    answer = scene.call("views.open", "xoxb-elsewhere", trigger_id=trigger_id, view=modal())

    assert error_of(answer) == "invalid_trigger_id"


def test_a_refused_view_names_its_problems_and_leaves_the_trigger_good(scene: Scene) -> None:
    trigger_id = scene.a_trigger()

    answer = scene.call("views.open", trigger_id=trigger_id, view=modal(title="x" * 25))

    assert error_of(answer) == "invalid_arguments"
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] must be less than 25 characters [json-pointer:/view/title/text]"
    ]
    assert scene.call("views.open", trigger_id=trigger_id, view=modal())["ok"] is True


def test_a_view_over_250_kb_is_view_too_large(scene: Scene) -> None:
    view = modal(*[section("é" * 3000)] * 40)

    answer = scene.call("views.open", trigger_id=scene.a_trigger(), view=view)

    assert error_of(answer) == "view_too_large"


def test_a_home_view_is_no_modal(scene: Scene) -> None:
    answer = scene.call("views.open", trigger_id=scene.a_trigger(), view=home())

    assert error_of(answer) == "invalid_arguments"


PUSHER = modal(actions(button("Deeper")))


def push_by_click(scene: Scene, view: Json) -> Json:
    """Press the button of the top modal, whose listener pushes `view`."""
    pushed: list[Json] = []

    def answer(payload: Json) -> str:
        pushed.append(scene.call("views.push", trigger_id=payload["trigger_id"], view=view))
        return ""

    scene.app.answer = answer
    scene.ada.press("Deeper")
    return pushed[0]


def test_three_views_may_stand_on_each_other_and_no_fourth(scene: Scene) -> None:
    root = scene.open_modal(PUSHER)["view"]
    second = push_by_click(scene, PUSHER)["view"]
    third = push_by_click(scene, PUSHER)["view"]

    assert error_of(push_by_click(scene, PUSHER)) == "push_limit_reached"
    assert third["root_view_id"] == root["id"]
    assert third["previous_view_id"] == second["id"]


def test_opening_from_inside_a_modal_counts_for_the_stack(scene: Scene) -> None:
    scene.open_modal(PUSHER)

    def answer(payload: Json) -> str:
        scene.call("views.open", trigger_id=payload["trigger_id"], view=modal(title="On top"))
        return ""

    scene.app.answer = answer
    outcome = scene.ada.press("Deeper")

    assert outcome.opened is not None
    assert (outcome.opened.title, outcome.opened.depth) == ("On top", 2)


def test_pushing_needs_a_click_inside_a_modal(scene: Scene) -> None:
    answer = scene.call("views.push", trigger_id=scene.a_trigger(), view=modal())

    assert error_of(answer) == "invalid_trigger_id"


def test_closing_the_top_shows_the_one_below(scene: Scene) -> None:
    scene.open_modal(PUSHER)
    push_by_click(scene, modal(title="Second"))

    outcome = scene.ada.close()

    assert outcome.screen is not None
    assert outcome.screen.title == "New sequence"


def test_a_closed_view_is_not_found(scene: Scene) -> None:
    view_id = scene.open_modal(modal())["view"]["id"]
    scene.ada.close()

    assert error_of(scene.call("views.update", view_id=view_id, view=modal())) == "not_found"


def test_an_update_with_a_stale_hash_is_a_conflict(scene: Scene) -> None:
    view = scene.open_modal(modal())["view"]
    first = scene.call("views.update", view_id=view["id"], hash=view["hash"], view=modal())
    assert first["view"]["hash"] != view["hash"]

    second = scene.call("views.update", view_id=view["id"], hash=view["hash"], view=modal())

    assert error_of(second) == "hash_conflict"
    assert scene.call("views.update", view_id=view["id"], view=modal())["ok"] is True


def test_an_external_id_is_unique_among_open_views(scene: Scene) -> None:
    scene.open_modal(modal(external_id="one"))
    grace = scene.team.user("grace")
    grace.slash("new")
    trigger_id = scene.app.last["trigger_id"]

    answer = scene.call("views.open", trigger_id=trigger_id, view=modal(external_id="one"))

    assert error_of(answer) == "duplicate_external_id"
    updated = scene.call(
        "views.update", external_id="one", view=modal(external_id="one", title="Found")
    )
    assert updated["view"]["title"]["text"] == "Found"


SURVIVAL = [
    ("name", "value", "typed"),
    ("renamed", "value", "first"),
    ("name", "renamed", "first"),
]


@pytest.mark.parametrize(("block_id", "action_id", "expected"), SURVIVAL)
def test_what_is_typed_survives_only_where_both_ids_are_unchanged(
    scene: Scene, block_id: str, action_id: str, expected: str
) -> None:
    view_id = scene.open_modal(modal(text_input("Name")))["view"]["id"]
    scene.ada.fill("Name", "typed")

    field = text_input("Name", block_id, action_id=action_id, initial_value="first")
    scene.call("views.update", view_id=view_id, view=modal(field))

    screen = scene.ada.modal()
    assert screen is not None
    assert screen.values() == {"Name": expected}


def test_a_block_without_an_id_of_its_own_forgets_at_each_update(scene: Scene) -> None:
    field = {key: value for key, value in text_input("Name").items() if key != "block_id"}
    view_id = scene.open_modal(modal(field))["view"]["id"]
    scene.ada.fill("Name", "typed")

    scene.call("views.update", view_id=view_id, view=modal(field))

    screen = scene.ada.modal()
    assert screen is not None
    assert screen.values() == {"Name": None}
