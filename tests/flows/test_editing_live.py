"""An active sequence is edited: nothing moves before Activate, then everyone goes on from here."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from engine.domain.enrollment import EnrollmentState
from engine.domain.sequence import SequenceState
from sandbox.google.records import DeliveredMail
from sandbox.slack import Result
from tests.flows.scenes import (
    NAME,
    RITA,
    activated,
    edited,
    email,
    enrolled,
    enrollments,
    setup,
    stored,
    told,
    top,
    written,
)
from tests.world import World, opened

ANN = "ann@example.com"
STEPS = {
    name: email(f"This is mail {name}.", days=0 if name == "one" else 1, step_id=name)
    for name in ("one", "two", "three", "new", "newer")
}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with opened(tmp_path) as world:
        world.connect_gmail(world.rep, RITA)
        setup(world, spacing_seconds=0)
        yield world


@pytest.fixture
def sequence_id(world: World) -> int:
    """Three mails, of which Ann has had the first."""
    made = written(world, world.rep, steps=[STEPS[name] for name in ("one", "two", "three")])
    enrolled(world, world.rep, made, ANN)
    activated(world, world.rep, made)
    world.later(hours=1)
    return made


def mails(world: World, to: str = ANN) -> list[DeliveredMail]:
    return world.google.delivered(to)


def words(world: World, to: str = ANN) -> list[str]:
    """Return which of the mails this contact got, in order."""
    return [mail.text.split(".")[0].removeprefix("This is mail ") for mail in mails(world, to)]


def rewritten(world: World, sequence_id: int, *names: str) -> None:
    """Put these steps in this order, and leave the rest out."""
    before = stored(world, sequence_id)
    content = replace(before.working, steps=tuple(STEPS[name] for name in names))
    with world.service.store.begin(world.workspace.team_id) as tx:
        tx.sequences.save(replace(before, working=content))


def test_an_edit_runs_only_once_it_is_activated(world: World, sequence_id: int) -> None:
    world.rep.slash(f"open {NAME}")
    assert top(world.rep).buttons().count("Activate") == 0
    world.rep.choose_overflow("Step 2", "Edit")
    world.rep.fill("Body", "This is mail changed.")
    world.rep.submit()
    assert "has changes that are not active yet" in top(world.rep).text
    enrolled(world, world.rep, sequence_id, "bob@example.com")
    world.later(days=1)
    assert words(world) == ["one", "two"]
    world.rep.press("Activate")
    world.settle()
    assert "Nobody gets a step twice" in top(world.rep).text
    assert world.rep.submit().result is Result.UPDATED
    world.rep.close(everything=True)
    world.later(days=1)
    world.later(days=1)

    assert words(world) == ["one", "two", "three"]
    assert words(world, "bob@example.com")[:2] == ["one", "changed"]
    again = told(world.rep.slash(f"activate {NAME}"))
    assert "active as it stands: nothing has changed" in again


@pytest.mark.parametrize(
    ("edit", "got"),
    [
        (("new", "one", "two", "three"), ["one", "two", "three"]),
        (("one", "new", "two", "three"), ["one", "new", "two", "three"]),
        (("one", "three"), ["one", "three"]),
        (("two", "three"), ["one", "two", "three"]),
        (("three", "one", "two"), ["one", "two"]),
        (("two", "three", "one"), ["one"]),
        (("three", "two", "one", "new"), ["one", "new"]),
        (("new", "newer"), ["one", "new", "newer"]),
    ],
)
def test_everyone_goes_on_after_the_last_step_they_had_in_the_new_order(
    world: World, sequence_id: int, edit: tuple[str, ...], got: list[str]
) -> None:
    rewritten(world, sequence_id, *edit)
    activated(world, world.rep, sequence_id)

    for _ in range(6):
        world.later(days=1)

    assert words(world) == got
    (one,) = enrollments(world, sequence_id)
    assert one.state is EnrollmentState.FINISHED


def test_a_step_that_comes_back_is_not_sent_again(world: World, sequence_id: int) -> None:
    world.later(days=1)
    for order in (("one", "three"), ("one", "two", "three"), ("two", "one", "three")):
        rewritten(world, sequence_id, *order)
        activated(world, world.rep, sequence_id)

    world.later(days=1)

    assert words(world) == ["one", "two", "three"]


def test_a_new_version_of_a_paused_sequence_stays_paused(world: World, sequence_id: int) -> None:
    world.rep.slash(f"pause {NAME}")
    world.rep.submit()
    edited(world, world.rep, sequence_id, replace(STEPS["two"], subject="Newer"))
    world.rep.slash(f"activate {NAME}")
    world.settle()
    assert "stays paused" in top(world.rep).text
    world.rep.submit()
    assert "It stays paused until you resume it" in top(world.rep).text
    world.later(days=2)
    assert words(world) == ["one"]
    assert stored(world, sequence_id).state is SequenceState.PAUSED
    world.rep.close(everything=True)
    world.rep.slash(f"resume {NAME}")
    world.rep.submit()

    world.later(days=1)

    assert words(world) == ["one", "two"]


def test_contacts_under_way_keep_the_mailbox_of_their_first_email(
    world: World, sequence_id: int
) -> None:
    world.google.add_account("rita2@acme.example", "Rita Two")
    world.connect_gmail(world.rep, "rita2@acme.example")
    world.rep.slash(f"settings {NAME}")
    world.rep.fill("Send from", "rita2@acme.example")
    assert world.rep.submit().result is Result.UPDATED
    activated(world, world.rep, sequence_id)
    enrolled(world, world.rep, sequence_id, "bob@example.com")

    world.later(days=1)
    world.later(days=1)

    assert [mail.account for mail in mails(world)] == [RITA] * 3
    assert {mail.account for mail in mails(world, "bob@example.com")} == {"rita2@acme.example"}


def test_threads_can_be_left_and_taken_up_again(world: World, sequence_id: int) -> None:
    for thread in ([], ["Thread emails"]):
        world.rep.slash(f"settings {NAME}")
        world.rep.fill("Email settings", thread)
        assert world.rep.submit().result is Result.UPDATED
        world.rep.close(everything=True)
        activated(world, world.rep, sequence_id)
        world.later(days=1)

    first, alone, back = mails(world)

    assert [mail.subject for mail in (first, alone, back)] == ["Hello", "Hello", "Re: Hello"]
    assert first.conversation != alone.conversation
    assert back.conversation == first.conversation
