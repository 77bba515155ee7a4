"""Submitting a form: what holds it, and how the app's answer is taken."""

from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.slack import Result
from tests.standins.slack_scene import Scene, Stage, an_input, modal, section, stage_set, text_input


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with stage_set() as stage:
        yield stage


@pytest.fixture
def scene(stage: Stage) -> Scene:
    return stage.new_scene()


def test_a_required_field_that_is_empty_holds_the_form(scene: Scene) -> None:
    scene.open_modal(
        modal(text_input("Name"), an_input("Note", {"type": "plain_text_input"}, optional=True))
    )

    outcome = scene.ada.submit()

    assert outcome.errors == {"Name": "Please complete this required field."}
    assert scene.slack.deliveries("view_submission") == []


def test_errors_stand_under_their_labels_and_what_was_typed_stays(scene: Scene) -> None:
    scene.open_modal(modal(text_input("Name")))
    scene.ada.fill("Name", "Q4")
    scene.app.answer = lambda _payload: {
        "response_action": "errors",
        "errors": {"name": "There is one already."},
    }

    outcome = scene.ada.submit()

    assert (outcome.result, outcome.errors) == (Result.ERRORS, {"Name": "There is one already."})
    assert outcome.screen is not None
    assert outcome.screen.values() == {"Name": "Q4"}
    assert outcome.screen.errors == outcome.errors


BAD_ANSWERS: dict[str, Any] = {
    "text": "Saved!",
    "an unknown action": {"response_action": "shout"},
    "an error on no block": {"response_action": "errors", "errors": {"else": "x"}},
    "an error on a section": {"response_action": "errors", "errors": {"words": "x"}},
    "no errors": {"response_action": "errors", "errors": {}},
    "an empty error": {"response_action": "errors", "errors": {"name": ""}},
    "a broken view": {"response_action": "update", "view": modal(title="x" * 25)},
    "a Home view": {"response_action": "push", "view": {"type": "home", "blocks": []}},
}


@pytest.mark.parametrize("answer", BAD_ANSWERS.values(), ids=BAD_ANSWERS.keys())
def test_an_answer_that_slack_does_not_accept_leaves_the_form_in_trouble(
    scene: Scene, answer: Any
) -> None:
    scene.open_modal(modal(section("Words", block_id="words"), text_input("Name")))
    scene.ada.fill("Name", "Q4")
    scene.app.answer = lambda _payload: answer

    outcome = scene.ada.submit()

    assert outcome.result is Result.FAILED
    assert outcome.screen is not None
    assert outcome.screen.trouble == "We had some trouble connecting. Try again?"
    assert outcome.screen.values() == {"Name": "Q4"}


GOOD_ANSWERS = [
    ("", Result.CLOSED, None),
    ({"response_action": "clear"}, Result.CLEARED, None),
    ({"response_action": "update", "view": modal(title="Receipt")}, Result.UPDATED, "Receipt"),
    ({"response_action": "push", "view": modal(title="Receipt")}, Result.PUSHED, "Receipt"),
]


@pytest.mark.parametrize(("answer", "result", "title"), GOOD_ANSWERS)
def test_an_answer_to_a_submission_is_carried_out(
    scene: Scene, answer: Any, result: Result, title: str | None
) -> None:
    scene.open_modal(modal())
    scene.app.answer = lambda _payload: answer

    outcome = scene.ada.submit()

    assert outcome.result is result
    assert (outcome.screen.title if outcome.screen else None) == title


def test_a_form_that_nobody_answers_stays_with_what_was_typed(scene: Scene) -> None:
    scene.open_modal(modal(text_input("Name")))
    scene.ada.fill("Name", "Q4")
    scene.slack.app(request_url="http://127.0.0.1:9/")

    outcome = scene.ada.submit()

    assert outcome.error == "connection_failed"
    assert outcome.screen is not None
    assert outcome.screen.values() == {"Name": "Q4"}
