"""Died at any point: right before or after every call and every commit, on both databases."""

from collections.abc import Iterable
from functools import partial

import pytest

from engine.domain.sequence import Step
from tests.crash.dying import Died, Doom, doomed
from tests.engine.ledger import assert_exactly_once
from tests.engine.scene import Scene, opened
from tests.engine.vendors import Vendors
from tests.engine.writing import mail, text

BEFORE_OR_AFTER = pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
FIRST_THREE = (1, 2, 3)
COMMITS_OF_A_START = 16  # from a start through two whole deliveries


def mails_and_a_text() -> tuple[Step, ...]:
    return (mail(1), text(2, wait_minutes=1), mail(3, wait_minutes=1))


def two_texts() -> tuple[Step, ...]:
    return (text(1), text(2, wait_minutes=1))


def each_hit(point: str, *, after: bool) -> list[Doom]:
    """Return three deaths: at the first time a process comes by, the second, and the third."""
    return [Doom(point=point, after=after, hit=hit) for hit in FIRST_THREE]


def settled(scene: Scene, dooms: Iterable[Doom]) -> None:
    """Let one process after the other die, and the last one live."""
    for number, doom in enumerate(dooms):
        engine = scene.engine(f"doomed-{number}", partial(doomed, doom=doom))
        with pytest.raises(Died):
            scene.until_quiet(engine)
        scene.clock.advance(seconds=45)
    scene.until_quiet(scene.engine("alive"))


@BEFORE_OR_AFTER
@pytest.mark.parametrize("point", ["create_draft", "send_draft"])
def test_a_death_around_a_call_to_gmail(
    vendors: Vendors, url: str, point: str, after: bool
) -> None:
    with opened(vendors, url, people=4, steps=mails_and_a_text()) as scene:
        settled(scene, each_hit(point, after=after))

        assert_exactly_once(scene)
        assert len(scene.mails()) == 8
        assert len(scene.texts()) == 4


@BEFORE_OR_AFTER
@pytest.mark.parametrize("point", ["conversation", "send"])
def test_a_death_around_a_call_to_salesmsg(
    vendors: Vendors, url: str, point: str, after: bool
) -> None:
    with opened(vendors, url, people=4, steps=two_texts()) as scene:
        settled(scene, each_hit(point, after=after))

        assert_exactly_once(scene)
        held = [each for each in scene.enrollments() if each.hold]
        assert len(held) == (len(FIRST_THREE) if point == "send" and not after else 0)


@BEFORE_OR_AFTER
@pytest.mark.parametrize(
    ("call", "was_made", "point"),
    [
        ("send_draft", False, "draft_state"),
        ("send_draft", True, "find_sent"),
        ("send", True, "find_sent"),
    ],
)
def test_a_death_while_an_earlier_one_is_settled(
    vendors: Vendors, url: str, call: str, was_made: bool, point: str, after: bool
) -> None:
    with opened(vendors, url, people=1, steps=mails_and_a_text()) as scene:
        first = Doom(point=call, after=was_made, hit=1)
        settled(scene, [first, Doom(point=point, after=after, hit=1)])

        assert_exactly_once(scene)
        assert not any(each.hold for each in scene.enrollments())


@BEFORE_OR_AFTER
def test_a_death_around_every_commit_in_turn(vendors: Vendors, url: str, after: bool) -> None:
    with opened(vendors, url, people=8, steps=mails_and_a_text()) as scene:
        commits = range(1, COMMITS_OF_A_START + 1)
        settled(scene, [Doom(point="commit", after=after, hit=each) for each in commits])

        assert_exactly_once(scene)
