"""The Web API over raw HTTP: who may call, what Slack refuses, how fast."""

from collections.abc import Iterator

import pytest
import requests

from sandbox.slack.rates import Rates
from tests.standins.slack_scene import Json, Scene, Stage, stage_set


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


def test_auth_test_names_team_and_bot(scene: Scene) -> None:
    answer = scene.call("auth.test")

    assert answer["team_id"] == scene.team.team_id
    assert answer["user_id"] == scene.team.bot_user_id


def test_an_unknown_token_is_invalid_auth(scene: Scene) -> None:
    assert error_of(scene.call("auth.test", token="xoxb-unknown")) == "invalid_auth"


def test_no_token_is_not_authed(scene: Scene) -> None:
    answer = requests.post(f"{scene.slack.api_url}auth.test", timeout=5).json()

    assert error_of(answer) == "not_authed"


def test_a_revoked_token_is_told_apart_from_an_unknown_one(scene: Scene) -> None:
    scene.team.revoke_tokens()

    assert error_of(scene.call("auth.test")) == "token_revoked"


def test_a_token_may_come_as_a_form_field(scene: Scene) -> None:
    answer = requests.post(
        f"{scene.slack.api_url}auth.test", data={"token": scene.token}, timeout=5
    )

    assert answer.json()["ok"] is True


def test_an_unknown_method_is_named_so(scene: Scene) -> None:
    assert error_of(scene.call("chat.shout")) == "unknown_method"


def test_a_body_that_is_not_json_is_invalid_json(scene: Scene) -> None:
    headers = {"Authorization": f"Bearer {scene.token}", "Content-Type": "application/json"}
    url = f"{scene.slack.api_url}auth.test"

    answer = requests.post(url, data=b"{", headers=headers, timeout=5).json()

    assert error_of(answer) == "invalid_json"


def test_a_missing_scope_says_what_is_needed_and_what_is_there(scene: Scene) -> None:
    scene.team.change(scopes=["commands"])

    answer = scene.call("chat.postMessage", channel=scene.channel, text="Hello")

    assert error_of(answer) == "missing_scope"
    assert answer["needed"] == "chat:write"
    assert answer["provided"] == "commands"


def test_teams_do_not_see_each_other(scene: Scene) -> None:
    scene.slack.workspace("Other", "xoxb-else")

    answer = scene.call("chat.postMessage", token="xoxb-else", channel=scene.channel, text="x")

    assert error_of(answer) == "channel_not_found"


def test_conversations_list_shows_public_ones_and_is_paged(scene: Scene) -> None:
    scene.team.channel("lobby")
    scene.team.channel("secret", is_private=True)
    scene.team.channel("board", is_private=True, with_bot=True)
    names, cursor = [], ""
    for _ in range(3):
        page = scene.call(
            "conversations.list",
            types="public_channel,private_channel",
            limit=1,
            cursor=cursor,
        )
        names += [channel["name"] for channel in page["channels"]]
        cursor = page["response_metadata"]["next_cursor"]

    assert (names, cursor) == (["sales", "lobby", "board"], "")


def test_joining_needs_its_scope_and_a_public_channel(scene: Scene) -> None:
    lobby = scene.team.channel("lobby")
    assert error_of(scene.call("conversations.join", channel=lobby)) == "missing_scope"

    scene.team.change(scopes=["channels:join", "channels:read"])

    assert scene.call("conversations.join", channel=lobby)["channel"]["is_member"] is True
    members = scene.call("conversations.members", channel=lobby)["members"]
    assert members == [scene.team.bot_user_id]


def test_people_are_found_by_id_and_by_mail(scene: Scene) -> None:
    info = scene.call("users.info", user=scene.ada.user_id)["user"]
    found = scene.call("users.lookupByEmail", email="ADA@acme.test")["user"]

    assert (info["real_name"], info["is_admin"]) == ("Ada Lovelace", True)
    assert (found["id"], found["profile"]["email"]) == (scene.ada.user_id, "ada@acme.test")


def test_unknown_people_are_not_found_each_in_its_own_words(scene: Scene) -> None:
    assert error_of(scene.call("users.info", user="U0")) == "user_not_found"
    assert error_of(scene.call("users.lookupByEmail", email="x@y.z")) == "users_not_found"


def test_a_mail_address_is_shown_only_with_its_scope(scene: Scene) -> None:
    scene.team.change(scopes=["users:read"])

    assert "email" not in scene.call("users.info", user=scene.ada.user_id)["user"]["profile"]


