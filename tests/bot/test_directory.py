"""Who is who, asked of Slack's stand-in over HTTP."""

from datetime import timedelta

import pytest

from engine.domain.errors import NotFound, Temporary
from tests.bot.slack_kit import Scene


def ask(scene: Scene, user_id: str | None = None) -> object:
    return scene.directory.member(scene.team.team_id, user_id or scene.ada.user_id)


def asked(scene: Scene) -> int:
    return len(scene.slack.calls("users.info"))


def test_a_member_is_as_slack_describes_them(scene: Scene) -> None:
    scene.team.change_user(scene.ada.user_id, tz="Europe/Berlin")

    member = scene.directory.member(scene.team.team_id, scene.ada.user_id)

    assert (member.name, member.first_name) == ("Ada Lovelace", "Ada")
    assert (member.zone, member.email) == ("Europe/Berlin", "ada@acme.test")
    assert member.is_admin
    assert member.seen_at == scene.clock.real()


def test_slack_is_not_asked_again_within_five_minutes(scene: Scene) -> None:
    ask(scene)
    scene.clock.later(timedelta(minutes=4, seconds=59))
    ask(scene)

    assert asked(scene) == 1


def test_a_right_that_was_taken_away_is_gone_after_five_minutes(scene: Scene) -> None:
    ask(scene)
    scene.team.change_user(scene.ada.user_id, is_admin=False)
    scene.clock.later(timedelta(minutes=5))

    assert not scene.directory.member(scene.team.team_id, scene.ada.user_id).is_admin


@pytest.mark.parametrize("right", ["is_admin", "is_owner"])
def test_owners_are_admins_too(scene: Scene, right: str) -> None:
    bob = scene.team.user("bob", **{right: True})

    assert scene.directory.member(scene.team.team_id, bob.user_id).is_admin


def test_a_zone_that_no_database_knows_is_utc(scene: Scene) -> None:
    scene.team.change_user(scene.ada.user_id, tz="Mars/Olympus")

    assert scene.directory.member(scene.team.team_id, scene.ada.user_id).zone == "UTC"


@pytest.mark.parametrize("kind", ["status", "drop", "junk"])
def test_while_slack_is_down_the_stored_member_serves(scene: Scene, kind: str) -> None:
    before = ask(scene)
    scene.clock.later(timedelta(hours=1))
    scene.slack.fault(pattern="users.info", kind=kind, times=5)

    assert ask(scene) == before


@pytest.mark.parametrize("kind", ["status", "drop", "reset"])
def test_while_slack_is_down_a_stranger_is_asked_for_later(scene: Scene, kind: str) -> None:
    scene.slack.fault(pattern="users.info", kind=kind, times=5)

    with pytest.raises(Temporary):
        ask(scene)


def test_nobody_of_this_id_is_not_found(scene: Scene) -> None:
    with pytest.raises(NotFound):
        ask(scene, "U0NOBODY")
