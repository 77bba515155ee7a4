"""Apps and people who have left own nothing and decide nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest

from engine.domain.errors import Invalid
from engine.domain.sequence import SequenceState
from engine.use_cases import authoring
from sandbox.slack import Result
from tests.flows.scenes import actor_of, newest, requested, setup, stored, told, top
from tests.flows.test_approval import decide, review, sequence_id, world
from tests.world import World

__all__ = ["sequence_id", "world"]  # fixtures


@pytest.mark.parametrize("who", [{"is_bot": True}, {"deleted": True}], ids=["app", "gone"])
def test_a_sequence_is_handed_over_to_a_living_person_alone(
    world: World, sequence_id: int, who: dict[str, bool]
) -> None:
    olga = world.workspace.user("olga", real_name="Olga Other")
    world.rep.slash("open q4")
    world.rep.press("Hand over")
    world.rep.fill("New owner", olga.user_id)
    world.workspace.change_user(olga.user_id, **who)

    refused = world.rep.submit()

    assert refused.result is Result.ERRORS
    assert "Choose a person" in str(refused.errors)
    assert stored(world, sequence_id).owner_id == world.rep.user_id


def test_nobody_whom_slack_never_described_is_made_an_owner(world: World, sequence_id: int) -> None:
    store, now = world.service.store, world.service.clock.now()

    with pytest.raises(Invalid, match="Choose a person"):
        authoring.hand_over(
            store, actor_of(world, world.rep), sequence_id, to_user_id="U0GONE", now=now
        )


def test_an_approver_who_has_left_is_not_asked_and_an_admin_decides(
    world: World, sequence_id: int
) -> None:
    world.admin.open_home()
    world.workspace.change_user(world.manager.user_id, deleted=True)
    forget_who_is_who(world)

    world.rep.slash("activate q4")
    world.settle()

    assert "an admin" in top(world.rep).text
    world.rep.submit()
    world.settle()
    review(world.admin, newest(world.admin))
    decide(world.admin, "Approve")
    assert stored(world, sequence_id).state is SequenceState.ACTIVE


def test_an_approver_who_leaves_with_a_request_open_keeps_no_admin_from_it(
    world: World, sequence_id: int
) -> None:
    setup(world, approvals_channel=world.channel)
    requested(world, world.rep, sequence_id)
    card = newest(world.admin, "sales")
    assert "You can't decide this one" in world.admin.press_in(card, "Review").text
    world.workspace.change_user(world.manager.user_id, deleted=True)
    forget_who_is_who(world)

    assert told(world.admin.press_in(card, "Review")).startswith("*Q4 CFO*")
    decide(world.admin, "Approve")
    world.settle()
    assert stored(world, sequence_id).state is SequenceState.ACTIVE


def forget_who_is_who(world: World) -> None:
    """Let more than five minutes have passed since Slack was asked about anybody."""
    with world.service.store.begin(world.workspace.team_id) as tx:
        for person in (world.admin, world.rep, world.manager):
            known = tx.members.get(person.user_id)
            if known is not None:
                tx.members.save(replace(known, seen_at=known.seen_at - timedelta(hours=1)))
