"""Activation: what fails with its fix, or the question, and the closing views."""

from dataclasses import replace
from typing import Any

import pytest

from bot.views import activation, buttons
from engine.domain.checks import Fix, Problem, problems
from engine.domain.sequence import Content, EmailStep, SequenceState
from tests.views import approving_data as data
from tests.views.golden import check_message, check_view

LINK = "https://outreach.example/google/connect?who=signed"


def problem(fix: Fix, sentence: str = "It fails.") -> Problem:
    return Problem(field="steps", sentence=sentence, fix=fix, step_id="s00000000001")


def buttons_of(view: dict[str, Any]) -> dict[str, dict[str, Any]]:
    found = [block["accessory"] for block in view["blocks"] if "accessory" in block]
    found += [each for block in view["blocks"] for each in block.get("elements", ())]
    return {each["text"]["text"]: each for each in found if each.get("type") == "button"}


def test_a_sequence_that_passes_asks_to_be_activated() -> None:
    view = activation.build(data.checked(), connect_link=LINK)
    check_view("activation_ready", view)
    assert view["submit"]["text"] == "Activate"


def test_where_there_are_approvers_it_asks_for_approval_and_says_who_can_decide() -> None:
    found = data.checked(has_approvers=True, decider_ids=("U2", "U3"), is_awaiting=True)
    view = activation.build(found, connect_link=LINK)
    check_view("activation_ready_for_approval", view)
    assert view["submit"]["text"] == "Request approval"
    assert "<@U2> or <@U3> can decide" in str(view)


def test_a_hundred_steps_and_a_hostile_name_fit() -> None:
    sequence = data.sequence(name=data.WORST_NAME, steps=100, state=SequenceState.ACTIVE)
    found = data.checked(
        sequence=sequence,
        calendar=data.calendar(days=0, contacts=0),
        has_approvers=True,
        decider_ids=tuple(f"U{number}" for number in range(50)),
    )
    view = activation.build(found, connect_link=LINK)
    check_view("activation_ready_worst", view)
    assert "<!channel>" not in str(view)


@pytest.mark.parametrize(
    ("fix", "text", "action_id"),
    [
        (Fix.ADD_STEP, "Add email step", buttons.ADD_EMAIL_STEP),
        (Fix.EDIT_STEP, "Edit step 1", buttons.EDIT_STEP),
        (Fix.SETTINGS, "Settings", buttons.SETTINGS),
        (Fix.CONNECT_GMAIL, "Connect Gmail", buttons.CONNECT_LINK),
        (Fix.CONNECT_SALESMSG, "Connect Salesmsg", buttons.SETUP),
    ],
)
def test_each_problem_has_its_fix_beside_it(fix: Fix, text: str, action_id: str) -> None:
    view = activation.build(data.checked(problems=(problem(fix),)), connect_link=LINK)
    assert buttons_of(view)[text]["action_id"] == action_id
    assert "Check again" in buttons_of(view)
    assert "submit" not in view


def test_everything_that_can_fail_at_once_is_listed() -> None:
    broken = replace(data.sequence(steps=100), working=data.content(100))
    nothing = {"type": "rich_text", "elements": []}
    empty = tuple(
        replace(step, subject=" ", body=nothing)
        if isinstance(step, EmailStep)
        else replace(step, message="")
        for step in broken.working.steps
    )
    found = problems(Content(steps=empty), mailbox=None, sms=None)
    down = ("Gmail can't be asked right now: <timeout>",)
    view = activation.build(
        data.checked(sequence=broken, problems=found, unreachable=down), connect_link=LINK
    )
    check_view("activation_blocked", view)
    assert "more problems" in str(view)


def test_a_provider_that_is_down_blocks_without_being_a_failed_check() -> None:
    view = activation.build(data.checked(unreachable=("Salesmsg is down.",)), connect_link=LINK)
    assert "submit" not in view
    assert buttons_of(view)["Check again"]["value"] == "7"


def test_those_who_closed_the_view_get_the_same_in_short() -> None:
    check_message("activation_message_ready", activation.message(data.checked()))
    failed = data.checked(problems=(problem(Fix.SETTINGS, "No mailbox <b>."),))
    check_message("activation_message_blocked", activation.message(failed))


@pytest.mark.parametrize("state", list(SequenceState))
def test_the_closing_view_says_when_the_first_messages_go(state: SequenceState) -> None:
    view = activation.activated(data.sequence(state=state), data.calendar())
    check_view(f"activation_done_{state.value}", view)


def test_the_closing_view_of_a_request_says_who_decides() -> None:
    check_view("activation_requested", activation.requested(data.sequence(), ()))
