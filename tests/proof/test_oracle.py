"""The schedule against its oracle: a few cases of many. And the oracle against plain counting."""

import ast
import inspect
import random
from datetime import datetime

import pytest

from tests.proof import oracle_rules, oracle_wall
from tests.proof.oracle import Judged, judge_zones
from tests.proof.oracle_cases import differences
from tests.proof.oracle_dice import around, at_random, zones
from tests.proof.oracle_rules import Spec
from tests.proof.oracle_wall import DAY, HOUR, MINUTE, number, wall

RANDOM_CASES = 700
BITTEN = ("America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "Africa/Casablanca")
OF_EACH = 120
WINDOWS = ((9, 17), (0, 0), (22, 2), (2, 3), (0, 1), (23, 22))


def test_the_schedule_agrees_with_its_oracle_at_random_times() -> None:
    dice = random.Random("at random")
    names = tuple(dice.sample(zones(), 60))
    cases = (at_random(dice, names) for _ in range(RANDOM_CASES))
    found = [each for case in cases for each in differences(case)]
    assert not found, found[0]


@pytest.mark.parametrize("zone", BITTEN)
def test_the_schedule_agrees_with_its_oracle_around_changes_of_the_clocks(zone: str) -> None:
    dice = random.Random(zone)
    cases = list(around(dice, zone))
    found = [each for case in dice.sample(cases, OF_EACH) for each in differences(case)]
    assert not found, found[0]


def test_zones_without_changes_are_counted_as_zones() -> None:
    assert judge_zones("1", ("UTC", "Asia/Kathmandu")) == Judged(zones=2)


def test_the_oracle_shares_nothing_with_the_engine() -> None:
    for module in (oracle_rules, oracle_wall):
        tree = ast.parse(inspect.getsource(module))
        names = [
            name
            for node in ast.walk(tree)
            for name in (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
        ]
        assert names
        assert not [name for name in names if name.startswith(("engine", "tests.domain"))]


@pytest.mark.parametrize(
    ("zone", "near"),
    [
        ("America/New_York", "2026-03-08T07:00Z"),
        ("Australia/Lord_Howe", "2026-04-04T15:00Z"),
        ("Africa/Cairo", "2026-04-23T22:00Z"),
        ("America/Havana", "2026-11-01T05:00Z"),
    ],
)
def test_the_oracle_agrees_with_counting_minute_by_minute(zone: str, near: str) -> None:
    middle = number(datetime.fromisoformat(near))
    first, last = middle - 4 * DAY, middle + 4 * DAY
    minutes = range(first, last, MINUTE)
    shown = {at: wall(zone).shows(at) for at in minutes}
    for opens, closes in WINDOWS:
        spec = Spec(zone, opens * HOUR, closes * HOUR, False, None)
        is_open = _open_minutes(spec, shown)
        coming = None
        for at in reversed(minutes):
            coming = at if at in is_open else coming
            if abs(at - middle) < DAY and at % (7 * MINUTE) == 0:
                assert oracle_rules.is_open(spec, at) == (at in is_open)
                found = oracle_rules.opening(spec, at)
                assert found is not None
                assert found[0] == coming


def _open_minutes(spec: Spec, shown: dict[int, int]) -> set[int]:
    """Return the minutes of each day's window: from its first to its last, as walls show them."""
    found: set[int] = set()
    for day in {each // DAY for each in shown.values()}:
        opens, closes = day * DAY + spec.opens, day * DAY + spec.closes
        closes += DAY if spec.closes <= spec.opens else 0
        if spec.opens == spec.closes:
            opens, closes = day * DAY, day * DAY + DAY
        begun = [at for at, each in shown.items() if each >= opens]
        going = [at for at, each in shown.items() if each < closes]
        if begun and going:
            found |= set(range(begun[0], going[-1] + MINUTE, MINUTE))
    return found
