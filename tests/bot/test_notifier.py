"""Notices as they arrive in Slack's stand-in, and what its refusals mean."""

from dataclasses import replace

import pytest

from engine.domain.errors import AccessRevoked, Permanent, Temporary
from engine.domain.notice import Notice, NoticeKind
from tests.bot.slack_kit import Scene


def post(scene: Scene, notice: Notice) -> Notice:
    """Post the notice and return it as the outbox then knows it."""
    posted = scene.notifier.post(notice, thread_ts=None)
    return replace(notice, posted_channel=posted.channel, posted_ts=posted.ts)


def test_a_notice_stands_in_its_channel(scene: Scene) -> None:
    post(scene, scene.notice(NoticeKind.REPLIED))

    (message,) = scene.ada.messages("sales")
    assert "replied" in message.text
    assert "> Yes, gladly." in message.words
    (call,) = scene.slack.calls("chat.postMessage")
    assert not {"unfurl_links", "unfurl_media"} & {k for k, v in call["args"].items() if v is True}


def test_a_second_notice_stands_in_the_contacts_thread(scene: Scene) -> None:
    head = post(scene, scene.notice(NoticeKind.REPLIED))

    scene.notifier.post(scene.notice(NoticeKind.BOOKED), thread_ts=head.posted_ts)

    threads = [message.thread_ts for message in scene.ada.messages("sales")]
    assert threads == [None, head.posted_ts]


def test_a_changed_card_changes_where_it_stands(scene: Scene) -> None:
    notice = post(scene, scene.notice(NoticeKind.REPLIED))
    handled = {"how": "resumed", "by": "U5", "at": "2026-03-02T09:30:00+00:00", "until": ""}

    again = post(scene, replace(notice, payload={**notice.payload, "handled": handled}))

    (message,) = scene.ada.messages("sales")
    assert "<@U5> resumed the sequence" in message.words
    assert (again.posted_channel, again.posted_ts) == (notice.posted_channel, notice.posted_ts)


def test_a_card_that_people_deleted_is_left_alone(scene: Scene) -> None:
    notice = post(scene, scene.notice(NoticeKind.REPLIED))
    scene.clients(scene.team.team_id).chat_delete(channel=scene.channel, ts=str(notice.posted_ts))

    post(scene, notice)

    assert scene.ada.messages("sales") == []


def test_a_members_id_is_their_direct_message(scene: Scene) -> None:
    notice = post(scene, scene.notice(NoticeKind.HELD, scene.ada.user_id, detail="No title."))

    assert str(notice.posted_channel).startswith("D")
    assert [message.words for message in scene.ada.dms()]


def test_a_name_pings_nobody(scene: Scene) -> None:
    post(scene, scene.notice(NoticeKind.REPLIED, contact="<!channel>", words="<!here> <@U1>"))

    (message,) = scene.ada.messages("sales")
    assert "<!" not in message.text + message.words
    assert "<@" not in message.words


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [("kick", "not_in_channel"), ("archive", "is_archived"), ("unknown", "channel_not_found")],
)
def test_a_channel_that_can_not_be_posted_to_is_permanent(
    scene: Scene, trouble: str, reason: str
) -> None:
    channel = scene.channel
    match trouble:
        case "kick":  # as in a workspace that did not grant chat:write.public
            scene.team.change(scopes=["chat:write"])
            scene.team.kick_bot(channel)
        case "archive":
            scene.team.archive(channel)
        case _:
            channel = "C0GONE"

    with pytest.raises(Permanent) as refusal:
        post(scene, scene.notice(NoticeKind.REPLIED, channel))

    assert (refusal.value.kind, refusal.value.reason) == ("channel", reason)


def test_the_owner_gets_the_notice_with_the_channel_and_the_fix(scene: Scene) -> None:
    scene.team.kick_bot(scene.channel)

    scene.notifier.tell_unreachable(scene.notice(NoticeKind.REPLIED), "not_in_channel")

    (message,) = scene.ada.dms()
    assert f"<#{scene.channel}>" in message.words
    assert f"`/invite` <@{scene.team.bot_user_id}>" in message.words
    assert "choose another channel in Settings" in message.words
    assert "> Yes, gladly." in message.words
    assert "View contact" in message.buttons()


def test_a_rate_limit_says_how_long_to_wait(scene: Scene) -> None:
    scene.slack.fault(
        pattern="chat.postMessage",
        kind="status",
        status=429,
        retry_after=17,
        payload={"ok": False, "error": "ratelimited"},
    )

    with pytest.raises(Temporary) as later:
        post(scene, scene.notice(NoticeKind.REPLIED))

    assert later.value.retry_after_seconds == 17


@pytest.mark.parametrize("kind", ["drop", "reset", "status", "junk"])
def test_a_bad_day_of_slack_is_temporary_and_nothing_is_posted_twice(
    scene: Scene, kind: str
) -> None:
    scene.slack.fault(pattern="chat.postMessage", kind=kind)
    notice = scene.notice(NoticeKind.REPLIED)

    with pytest.raises(Temporary):
        post(scene, notice)
    post(scene, notice)

    assert len(scene.ada.messages("sales")) == 1


def test_an_answer_that_is_lost_is_not_asked_for_again_by_itself(scene: Scene) -> None:
    scene.slack.fault(pattern="chat.postMessage", kind="drop", when="after")

    with pytest.raises(Temporary):
        post(scene, scene.notice(NoticeKind.REPLIED))

    assert len(scene.ada.messages("sales")) == 1


def test_a_removed_app_has_no_access(scene: Scene) -> None:
    scene.team.revoke_tokens()

    with pytest.raises(AccessRevoked):
        post(scene, scene.notice(NoticeKind.REPLIED))


def test_an_uninstalled_workspace_is_not_even_asked(scene: Scene) -> None:
    with scene.store.engine() as etx:
        workspace = etx.workspace(scene.team.team_id)
        assert workspace is not None
        etx.save_workspace(replace(workspace, is_installed=False))

    with pytest.raises(AccessRevoked):
        post(scene, scene.notice(NoticeKind.REPLIED))

    assert scene.slack.calls("chat.postMessage") == []


def test_one_token_has_one_client(scene: Scene) -> None:
    assert scene.clients(scene.team.team_id) is scene.clients(scene.team.team_id)
