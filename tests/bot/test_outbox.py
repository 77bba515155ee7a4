"""Notices that can't be shown or reach nobody: the others go out, and nothing is lost unseen."""

from datetime import timedelta

import pytest

from engine.domain.notice import NewNotice, Notice, NoticeKind, NoticeState
from engine.domain.workspace import Member, WorkspaceSettings
from engine.scheduler import Outbox
from tests.bot.slack_kit import NOW, Scene

GONE = "U0GONE"  # whom Slack knows no more
FACTS = {"contact": "Ada", "enrollment_id": 7, "contact_id": 3, "sequence": "Q4", "cancelled": 1}


def add(scene: Scene, channel: str, *, owner: str, **facts: object) -> int:
    new = NewNotice(kind=NoticeKind.REPLIED, channel=channel, owner_id=owner, payload=facts)
    with scene.store.begin(scene.team.team_id) as tx:
        return tx.notices.add(new, at=NOW).id


def stored(scene: Scene, notice_id: int) -> Notice:
    with scene.store.read(scene.team.team_id) as tx:
        found = tx.notices.get(notice_id)
    assert found is not None
    return found


def post_all(scene: Scene) -> None:
    """Post, try again, and give up what has to be: all that three minutes bring."""
    outbox = Outbox(store=scene.store, clock=scene.clock, notifier=scene.notifier)
    for _ in range(18):
        outbox.post()
        scene.clock.later(timedelta(seconds=10))


def make_admin(scene: Scene, user_id: str) -> None:
    member = Member(
        workspace_id=scene.team.team_id,
        user_id=user_id,
        name="Adam",
        first_name="Adam",
        zone="UTC",
        is_admin=True,
        seen_at=NOW,
    )
    with scene.store.begin(scene.team.team_id) as tx:
        tx.members.save(member)


def test_one_notice_that_cannot_be_shown_stops_none_of_the_others(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    ada = scene.ada.user_id
    bad = add(scene, scene.channel, owner=ada, contact="Bob", cancelled=1)
    good = add(scene, scene.channel, owner=ada, words="Yes, gladly.", **FACTS)

    post_all(scene)

    assert stored(scene, good).state is NoticeState.POSTED
    assert ["> Yes, gladly." in each.words for each in scene.ada.messages("sales")] == [True]
    assert stored(scene, bad).state is NoticeState.FAILED
    assert [each.message for each in caplog.records].count("notice_set_aside") == 1
    (told,) = scene.ada.dms()
    assert "A notice (replied) about Bob could not be shown" in told.words
    with scene.store.read(scene.team.team_id) as tx:
        assert tx.notices.unreachable(since=NOW - timedelta(days=1)) == []


@pytest.mark.parametrize("place", ["channel", "admin"])
def test_a_notice_for_somebody_who_left_goes_to_the_default_channel_or_an_admin(
    scene: Scene, place: str
) -> None:
    make_admin(scene, GONE)
    make_admin(scene, scene.ada.user_id)
    if place == "channel":
        with scene.store.begin(scene.team.team_id) as tx:
            tx.workspace.save_settings(WorkspaceSettings(default_notify_channel=scene.channel))
    lost = add(scene, GONE, owner=GONE, words="Yes, gladly.", **FACTS)

    post_all(scene)

    assert stored(scene, lost).state is NoticeState.POSTED
    shown = scene.ada.messages("sales") if place == "channel" else scene.ada.dms()
    (message,) = shown
    assert "> Yes, gladly." in message.words
    assert f"This was for <@{GONE}>" in message.words


def test_a_notice_that_nobody_can_be_given_is_set_aside_where_admins_see_it(scene: Scene) -> None:
    make_admin(scene, GONE)
    lost = add(scene, GONE, owner=GONE, **FACTS)

    post_all(scene)

    assert stored(scene, lost).state is NoticeState.FAILED
    assert len(scene.slack.calls("chat.postMessage")) <= 6
    with scene.store.read(scene.team.team_id) as tx:
        (seen,) = tx.notices.unreachable(since=NOW - timedelta(days=1))
    assert seen.id == lost


def test_a_card_that_changes_later_stays_where_it_was_taken(scene: Scene) -> None:
    make_admin(scene, scene.ada.user_id)
    lost = add(scene, GONE, owner=GONE, words="Yes, gladly.", **FACTS)
    post_all(scene)
    facts = {**stored(scene, lost).payload, "words": "No, thanks."}
    with scene.store.begin(scene.team.team_id) as tx:
        tx.notices.touch(lost, payload=facts)

    post_all(scene)

    (message,) = scene.ada.dms()
    assert "> No, thanks." in message.words
    assert stored(scene, lost).state is NoticeState.POSTED
