"""The same acts on Home and in messages, and what a person reads there."""

from collections.abc import Iterator

import pytest

from sandbox.slack import Person, Result
from sandbox.slack.reading import texts_of
from tests.standins.slack_scene import (
    Json,
    Scene,
    Stage,
    actions,
    an_input,
    button,
    home,
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


OPTIONS = [option("Ada"), option("Grace")]
MENU = {"type": "overflow", "action_id": "menu", "options": [option("Edit"), option("Delete")]}
PICK = {
    "type": "static_select",
    "action_id": "pick",
    "placeholder": plain("Approver"),
    "options": OPTIONS,
}
BLOCKS = [section("*Q4 CFO*", accessory=MENU), actions(button("Open"), PICK, block_id="row")]


def test_home_has_menus_selects_and_buttons(scene: Scene) -> None:
    scene.call("views.publish", user_id=scene.ada.user_id, view=home(*BLOCKS))

    scene.ada.choose_overflow_home("Q4 CFO", "Delete")
    assert scene.app.last["actions"][0]["selected_option"]["value"] == "Delete"
    scene.ada.fill_home("Approver", "Grace")
    assert scene.app.last["actions"][0]["selected_option"] == OPTIONS[1]
    shown = scene.ada.home()
    assert shown is not None
    assert shown.values() == {"Approver": "Grace"}
    assert shown.menus() == {"*Q4 CFO*": ["Edit", "Delete"]}
    assert shown.options("Approver") == ["Ada", "Grace"]


def test_a_message_has_menus_selects_and_buttons(scene: Scene) -> None:
    scene.call("chat.postMessage", channel=scene.channel, text="x", blocks=BLOCKS)
    (message,) = scene.ada.messages("sales")

    scene.ada.choose_overflow_in(message, "Q4 CFO", "Edit")
    assert scene.app.last["actions"][0]["selected_option"]["value"] == "Edit"
    scene.ada.fill_in(message, "Approver", "Ada")
    assert scene.app.last["state"]["values"]["row"]["pick"]["selected_option"] == OPTIONS[0]
    assert message.buttons() == ["Open"]


def test_a_menu_offers_only_what_is_in_it(scene: Scene) -> None:
    scene.open_modal(modal(*BLOCKS))

    with pytest.raises(LookupError, match="0 menus near 'Q4 CFO' offer 'Archive'"):
        scene.ada.choose_overflow("Q4 CFO", "Archive")


def test_what_somebody_else_typed_stays_with_them(scene: Scene) -> None:
    grace = scene.team.user("grace")
    scene.open_modal(modal(text_input("Name")))
    scene.ada.fill("Name", "Q4")

    assert grace.modal() is None
    with pytest.raises(LookupError, match="no modal is open"):
        grace.submit()


def test_nobody_clicks_where_nothing_is_shown(scene: Scene) -> None:
    with pytest.raises(LookupError, match="Home has not been published"):
        scene.ada.press_home("Create sequence")


def test_a_private_channel_is_read_from_inside_only(scene: Scene) -> None:
    scene.team.channel("secret", scene.ada, is_private=True)
    grace = scene.team.user("grace")

    assert scene.ada.messages("secret") == []
    with pytest.raises(Exception, match="channel_not_found"):
        grace.messages("secret")


def test_the_messages_tab_is_the_same_event_as_home(scene: Scene) -> None:
    scene.ada.open_messages_tab()

    event = scene.app.last["event"]
    assert (event["type"], event["tab"]) == ("app_home_opened", "messages")


def test_a_thread_holds_the_answers_to_its_message(scene: Scene) -> None:
    parent = scene.call("chat.postMessage", channel=scene.channel, text="Ada Byron")
    answer = scene.call(
        "chat.postMessage", channel=scene.channel, text="replied", thread_ts=parent["ts"]
    )

    message = scene.ada.wait_for_message("Ada Byron", "sales")
    assert [each.text for each in scene.ada.thread(message)] == ["replied"]
    link = scene.call("chat.getPermalink", channel=scene.channel, message_ts=answer["ts"])
    assert link["permalink"].endswith(f"?thread_ts={parent['ts']}&cid={scene.channel}")


def test_a_click_in_a_thread_says_which(scene: Scene) -> None:
    parent = scene.call("chat.postMessage", channel=scene.channel, text="Parent")
    scene.call(
        "chat.postMessage",
        channel=scene.channel,
        text="x",
        blocks=BLOCKS,
        thread_ts=parent["ts"],
    )

    scene.ada.press_in(scene.ada.messages("sales")[-1], "Open")

    assert scene.app.last["container"]["thread_ts"] == parent["ts"]


def test_waiting_for_a_modal_finds_the_one_that_an_app_opens_later(scene: Scene) -> None:
    scene.open_modal(modal(title="Working…"))
    view = scene.ada.modal()
    assert view is not None
    scene.call("views.update", view_id=view.id, view=modal(title="Receipt"))

    assert scene.ada.wait_for_modal("Receipt").id == view.id


def test_a_submission_brings_a_response_url_for_the_channel_that_asks_for_it(
    scene: Scene,
) -> None:
    select = {"type": "conversations_select", "response_url_enabled": True}
    scene.open_modal(modal(an_input("Notify channel", select)))
    scene.ada.fill("Notify channel", "sales")

    assert scene.ada.submit().result is Result.CLOSED

    (url,) = scene.app.last["response_urls"]
    assert (url["channel_id"], url["block_id"]) == (scene.channel, "x")


def test_everybody_has_a_stack_of_their_own(scene: Scene) -> None:
    people = [scene.ada, scene.team.user("grace")]
    for number, person in enumerate(people):
        person.slash("new")
        trigger_id = scene.app.last["trigger_id"]
        scene.call("views.open", trigger_id=trigger_id, view=modal(title=f"View {number}"))

    def title(person: Person) -> str | None:
        shown = person.modal()
        return shown.title if shown else None

    assert [title(person) for person in people] == ["View 0", "View 1"]
    people[0].close()
    assert [title(person) for person in people] == [None, "View 1"]


RICH: Json = {
    "type": "rich_text",
    "elements": [
        {
            "type": "rich_text_section",
            "elements": [
                {"type": "text", "text": "Hi "},
                {"type": "user", "user_id": "U1"},
                {"type": "link", "url": "https://x.co"},
                {"type": "emoji", "name": "tada"},
            ],
        },
        {
            "type": "rich_text_list",
            "style": "bullet",
            "elements": [
                {"type": "rich_text_section", "elements": [{"type": "text", "text": each}]}
                for each in ("one", "two")
            ],
        },
    ],
}

READ: list[tuple[Json, list[str]]] = [
    (RICH, ["Hi U1https://x.cotada\none\ntwo"]),
    ({"type": "markdown", "text": "**x**"}, ["**x**"]),
    ({"type": "image", "alt_text": "Chart", "image_url": "u"}, ["Chart"]),
    (
        {"type": "image", "alt_text": "Chart", "title": plain("Replies"), "image_url": "u"},
        ["Replies"],
    ),
    (
        {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}, RICH]]},
        ["a | Hi U1https://x.cotada\none\ntwo"],
    ),
    ({"type": "divider"}, []),
    (text_input("Name") | {"hint": plain("Short")}, ["Name", "Short"]),
]


@pytest.mark.parametrize(("block", "texts"), READ)
def test_every_block_is_read_as_it_is_shown(block: Json, texts: list[str]) -> None:
    assert texts_of([block]) == texts
