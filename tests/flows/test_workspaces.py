"""Two workspaces with everything alike: neither sees, opens or changes what is the other's."""

import json
from dataclasses import dataclass

import pytest

from bot.routes import Kind
from engine.domain.sequence import SequenceState
from engine.use_cases import authoring
from handlers import ROUTES
from sandbox.slack import Person, Result, Workspace
from tests.flows.forging import Ids, deliver
from tests.flows.rows import rows_of
from tests.flows.scenes import NAME, actor_of, email, stored, told, top
from tests.flows.test_rights import answer_to, ids, world
from tests.world import World

__all__ = ["ids", "world"]  # fixtures


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """The other workspace of the same name, with people and a channel of the same ids."""

    workspace: Workspace
    admin: Person
    rep: Person
    sequence_id: int


@pytest.fixture
def twin(world: World, ids: Ids) -> Twin:
    workspace = world.slack.workspace("Acme")
    admin = workspace.user("ada", id=world.admin.user_id, real_name="Ada Twin", is_admin=True)
    rep = workspace.user("rita", id=world.rep.user_id, real_name="Rita Twin")
    world.install(workspace)
    workspace.channel("sales", admin, rep, id=world.channel, with_bot=True)
    store, now, actor = world.service.store, world.service.clock.now(), actor_of(world, rep)
    made = authoring.create(store, actor, name=NAME, now=now)
    step = email("This is the twin's.", step_id="one")
    authoring.save_step(store, actor, made.id, step, now=now)
    return Twin(workspace=workspace, admin=admin, rep=rep, sequence_id=made.id)


def test_equal_names_and_ids_lead_each_to_their_own(world: World, twin: Twin) -> None:
    assert "*1 sequence*" in told(twin.rep.slash(""))
    twin.rep.slash(f"open {NAME}")
    assert "Before it can be activated" in top(twin.rep).text
    twin.rep.choose_overflow("Step 1", "Edit")
    assert "This is the twin's." in str(top(twin.rep).values()["Body"])
    twin.rep.close(everything=True)
    twin.rep.slash(f"enroll {NAME} ann@example.com")
    twin.rep.submit()
    assert "*1 contact* will be enrolled" in top(twin.rep).text  # as if nobody knew her
    assert twin.rep.submit().result is Result.UPDATED
    assert "Nobody with the address bob@example.com" in told(twin.rep.slash("why bob@example.com"))
    assert "no account connected yet" in twin.rep.open_home().text
    twin.admin.slash("suppressions")
    assert "Nobody is suppressed." in top(twin.admin).text


def test_no_forged_id_reaches_over(world: World, ids: Ids, twin: Twin) -> None:
    """An admin there may do anything, so that only the workspace stands in the way."""
    world.settle()
    before = rows_of(world, world.workspace.team_id)
    kinds = (Kind.ACTION, Kind.VIEW, Kind.SHORTCUT)

    routes = [route for route in ROUTES if route.kind in kinds]
    answers = {route.name: answer_to(world, twin.admin, route, ids) for route in routes}

    assert rows_of(world, world.workspace.team_id) == before
    said = "\n".join(answers.values())
    unforeseen = [name for name, answer in answers.items() if "went wrong" in answer]
    assert unforeseen == []
    for secret in ("ann@example.com", "bob@example.com", "This is mail", "rita@acme.example"):
        assert secret not in said, secret


def test_every_call_uses_the_token_of_the_workspace_it_is_about(world: World, twin: Twin) -> None:
    world.slack.clear_ledger()
    twin.rep.open_home()
    twin.rep.slash(f"open {NAME}")
    twin.rep.press("Preview")
    twin.rep.close(everything=True)
    world.settle()
    assert {call["team_id"] for call in world.slack.calls()} == {twin.workspace.team_id}
    world.slack.clear_ledger()
    world.rep.slash(f"open {NAME}")

    assert {call["team_id"] for call in world.slack.calls()} == {world.workspace.team_id}


def test_an_uninstalled_app_forgets_and_pauses_there_alone(
    world: World, ids: Ids, twin: Twin
) -> None:
    sent = len(world.google.delivered("bob@example.com"))
    before = rows_of(world, twin.workspace.team_id)
    assert stored(world, ids.sequence_id).state is SequenceState.ACTIVE

    world.workspace.uninstall()
    world.later(days=3)

    assert stored(world, ids.sequence_id).state is SequenceState.PAUSED
    assert len(world.google.delivered("bob@example.com")) == sent
    (row,) = rows_of(world, world.workspace.team_id)["workspace"]
    assert "xoxb" not in str(row)
    assert world.rep.slash("").opened is None
    assert rows_of(world, twin.workspace.team_id)["sequence"] == before["sequence"]
    assert "*1 sequence*" in told(twin.rep.slash(""))

    world.install(world.workspace)
    world.later(days=1)
    assert len(world.google.delivered("bob@example.com")) == sent  # resumed by choice alone
    assert told(world.rep.slash(f"resume {NAME}"))
    assert world.rep.submit().result is Result.UPDATED
    world.later(days=3)
    assert len(world.google.delivered("bob@example.com")) > sent


def test_a_removal_that_is_told_late_does_not_undo_a_new_installation(
    world: World, ids: Ids
) -> None:
    for event in (
        {"type": "app_uninstalled"},
        {"type": "tokens_revoked", "tokens": {"bot": ["U0BOT"], "oauth": []}},
    ):
        world.workspace.event(event)

    assert stored(world, ids.sequence_id).state is SequenceState.ACTIVE
    assert world.rep.slash("help").text


def test_a_users_own_token_is_nothing_to_us(world: World, ids: Ids) -> None:
    world.workspace.event({"type": "tokens_revoked", "tokens": {"oauth": ["U1"], "bot": []}})

    assert stored(world, ids.sequence_id).state is SequenceState.ACTIVE


def test_an_event_that_comes_twice_acts_once(world: World) -> None:
    world.rep.open_home()
    (told_once,) = world.slack.deliveries("event_callback")[-1:]
    before = len(world.slack.calls("views.publish"))

    answer = deliver(world, json.dumps(told_once["payload"]))

    assert answer.status_code == 200
    assert len(world.slack.calls("views.publish")) == before


def test_an_event_that_failed_is_done_when_slack_brings_it_again(world: World) -> None:
    world.rep.open_home()
    (told_once,) = world.slack.deliveries("event_callback")[-1:]
    again = json.dumps(told_once["payload"] | {"event_id": "Ev0AGAIN"})
    world.slack.fault(pattern=r"/api/views\.publish", kind="status", status=500)
    before = len(world.slack.calls("views.publish"))

    answers = [deliver(world, again).status_code for _ in range(3)]

    assert answers == [503, 200, 200]
    assert len(world.slack.calls("views.publish")) == before + 1
