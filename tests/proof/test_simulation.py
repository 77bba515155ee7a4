"""The engine, simulated: a few seeds of many, and engines made worse, which must be found out."""

from collections.abc import Iterator

import pytest

from tests.proof import worse
from tests.proof.arena import Arena, arena
from tests.proof.findings import Law
from tests.proof.simulation import Worse, simulate
from tests.proof.tally import story
from tests.stores import DATABASES

SEEDS = {"sqlite": range(1, 7), "postgres": range(101, 103)}


@pytest.fixture(scope="module")
def sqlite() -> Iterator[Arena]:
    with arena("sqlite") as place:
        yield place


@pytest.mark.parametrize("database", DATABASES)
def test_whatever_goes_wrong_every_law_holds(database: str) -> None:
    with arena(database) as place:
        results = [simulate(place, seed) for seed in SEEDS[database]]

    for result in results:
        assert not result.broken, "\n".join(story(result))
    assert sum(result.arrived for result in results) > 2 * len(results)
    assert sum(sum(result.faults.values()) for result in results) > 2 * len(results)


def test_a_seed_tells_the_same_story_each_time(sqlite: Arena) -> None:
    first, second = (simulate(sqlite, 4) for _ in range(2))

    assert first == second
    assert first.steps > len(first.tail)


@pytest.mark.parametrize(
    ("made_worse", "law", "first"),  # the seeds before it have nothing to show, as things are
    [
        (worse.texts_again_on_doubt, Law.DOUBLE, 3),
        (worse.mails_again_on_doubt, Law.DOUBLE, 9),
        (worse.forgets_the_intent, Law.BLIND, 1),
        (worse.hears_nothing, Law.EXIT, 1),
        (worse.an_hour_ahead, Law.WINDOW, 1),
        (worse.keeps_no_pace, Law.PACE, 5),
    ],
)
def test_an_engine_made_worse_is_found_out(
    sqlite: Arena, made_worse: Worse, law: Law, first: int
) -> None:
    for seed in range(first, first + 60):
        if any(each.law is law for each in simulate(sqlite, seed, made_worse).broken):
            return
    raise AssertionError(f"{law} never came to light.")
