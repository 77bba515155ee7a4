"""Enrollments by Hypothesis, a few examples of many: the same ones each time."""

from collections.abc import Iterator

import pytest

from tests.proof.arena import Arena, arena
from tests.proof.machine import explore

EXAMPLES, STEPS = 10, 16


@pytest.fixture
def place() -> Iterator[Arena]:
    with arena("sqlite") as opened:
        yield opened


def test_whatever_people_do_everybody_gets_each_step_once_and_in_order(place: Arena) -> None:
    happened = explore(place, examples=EXAMPLES, steps=STEPS)

    assert happened["messages"] > EXAMPLES
