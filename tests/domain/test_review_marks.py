"""What a form keeps of a review: always small, and still telling what changed."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.approval import review_hash
from engine.domain.delay import Delay, DelayUnit
from engine.domain.review_marks import MARKED_STEPS, differences, marks
from engine.domain.sequence import Content, Settings, SmsStep

STEPS = tuple(
    SmsStep(
        id=f"{number:012x}", delay=Delay(amount=1, unit=DelayUnit.DAYS), message=f"Step {number}"
    )
    for number in range(1, 201)
)
PEOPLE = (1, 2, 3)


def content(*steps: SmsStep, zone: str = "UTC") -> Content:
    return Content(settings=Settings(zone=zone), steps=steps)


def edited(step: SmsStep) -> SmsStep:
    return replace(step, message=f"{step.message}, edited")


BEFORE = content(*STEPS[:4])
ONE, TWO, THREE, FOUR = STEPS[:4]


@given(st.integers(0, len(STEPS)), st.integers(0, 50_000))
def test_marks_stay_small_whatever_the_number_of_steps(steps: int, people: int) -> None:
    kept = marks(content(*STEPS[:steps]), tuple(range(people % 300)))
    assert len(json.dumps(kept)) < 1100


def test_the_hash_is_what_a_decision_is_bound_to() -> None:
    assert marks(BEFORE, PEOPLE)["hash"] == review_hash(BEFORE, PEOPLE)


@pytest.mark.parametrize(
    ("after", "people", "words"),
    [
        (content(ONE, edited(TWO), THREE, FOUR), PEOPLE, "step 2 edited"),
        (content(edited(ONE), edited(TWO), THREE, FOUR), PEOPLE, "steps 1, 2 edited"),
        (content(*STEPS[:5]), PEOPLE, "step 5 added"),
        (content(ONE, THREE, FOUR), PEOPLE, "step 2 deleted"),
        (content(TWO, ONE, THREE, FOUR), PEOPLE, "another order"),
        (content(), PEOPLE, "Steps were changed"),
        (content(*STEPS), PEOPLE, "Steps were changed"),
        (content(*STEPS[:4], zone="Europe/Berlin"), PEOPLE, "Settings or the sender"),
        (BEFORE, (1, 2, 3, 4), "4 contacts are enrolled now; it was 3"),
        (BEFORE, (1, 2, 4), "Other contacts"),
    ],
)
def test_what_changed_is_said(after: Content, people: tuple[int, ...], words: str) -> None:
    found = differences(marks(BEFORE, PEOPLE), marks(after, people))
    assert any(words in each for each in found)


@given(st.permutations(PEOPLE), st.integers(0, MARKED_STEPS + 5))
def test_nothing_changed_says_nothing(people: list[int], steps: int) -> None:
    same = content(*STEPS[:steps])
    assert differences(marks(same, PEOPLE), marks(same, tuple(people))) == ()


@given(st.integers(0, 9), st.integers(0, 9))
def test_any_change_is_said_even_when_the_marks_of_steps_were_dropped(at: int, kept: int) -> None:
    steps = list(STEPS[:10])
    before = marks(content(*steps), PEOPLE) | ({"steps": ""} if kept else {})
    steps[at] = edited(steps[at])
    assert differences(before, marks(content(*steps), PEOPLE))
