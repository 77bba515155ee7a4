"""The review: one page while it fits, else pages, and a form that keeps what was typed."""

import json
from dataclasses import replace
from itertools import count
from typing import Any

import pytest

from bot.state import Values
from bot.views import review
from bot.views.kit import load
from bot.views.review import Meta, Typed
from engine.domain.approval import ApprovalState, Decision
from engine.domain.errors import Invalid
from engine.domain.sequence import SequenceState
from engine.use_cases.approving import fingerprint
from sandbox.slack.rules import problems_of_view
from tests.views import approving_data as data
from tests.views.golden import check_view

WORST = data.shown(steps=100, name=data.WORST_NAME, words=data.WORST_TEXT)


def meta_of(view: dict[str, Any]) -> Meta:
    return load(Meta, view["private_metadata"])


def labels(view: dict[str, Any]) -> list[str]:
    return [block["label"]["text"] for block in view["blocks"] if block["type"] == "input"]


def pages_of(shown: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for page in count():
        view = review.build(shown, page=page)
        if meta_of(view).page != page:
            return found
        found.append(view)
    raise AssertionError


def test_a_small_one_is_one_page_with_the_decision() -> None:
    view = review.build(data.shown())
    check_view("review", view)
    assert labels(view) == ["Decision", "Comment"]
    assert view["submit"]["text"] == "Decide"


def test_a_step_that_is_held_for_one_is_shown_as_another_gets_it() -> None:
    good = data.shown(words="The words")
    held = tuple(
        replace(each, email=None, text=None, problem="There is no value for <company>.")
        for each in good.steps
    )
    view = review.build(replace(good, steps=held, other_steps=good.steps))
    check_view("review_held", view)
    assert "Held for Ana: There is no value for &lt;company&gt;." in str(view)
    assert "As it goes to Raj:_\\nThe words" in str(view)


def test_what_changed_stands_first() -> None:
    view = review.build(data.shown(differences=("Settings or the sender were changed.",)))
    check_view("review_changed", view)
    assert "Settings or the sender" in str(view["blocks"][1])


def test_a_hundred_long_steps_come_in_pages_that_slack_takes() -> None:
    pages = pages_of(WORST)
    assert len(pages) > 1
    for view in pages:
        assert problems_of_view(view) == []
        assert "<!" not in str(view).replace("<!date", "")
    for view in pages[:-1]:
        assert labels(view) == []
        assert "submit" not in view
    assert labels(pages[-1]) == ["Decision", "Comment"]


def test_nothing_is_lost_between_pages() -> None:
    text = "".join(str(view["blocks"]) for view in pages_of(WORST))
    for number in range(1, 101):
        assert f"*Step {number} · " in text


def test_turning_a_page_keeps_what_was_seen_and_typed() -> None:
    typed = Typed(decision="changes", comment="🎉" * 1000)
    seen = {"hash": "earlier"}
    view = review.build(WORST, page=0, typed=typed, seen=seen)
    meta = meta_of(view)
    assert meta.seen == seen
    assert review.read(Values.of({}), meta) == typed


@pytest.mark.parametrize("comment", ["🎉" * 1000, "\n" * 1000, '"\\' * 500, "é" * 1000])
def test_any_comment_fits_beside_the_marks_of_a_hundred_steps(comment: str) -> None:
    view = review.build(WORST, typed=Typed(decision="approve", comment=comment))
    assert problems_of_view(view) == []
    assert meta_of(view).comment == comment
    assert meta_of(view).seen["hash"] == fingerprint(WORST.review)["hash"]


def test_the_last_page_shows_what_was_typed_before() -> None:
    view = review.build(data.shown(), typed=Typed(decision="changes", comment="Shorter"))
    decision, comment = (block["element"] for block in view["blocks"][-2:])
    assert decision["initial_option"]["value"] == "changes"
    assert comment["initial_value"] == "Shorter"


def test_what_is_filled_in_is_read() -> None:
    state = {
        "decision": {"decision": {"selected_option": {"value": "approve"}}},
        "comment": {"comment": {"value": None}},
    }
    values = Values.of({"state": {"values": state}})
    typed = review.read(values, Meta(approval_id=1))
    assert typed == Typed(decision="approve", comment="")
    assert review.decision_of(typed) is Decision.APPROVE


def test_no_decision_is_refused_at_its_field() -> None:
    with pytest.raises(Invalid) as refusal:
        review.decision_of(Typed(decision=None, comment=""))
    assert [each.field for each in refusal.value.problems] == ["decision"]


def test_the_meta_is_json_of_other_alphabets_as_they_are() -> None:
    view = review.build(data.shown(), typed=Typed(decision=None, comment="日本"))
    assert "日本" in view["private_metadata"]
    assert json.loads(view["private_metadata"])["approval_id"] == 5


@pytest.mark.parametrize("state", [ApprovalState.APPROVED, ApprovalState.CHANGES])
@pytest.mark.parametrize("sequence_state", [SequenceState.ACTIVE, SequenceState.PAUSED])
def test_who_decides_is_told_what_it_did(
    state: ApprovalState, sequence_state: SequenceState
) -> None:
    said = review.said("<Q4>", replace(data.approval(), state=state), sequence_state)
    assert "&lt;Q4&gt;" in said