REFUSED: list[tuple[str, Json, str]] = [
    ("conversations.open", {}, "users_list_not_supplied"),
    ("conversations.open", {"users": "U1,U2"}, "method_not_supported_for_channel_type"),
    ("conversations.open", {"users": "U0"}, "user_not_found"),
    ("conversations.info", {"channel": "C0"}, "channel_not_found"),
    ("conversations.members", {"channel": "C0"}, "channel_not_found"),
    ("team.info", {}, "missing_scope"),
    ("views.update", {"view": {}}, "invalid_arguments"),
    ("views.publish", {"user_id": "U0"}, "invalid_arguments"),
    ("files.completeUploadExternal", {"files": []}, "invalid_arguments"),
    ("files.completeUploadExternal", {"files": "["}, "invalid_arguments"),
    ("chat.postMessage", {"channel": "C0", "blocks": "["}, "invalid_blocks_format"),
]


@pytest.mark.parametrize(("method", "args", "error"), REFUSED)
def test_a_call_that_lacks_something_is_refused_in_slacks_word(
    scene: Scene, method: str, args: Json, error: str
) -> None:
    assert error_of(scene.call(method, None, **args)) == error


def test_the_conversation_with_a_person_needs_its_own_scope_to_be_read(scene: Scene) -> None:
    channel = scene.call("conversations.open", users=scene.ada.user_id)["channel"]["id"]

    answer = scene.call("conversations.info", channel=channel)

    assert (answer["error"], answer["needed"]) == ("missing_scope", "im:read")


def test_joining_a_private_or_archived_channel_is_refused(scene: Scene) -> None:
    scene.team.change(scopes=["channels:join"])
    board = scene.team.channel("board", is_private=True, with_bot=True)
    scene.team.archive(scene.channel)

    refused = error_of(scene.call("conversations.join", channel=board))
    assert refused == "method_not_supported_for_channel_type"
    assert error_of(scene.call("conversations.join", channel=scene.channel)) == "is_archived"


def test_arguments_may_come_as_a_form_with_json_inside(scene: Scene) -> None:
    blocks = '[{"type": "divider"}]'
    body = {"token": scene.token, "channel": scene.channel, "blocks": blocks}

    answer = requests.post(f"{scene.slack.api_url}chat.postMessage", data=body, timeout=5).json()

    assert answer["message"]["blocks"][0]["type"] == "divider"


def test_a_tier_two_method_is_slowed_after_a_minutes_worth(scene: Scene) -> None:
    answers = [scene.call_raw("users.list") for _ in range(21)]

    assert [answer.status_code for answer in answers] == [200] * 20 + [429]
    assert answers[-1].json()["error"] == "ratelimited"
    assert int(answers[-1].headers["Retry-After"]) in range(1, 5)
    assert scene.call("users.info", user=scene.ada.user_id)["ok"] is True


def test_one_channel_takes_a_message_a_second_and_others_go_on(scene: Scene) -> None:
    other = scene.team.channel("other", with_bot=True)
    answers = [
        scene.call_raw("chat.postMessage", channel=scene.channel, text="x") for _ in range(12)
    ]

    assert answers[-1].status_code == 429
    assert scene.call("chat.postMessage", channel=other, text="x")["ok"] is True


def test_rates_can_be_switched_off(scene: Scene) -> None:
    scene.slack.switches(rate_limits=False)

    assert {scene.call_raw("users.list").status_code for _ in range(25)} == {200}


def test_a_rate_recovers_with_time_and_counts_by_team() -> None:
    rates = Rates()
    taken = [rates.wait_seconds("users.list", "T1", "", 0.0) for _ in range(21)]

    assert taken == [0] * 20 + [3]
    assert rates.wait_seconds("users.list", "T2", "", 0.0) == 0
    assert rates.wait_seconds("users.list", "T1", "", 2.9) == 1
    assert rates.wait_seconds("users.list", "T1", "", 3.0) == 0


def test_the_ledger_lists_every_call(scene: Scene) -> None:
    scene.call("chat.postMessage", channel=scene.channel, text="x")
    scene.call("chat.postMessage", channel="C0", text="y")

    calls = scene.slack.calls("chat.postMessage")

    assert [(call["ok"], call["error"], call["args"]["text"]) for call in calls] == [
        (True, None, "x"),
        (False, "channel_not_found", "y"),
    ]


def test_a_fault_is_served_instead_of_an_answer(scene: Scene) -> None:
    scene.slack.fault(pattern="chat.postMessage", kind="status", status=503, when="after")

    assert scene.call_raw("chat.postMessage", channel=scene.channel, text="x").status_code == 503
    assert [message.text for message in scene.ada.messages("sales")] == ["x"]
