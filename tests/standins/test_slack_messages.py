"""chat.* over raw HTTP: what is posted, who sees it, and what Slack refuses."""

from collections.abc import Iterator

import pytest

from tests.standins.slack_scene import Json, Scene, Stage, section, stage_set


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


def test_a_posted_message_is_seen_by_the_members(scene: Scene) -> None:
    answer = scene.call("chat.postMessage", channel=scene.channel, text="Hello")

    (message,) = scene.ada.messages("sales")
    assert (message.text, message.ts, message.user) == (
        "Hello",
        answer["ts"],
        scene.team.bot_user_id,
    )


def test_message_times_are_unique_and_increase(scene: Scene) -> None:
    posted = [
        scene.call("chat.postMessage", channel=scene.channel, text="x")["ts"] for _ in range(5)
    ]

    assert posted == sorted(set(posted))


def test_posting_to_a_persons_id_opens_the_direct_message(scene: Scene) -> None:
    answer = scene.call("chat.postMessage", channel=scene.ada.user_id, text="Hello")

    assert answer["channel"].startswith("D")
    assert [message.text for message in scene.ada.dms()] == ["Hello"]
    opened = scene.call("conversations.open", users=scene.ada.user_id)
    assert opened["channel"]["id"] == answer["channel"]


@pytest.mark.parametrize("content", [{}, {"text": " "}, {"blocks": []}])
def test_a_message_of_nothing_is_no_text(scene: Scene, content: Json) -> None:
    answer = scene.call("chat.postMessage", channel=scene.channel, **content)

    assert error_of(answer) == "no_text"


def test_blocks_that_slack_refuses_are_named_with_their_pointer(scene: Scene) -> None:
    blocks = [section("x" * 3001)]

    answer = scene.call("chat.postMessage", channel=scene.channel, text="x", blocks=blocks)

    assert error_of(answer) == "invalid_blocks"
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    ]


def test_markdown_text_does_not_go_with_text(scene: Scene) -> None:
    answer = scene.call("chat.postMessage", channel=scene.channel, text="x", markdown_text="y")

    assert error_of(answer) == "markdown_text_conflict"


def test_a_private_channel_is_not_found_from_outside(scene: Scene) -> None:
    secret = scene.team.channel("secret", scene.ada, is_private=True)

    assert error_of(scene.call("chat.postMessage", channel=secret, text="x")) == "channel_not_found"
    assert error_of(scene.call("conversations.info", channel=secret)) == "channel_not_found"
    scene.team.invite_bot(secret)
    assert scene.call("chat.postMessage", channel=secret, text="x")["ok"] is True


def test_a_public_channel_needs_an_invitation_without_the_public_scope(scene: Scene) -> None:
    lobby = scene.team.channel("lobby")
    assert scene.call("chat.postMessage", channel=lobby, text="x")["ok"] is True

    scene.team.change(scopes=["chat:write"])

    assert error_of(scene.call("chat.postMessage", channel=lobby, text="x")) == "not_in_channel"


def test_an_archived_channel_takes_no_message(scene: Scene) -> None:
    scene.team.archive(scene.channel)

    answer = scene.call("chat.postMessage", channel=scene.channel, text="x")

    assert error_of(answer) == "is_archived"


def test_an_ephemeral_message_reaches_only_its_reader(scene: Scene) -> None:
    grace = scene.team.user("grace")
    scene.team.join(scene.channel, grace.user_id)

    scene.call("chat.postEphemeral", channel=scene.channel, user=scene.ada.user_id, text="For you")

    assert [message.is_ephemeral for message in scene.ada.messages(scene.channel)] == [True]
    assert grace.messages(scene.channel) == []


def test_an_ephemeral_message_needs_its_reader_in_the_channel(scene: Scene) -> None:
    grace = scene.team.user("grace")

    answer = scene.call(
        "chat.postEphemeral", channel=scene.channel, user=grace.user_id, text="For you"
    )

    assert error_of(answer) == "user_not_in_channel"


def test_an_update_changes_the_message_and_marks_it_edited(scene: Scene) -> None:
    posted = scene.call(
        "chat.postMessage", channel=scene.channel, text="x", blocks=[section("Old")]
    )

    scene.call("chat.update", channel=scene.channel, ts=posted["ts"], text="New")

    (message,) = scene.ada.messages(scene.channel)
    assert (message.texts(), message.is_edited) == (["New"], True)


def test_an_update_of_more_than_4000_characters_is_msg_too_long(scene: Scene) -> None:
    posted = scene.call("chat.postMessage", channel=scene.channel, text="x" * 4001)

    answer = scene.call("chat.update", channel=scene.channel, ts=posted["ts"], text="x" * 4001)

    assert error_of(answer) == "msg_too_long"


def test_only_own_messages_can_be_changed(scene: Scene) -> None:
    said = scene.ada.say("sales", "Mine")
    place = {"channel": scene.channel, "ts": said.ts}

    assert error_of(scene.call("chat.update", **place, text="x")) == "cant_update_message"
    assert error_of(scene.call("chat.delete", **place)) == "cant_delete_message"


def test_an_unknown_message_is_not_found(scene: Scene) -> None:
    place = {"channel": scene.channel, "ts": "1.000001"}

    assert error_of(scene.call("chat.update", **place, text="x")) == "message_not_found"
    answer = scene.call("chat.getPermalink", channel=scene.channel, message_ts="1.000001")
    assert error_of(answer) == "message_not_found"


def test_a_deleted_message_is_gone(scene: Scene) -> None:
    posted = scene.call("chat.postMessage", channel=scene.channel, text="x")

    scene.call("chat.delete", channel=scene.channel, ts=posted["ts"])

    assert scene.ada.messages(scene.channel) == []


def test_a_permalink_leads_to_the_message(scene: Scene) -> None:
    posted = scene.call("chat.postMessage", channel=scene.channel, text="x")

    answer = scene.call("chat.getPermalink", channel=scene.channel, message_ts=posted["ts"])

    place = f"{scene.channel}/p{posted['ts'].replace('.', '')}"
    assert answer["permalink"] == f"https://acme.slack.com/archives/{place}"
