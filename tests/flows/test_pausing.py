"""A sequence is paused and resumed: said before, exact afterwards."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from engine.domain.enrollment import EnrollmentState
from engine.domain.sequence import SequenceState
from engine.use_cases import enrollments as people
from sandbox.slack import Person, Result
from tests.flows.scenes import (
    NAME,
    RITA,
    activated,
    actor_of,
    email,
    enrolled,
    enrollments,
    setup,
    stored,
    told,
    top,
    written,
)
from tests.world import MONDAY, World, opened

ANN, BOB, CLEO = (f"{name}@example.com" for name in ("ann", "bob", "cleo"))


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with opened(tmp_path) as world:
        world.connect_gmail(world.rep, RITA)
        setup(world, spacing_seconds=0)
        yield world


@pytest.fixture
def sequence_id(world: World) -> int:
    """Two mails two business days apart; Ann and Bob have had the first on Monday at 10:30."""
    steps = [email("This is mail 1."), email("This is mail 2.", days=2)]
    made = written(world, world.rep, steps=steps)
    activated(world, world.rep, made)
    world.clock.advance(timedelta(hours=1))
    enrolled(world, world.rep, made, ANN, BOB)
    world.settle()
    assert len(world.google.delivered(ANN)) == 1
    return made


def pause(person: Person) -> str:
    """Pause it, and return what was said before."""
    said = told(person.slash(f"pause {NAME}"))
    assert person.submit().result is Result.UPDATED
    person.close()
    return said


def resume(person: Person) -> str:
    """Resume it, and return the plan that was shown before."""
    said = told(person.slash(f"resume {NAME}"))
    assert person.submit().result is Result.UPDATED
    person.close()
    return said


def got(world: World, to: str) -> int:
    return len(world.google.delivered(to))


def test_the_effect_is_named_with_its_number_before_anything_stops(
    world: World, sequence_id: int
) -> None:
    said = told(world.rep.slash(f"pause {NAME}"))
    assert f"Pause *{NAME}*? 2 contacts stop receiving messages." in said
    assert top(world.rep).submit_label == "Pause"
    world.rep.close()
    assert stored(world, sequence_id).state is SequenceState.ACTIVE
    world.rep.slash(f"contact {BOB}")
    world.rep.press("Unenroll")
    world.rep.close()

    said = pause(world.rep)

    assert "1 contact stops receiving messages." in said
    assert stored(world, sequence_id).state is SequenceState.PAUSED
    assert len(enrollments(world, sequence_id)) == 2
    world.later(days=9)
    assert got(world, ANN) == 1


def test_what_was_left_of_each_delay_goes_on_exactly(world: World, sequence_id: int) -> None:
    """Paused on Tuesday with a business day left; resumed a week later it takes that day."""
    due_before = enrollments(world, sequence_id)[0].due_at
    assert due_before
    world.later(days=1)
    pause(world.rep)
    world.later(days=7)
    plan = told(world.rep.slash(f"resume {NAME}"))
    assert f"Resume *{NAME}*? 2 contacts go on where they left off." in plan
    assert "2 contacts: " in plan
    assert "The first go out <!date^" in plan
    assert "There is no spacing" in plan
    world.rep.submit()

    due_after = enrollments(world, sequence_id)[0].due_at

    assert due_after == due_before + timedelta(days=7)
    world.clock.set(due_before + timedelta(days=7, minutes=-1))
    world.settle()
    assert got(world, ANN) == 1
    world.later(minutes=2)
    assert got(world, ANN) == 2


def test_those_who_were_due_go_first_at_the_pace_the_plan_names(
    world: World, sequence_id: int
) -> None:
    setup(world, spacing_seconds=600)
    pause(world.rep)
    world.later(days=2)
    world.later(days=7)
    world.rep.slash(f"resume {NAME}")
    plan = top(world.rep).text
    assert "At most 6 emails an hour" in plan
    world.rep.submit()
    world.later(days=2)
    world.later(hours=1)

    times = [world.google.delivered(who)[1].at for who in (ANN, BOB)]

    assert abs(times[0] - times[1]) >= timedelta(minutes=10)


def test_who_is_away_stays_away_when_the_sequence_goes_on(world: World, sequence_id: int) -> None:
    ann = enrollments(world, sequence_id)[0]
    people.pause_until(
        world.service.store,
        actor_of(world, world.rep),
        ann.id,
        until=MONDAY + timedelta(days=30),
        now=world.service.clock.now(),
    )
    pause(world.rep)
    world.later(days=7)
    assert "1 contact goes on where they left off." in resume(world.rep)
    world.later(days=2)
    world.later(hours=2)

    assert (got(world, ANN), got(world, BOB)) == (1, 2)
    assert enrollments(world, sequence_id)[0].state is EnrollmentState.PAUSED
    world.later(days=21)
    world.service.engine.recover()
    world.later(days=2)
    world.later(days=1)
    assert got(world, ANN) == 2


def test_a_second_pause_or_resume_is_refused_in_a_sentence(world: World, sequence_id: int) -> None:
    assert "is active already" in told(world.rep.slash(f"resume {NAME}"))
    world.rep.slash(f"pause {NAME}")
    world.admin.slash(f"pause {NAME}")
    assert world.rep.submit().result is Result.UPDATED

    late = world.admin.submit()

    assert late.screen
    assert "is paused already. Resume it to go on." in late.screen.text
    assert "is paused already" in told(world.rep.slash(f"pause {NAME}"))
    world.rep.close(everything=True)
    world.rep.slash(f"resume {NAME}")
    world.admin.close(everything=True)
    world.admin.slash(f"resume {NAME}")
    assert world.admin.submit().result is Result.UPDATED
    late = world.rep.submit()
    assert late.screen
    assert "is active already" in late.screen.text


def test_a_draft_is_neither_paused_nor_resumed(world: World) -> None:
    written(world, world.rep)

    assert "is a draft and sends nothing" in told(world.rep.slash(f"pause {NAME}"))
    assert "is a draft. Activate it" in told(world.rep.slash(f"resume {NAME}"))


def test_the_editor_offers_what_fits_the_state(world: World, sequence_id: int) -> None:
    world.rep.slash(f"open {NAME}")
    assert "Resume" not in top(world.rep).buttons()
    world.rep.press("Pause")
    world.rep.submit()
    world.rep.close()
    assert "Resume" in top(world.rep).buttons()
    assert "Pause" not in top(world.rep).buttons()
    assert "Paused" in top(world.rep).text
    world.rep.press("Resume")
    world.rep.submit()
    world.rep.close()
    assert "Pause" in top(world.rep).buttons()
    assert stored(world, sequence_id).state is SequenceState.ACTIVE
