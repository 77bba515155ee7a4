"""The list of mutations can't rot: each still has its place, and makes another program."""

import pytest

from tests.proof.mutant import Mutant
from tests.proof.mutants import MUTANTS, ROOT, mutated
from tests.proof.mutants_inside import INSIDE
from tests.proof.mutants_outside import OUTSIDE
from tests.proof.mutants_sets import SETS, sets_for


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_each_mutation_has_one_place_and_compiles(mutant: Mutant) -> None:
    text = mutated(mutant, ROOT)

    compile(text, mutant.path, "exec")
    assert mutant.before != mutant.after
    assert mutant.harm.endswith(".")


def test_there_are_enough_of_them_and_half_are_from_outside() -> None:
    assert len({mutant.name for mutant in MUTANTS}) == len(MUTANTS) >= 20
    assert len(INSIDE) >= 12
    assert len(OUTSIDE) >= 10


def test_every_mutation_is_shown_to_every_set_of_tests() -> None:
    for mutant in MUTANTS:
        assert set(sets_for(mutant)) == set(SETS)


def test_the_tests_that_mutations_are_shown_to_exist() -> None:
    paths = [each for tests in SETS for each in tests.arguments if each.startswith("tests/")]
    assert paths
    assert all((ROOT / each).exists() for each in paths)
