"""Who may decide a request, who may not, and what they are told."""

import pytest

from engine.domain.sequence import SequenceState
from sandbox.slack import Result
from tests.flows.scenes import (
    edited,
    email,
    newest,
    requested,
    setup,
    stored,
    told,
    top,
)
from tests.flows.test_approval import decide, review, sequence_id, world
from tests.world import World

__all__ = ["sequence_id", "world"]  # fixtures


def test_whoever_asked_or_edited_or_is_a_stranger_can_not_open_the_review(
    world: World, sequence_id: int
) -> None:
    editor = world.workspace.user("eddy", real_name="Eddy Editor")
    stranger = world.workspace.user("sam", real_name="Sam Stranger")
    world.workspace.join(world.channel, editor.user_id)
    world.workspace.join(world.channel, stranger.user_id)
    everyone = (world.rep.user_id, editor.user_id, world.manager.user_id)
    setup(world, approver_ids=everyone, approvals_channel=world.channel)
    edited(world, editor, sequence_id, email("Edited.", days=2, step_id="two"))
    requested(world, world.rep, sequence_id)
    card = newest(world.manager, "sales")
    assert f"<@{world.manager.user_id}> can decide." in card.words

    for person in (world.rep, editor, stranger, world.admin):
        outcome = person.press_in(card, "Review")
        assert outcome.opened is None
        assert "You can't decide this one" in outcome.text
        assert f"<@{world.manager.user_id}>" in outcome.text


@pytest.mark.parametrize("how", ["removed", "edited"])
def test_who_loses_the_right_while_reviewing_is_refused_on_decide(
    world: World, sequence_id: int, how: str
) -> None:
    olga = world.workspace.user("olga", real_name="Olga Other")
    setup(world, approver_ids=(world.manager.user_id, olga.user_id))
    requested(world, world.rep, sequence_id)
    review(world.manager, newest(world.manager))
    world.manager.fill("Decision", "Approve")
    if how == "removed":
        setup(world, approver_ids=(olga.user_id,))
    else:
        edited(world, world.manager, sequence_id, email("Hers.", days=2, step_id="two"))

    refused = world.manager.submit()

    assert refused.result is Result.ERRORS
    wanted = "You can't decide this one" if how == "removed" else "withdrawn"
    assert wanted in str(refused.errors)
    assert stored(world, sequence_id).state is SequenceState.DRAFT


def test_with_no_approver_left_an_admin_is_told_and_decides(world: World, sequence_id: int) -> None:
    edited(world, world.manager, sequence_id, email("Hers.", days=2, step_id="two"))
    assert "Needs your approval" not in world.admin.open_home().text
    world.rep.slash("activate q4")
    world.settle()
    assert "an admin" in top(world.rep).text
    world.rep.submit()
    assert "an admin" in top(world.rep).text.lower()
    world.settle()
    assert "an admin who hasn't edited it can decide" in newest(world.admin).words
    assert not world.manager.dms()
    assert "Needs your approval" not in world.manager.open_home().text
    assert "Needs your approval" in world.admin.open_home().text
    assert world.admin.press_home("Review").opened
    decide(world.admin, "Approve")
    assert stored(world, sequence_id).state is SequenceState.ACTIVE


def test_new_approvers_are_asked_about_what_is_open(world: World, sequence_id: int) -> None:
    olga = world.workspace.user("olga", real_name="Olga Other")
    requested(world, world.rep, sequence_id)
    world.admin.slash("setup")
    world.admin.fill("Approvers", ["olga"])
    assert world.admin.submit().result is Result.CLOSED
    world.settle()

    assert f"<@{olga.user_id}> can decide" in newest(world.manager).words
    assert len(world.manager.dms()) == len(olga.dms()) == 1
    review(olga, newest(olga))
    decide(olga, "Approve")
    world.settle()
    assert newest(world.manager).buttons() == newest(olga).buttons() == []


def test_old_buttons_answer_why_not(world: World, sequence_id: int) -> None:
    olga = world.workspace.user("olga", real_name="Olga Other")
    setup(world, approver_ids=(world.manager.user_id, olga.user_id))
    requested(world, world.rep, sequence_id)
    old = newest(olga)
    review(olga, old)
    olga.fill("Decision", "Request changes")
    olga.fill("Comment", "Mine")
    review(world.manager, newest(world.manager))
    decide(world.manager, "Approve")

    late = olga.submit()

    assert late.result is Result.ERRORS
    assert f"<@{world.manager.user_id}> has approved this already" in str(late.errors)
    olga.close()
    again = olga.press_in(old, "Review")
    assert f"<@{world.manager.user_id}> has approved this already" in told(again)
