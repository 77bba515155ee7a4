"""What a person enters, what the app receives, and what Slack's client does not let through."""

from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.slack import Result
from sandbox.slack.fields import rich_text
from tests.standins.slack_scene import Json, Scene, Stage, an_input, modal, option, plain, stage_set


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with stage_set() as stage:
        yield stage


@pytest.fixture
def scene(stage: Stage) -> Scene:
    return stage.new_scene()


OPTIONS = [option("Text link"), option("Small footer")]


# what the field is, what the person enters, what the app receives
FILLED: dict[str, tuple[Json, Any, Json]] = {
    "text": ({"type": "plain_text_input"}, "Hi", {"value": "Hi"}),
    "text taken out again": (
        {"type": "plain_text_input", "initial_value": "Hi"},
        "",
        {"value": None},
    ),
    "a number": ({"type": "number_input", "is_decimal_allowed": False}, "2", {"value": "2"}),
    "a mail address": ({"type": "email_text_input"}, "a@b.co", {"value": "a@b.co"}),
    "a link": ({"type": "url_text_input"}, "https://x.co", {"value": "https://x.co"}),
    "rich text": (
        {"type": "rich_text_input"},
        "Hi\nthere",
        {"rich_text_value": rich_text("Hi\nthere")},
    ),
    "rich text as it is": (
        {"type": "rich_text_input"},
        {"type": "rich_text", "elements": []},
        {"rich_text_value": {"type": "rich_text", "elements": []}},
    ),
    "one of a list": (
        {"type": "static_select", "options": OPTIONS},
        "Small footer",
        {"selected_option": OPTIONS[1]},
    ),
    "one of a grouped list": (
        {"type": "static_select", "option_groups": [{"label": plain("G"), "options": OPTIONS}]},
        "Text link",
        {"selected_option": OPTIONS[0]},
    ),
    "several of a list": (
        {"type": "multi_static_select", "options": OPTIONS},
        ["Text link"],
        {"selected_options": OPTIONS[:1]},
    ),
    "ticks": (
        {"type": "checkboxes", "options": OPTIONS},
        ["Small footer", "Text link"],
        {"selected_options": OPTIONS},
    ),
    "the last tick taken off": (
        {"type": "checkboxes", "options": OPTIONS, "initial_options": OPTIONS},
        [],
        {"selected_options": []},
    ),
    "a radio button": (
        {"type": "radio_buttons", "options": OPTIONS},
        "Text link",
        {"selected_option": OPTIONS[0]},
    ),
    "a time": ({"type": "timepicker"}, "09:00", {"selected_time": "09:00"}),
    "a date": ({"type": "datepicker"}, "2026-03-01", {"selected_date": "2026-03-01"}),
    "a moment": (
        {"type": "datetimepicker"},
        "2026-03-01T00:00:00+00:00",
        {"selected_date_time": 1772323200},
    ),
    "a person by name": ({"type": "users_select"}, "Ada Lovelace", {"selected_user": "U0ADA"}),
    "people": ({"type": "multi_users_select"}, ["ada2"], {"selected_users": ["U0ADA"]}),
    "a channel by name": (
        {"type": "conversations_select"},
        "#lobby",
        {"selected_conversation": "C0LOBBY"},
    ),
    "a public channel": ({"type": "channels_select"}, "lobby", {"selected_channel": "C0LOBBY"}),
}


@pytest.mark.parametrize(("element", "typed", "value"), FILLED.values(), ids=FILLED.keys())
def test_what_a_person_enters_reaches_the_app_in_slacks_form(
    scene: Scene, element: Json, typed: Any, value: Json
) -> None:
    scene.team.user("ada2", id="U0ADA", real_name="Ada Lovelace")
    scene.team.change_user(scene.ada.user_id, real_name="Somebody else")
    scene.team.channel("lobby", scene.ada, id="C0LOBBY")
    scene.open_modal(modal(an_input("It", element, optional=True)))

    entered = scene.ada.fill("It", typed)
    scene.ada.submit()

    assert entered.result is Result.NOTHING, entered.error
    came = scene.app.last["view"]["state"]["values"]["x"]["value"]
    assert came == {"type": element["type"], **value}


REFUSED: dict[str, tuple[Json, Any]] = {
    "text that is too long": ({"type": "plain_text_input", "max_length": 3}, "four"),
    "text over Slack's own limit": ({"type": "plain_text_input"}, "x" * 3001),
    "text that is too short": ({"type": "plain_text_input", "min_length": 3}, "ab"),
    "two lines in a field of one": ({"type": "plain_text_input"}, "a\nb"),
    "a word for a number": ({"type": "number_input", "is_decimal_allowed": True}, "two"),
    "half a number": ({"type": "number_input", "is_decimal_allowed": False}, "1.5"),
    "too small a number": (
        {"type": "number_input", "is_decimal_allowed": False, "min_value": "0"},
        "-1",
    ),
    "too large a number": (
        {"type": "number_input", "is_decimal_allowed": False, "max_value": "5"},
        "6",
    ),
    "no mail address": ({"type": "email_text_input"}, "ada"),
    "no link": ({"type": "url_text_input"}, "acme"),
    "a choice that is not offered": ({"type": "static_select", "options": OPTIONS}, "Other"),
    "too many choices": (
        {"type": "multi_static_select", "options": OPTIONS, "max_selected_items": 1},
        ["Text link", "Small footer"],
    ),
    "a time at 25 o'clock": ({"type": "timepicker"}, "25:00"),
    "an unknown person": ({"type": "users_select"}, "nobody"),
    "a private channel in a list of public ones": ({"type": "channels_select"}, "secret"),
    "an archived channel": ({"type": "conversations_select"}, "old"),
    "a file of another kind": ({"type": "file_input", "filetypes": ["csv"]}, [("a.exe", b"x")]),
    "too many files": ({"type": "file_input", "max_files": 1}, [("a", b"x"), ("b", b"y")]),
    "a file over 10 MB": ({"type": "file_input"}, [("a.csv", b"x" * 10_000_001)]),
}


@pytest.mark.parametrize(("element", "typed"), REFUSED.values(), ids=REFUSED.keys())
def test_slacks_client_does_not_let_it_be_entered(scene: Scene, element: Json, typed: Any) -> None:
    scene.team.channel("secret", scene.ada, is_private=True)
    scene.team.archive(scene.team.channel("old", scene.ada))
    scene.open_modal(modal(an_input("It", element)))

    outcome = scene.ada.fill("It", typed)

    assert outcome.result is Result.REFUSED
    screen = scene.ada.modal()
    assert screen is not None
    assert screen.values()["It"] in (None, [])


def test_addresses_in_a_rich_text_become_links_as_in_the_composer() -> None:
    section_of = rich_text("See https://x.co/a. Or a@b.co!")["elements"][0]["elements"]

    assert section_of == [
        {"type": "text", "text": "See "},
        {"type": "link", "url": "https://x.co/a"},
        {"type": "text", "text": ". Or "},
        {"type": "link", "url": "mailto:a@b.co", "text": "a@b.co"},
        {"type": "text", "text": "!"},
    ]
