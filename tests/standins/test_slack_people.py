"""A person at work: finding things by label and text, within what Slack's client allows."""

from collections.abc import Iterator

import pytest

from sandbox.slack import Result, wait_for
from tests.standins.slack_scene import (
    Scene,
    Stage,
    actions,
    an_input,
    button,
    modal,
    option,
    plain,
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


OPTIONS = [option("Text link"), option("Small footer")]


def test_an_external_select_asks_the_app_and_offers_what_it_answers(scene: Scene) -> None:
    scene.open_modal(modal(an_input("Sequence", {"type": "external_select"})))
    scene.app.answer = lambda payload: {"options": [option(f"{payload['value']} one")]}

    outcome = scene.ada.fill("Sequence", "Q4 one", query="Q4 ")

    assert outcome.result is Result.REFUSED  # "Q4  one" is another option
    assert scene.ada.fill("Sequence", "CFO one", query="CFO").result is Result.NOTHING
    assert scene.app.last["type"] == "block_suggestion"
    screen = scene.ada.modal()
    assert screen is not None
    assert screen.values() == {"Sequence": "CFO one"}
    assert scene.ada.suggestions("Sequence", "abc") == ["abc one"]


def test_an_external_select_asks_from_its_third_character_on(scene: Scene) -> None:
    scene.open_modal(modal(an_input("Sequence", {"type": "external_select"})))
    scene.app.answer = lambda _payload: {"options": [option("Q4")]}

    assert scene.ada.fill("Sequence", "Q4").result is Result.REFUSED
    assert scene.slack.deliveries("block_suggestion") == []


def test_more_than_a_hundred_suggestions_are_refused(scene: Scene) -> None:
    scene.open_modal(modal(an_input("Sequence", {"type": "external_select"})))
    scene.app.answer = lambda _payload: {"options": [option(str(i)) for i in range(101)]}

    outcome = scene.ada.fill("Sequence", "100")

    assert outcome.error is not None
    assert outcome.error.startswith("invalid_options")


def test_a_field_that_dispatches_tells_the_app_at_once(scene: Scene) -> None:
    select = {"type": "static_select", "options": OPTIONS}
    scene.open_modal(modal(an_input("Style", select, dispatch_action=True)))

    scene.ada.fill("Style", "Text link")

    payload = scene.app.last
    assert payload["type"] == "block_actions"
    assert payload["actions"][0]["selected_option"] == OPTIONS[0]
    values = payload["view"]["state"]["values"]
    assert values["x"]["value"]["selected_option"] == OPTIONS[0]


def test_a_select_beside_a_text_is_found_by_the_text(scene: Scene) -> None:
    select = {"type": "static_select", "action_id": "s", "options": OPTIONS}
    scene.open_modal(modal(section("*Link style*", accessory=select)))

    scene.ada.fill("Link style", "Text link")

    assert scene.app.last["actions"][0]["selected_option"] == OPTIONS[0]


def test_a_file_reaches_the_app_and_is_downloaded_with_its_token(scene: Scene) -> None:
    scene.open_modal(modal(an_input("CSV file", {"type": "file_input", "filetypes": ["csv"]})))

    scene.ada.fill("CSV file", [("people.csv", b"email\na@b.co\n")])
    scene.ada.submit()

    (file,) = scene.app.last["view"]["state"]["values"]["x"]["value"]["files"]
    assert scene.call("files.info", file=file["id"])["file"]["name"] == "people.csv"


def test_buttons_that_say_the_same_are_told_apart_by_the_words_near_them(scene: Scene) -> None:
    rows = [
        section("Step 1", accessory=button("Edit", "edit", value="1")),
        section("Step 2"),
        actions(button("Edit", "edit", value="2")),
    ]
    scene.open_modal(modal(*rows))

    with pytest.raises(LookupError, match="2 buttons say 'Edit'"):
        scene.ada.press("Edit")
    scene.ada.press("Edit", near="Step 2")

    assert scene.app.last["actions"][0]["value"] == "2"


def test_a_label_that_is_not_there_is_answered_with_those_that_are(scene: Scene) -> None:
    scene.open_modal(modal(text_input("Name")))

    with pytest.raises(LookupError, match="Name"):
        scene.ada.fill("Title", "x")


def test_an_entry_of_a_menu_is_chosen_by_its_text(scene: Scene) -> None:
    menu = {"type": "overflow", "action_id": "m", "options": [option("Edit"), option("Delete")]}
    scene.open_modal(modal(section("1. Email", accessory=menu)))

    scene.ada.choose_overflow("1. Email", "Delete")

    assert scene.app.last["actions"][0]["selected_option"]["value"] == "Delete"


def test_a_confirm_dialog_is_accepted_and_its_words_are_kept(scene: Scene) -> None:
    confirm = {
        "title": plain("Pause?"),
        "text": plain("212 contacts stop receiving messages."),
        "confirm": plain("Pause"),
        "deny": plain("Cancel"),
    }
    scene.open_modal(modal(actions(button("Pause", confirm=confirm))))

    assert scene.ada.press("Pause").confirm == "212 contacts stop receiving messages."


def test_a_link_button_leads_somewhere_and_still_tells_the_app(scene: Scene) -> None:
    scene.open_modal(modal(actions(button("Connect Gmail", url="https://x.co/"))))

    assert scene.ada.press("Connect Gmail").url == "https://x.co/"
    assert scene.app.last["type"] == "block_actions"


def test_a_screen_reads_from_top_to_bottom(scene: Scene) -> None:
    scene.open_modal(
        modal(
            {"type": "header", "text": plain("Q4 CFO")},
            section("*Draft*"),
            {"type": "section", "fields": [plain("Sent"), plain("0")]},
            {"type": "context", "elements": [{"type": "mrkdwn", "text": "_No steps_"}]},
            text_input("Name"),
            actions(button("Add")),
        )
    )

    screen = scene.ada.modal()
    assert screen is not None
    assert screen.texts() == ["Q4 CFO", "*Draft*", "Sent", "0", "_No steps_", "Name"]
    assert screen.buttons() == ["Add"]


def test_waiting_ends_with_a_timeout() -> None:
    with pytest.raises(TimeoutError, match="a miracle"):
        wait_for(lambda: None, 0.01, "a miracle")
