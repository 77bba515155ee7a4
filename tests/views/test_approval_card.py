"""The approval card and the requester's message."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.views import approval_card
from bot.views.approval_card import Card
from engine.domain.approval import Approval, ApprovalState
from tests.views import approving_data as data
from tests.views.golden import check_message

DECIDED = data.NOW + timedelta(hours=1)


def card(approval: Approval, *, name: str = "Q4 CFO") -> Card:
    is_open = approval.state is ApprovalState.OPEN
    return Card(
        approval=approval,
        name=name,
        contacts=212,
        decider_ids=("U2",),
        calendar=data.calendar() if is_open else None,
    )


def closed(state: ApprovalState) -> Approval:
    withdrawn = state is ApprovalState.WITHDRAWN
    return replace(
        data.approval(),
        state=state,
        decided_by=None if withdrawn else "U2",
        decided_at=DECIDED,
        comment="Shorter, <!channel>\nplease" if state is ApprovalState.CHANGES else "",
        withdrawn_because="<@U1>: a step was edited" if withdrawn else "",
    )


def test_an_open_request_has_a_review_button() -> None:
    message = approval_card.build(card(data.approval()))
    check_message("approval_card_open", message)
    assert "'Review'" in str(message.blocks)


def test_a_hundred_steps_and_a_hostile_name_fit() -> None:
    message = approval_card.build(card(data.approval(steps=100), name=data.WORST_NAME))
    check_message("approval_card_worst", message)
    assert "<!channel>" not in str(message)


@pytest.mark.parametrize("state", [each for each in ApprovalState if each != "open"])
def test_a_closed_request_has_no_button_and_says_why(state: ApprovalState) -> None:
    message = approval_card.build(card(closed(state)))
    check_message(f"approval_card_{state.value}", message)
    assert "'button'" not in str(message.blocks)
    assert "<!channel>" not in str(message)


@pytest.mark.parametrize("state", [ApprovalState.APPROVED, ApprovalState.CHANGES])
def test_the_requester_is_told_the_outcome_and_the_next_step(state: ApprovalState) -> None:
    message = approval_card.decided(closed(state), name=data.WORST_NAME, sends="It is active.")
    check_message(f"approval_decided_{state.value}", message)
    assert "'Open'" in str(message.blocks)
