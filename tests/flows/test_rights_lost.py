"""A form opened by right and sent after it was lost: refused on submit, and nothing is lost."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest

from sandbox.slack import Outcome, Person, Result
from tests.flows.scenes import (
    NAME,
    RITA,
    activated,
    edited,
    email,
    enrolled,
    enrollments,
    lost,
    setup,
    stored,
    told,
    written,
)
from tests.flows.test_rights import NO_RIGHT, contents
from tests.world import World, opened

ANN = "ann@example.com"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Rita's sequence: Ann has answered, nobody knows about Bob's mail, Cleo is under way."""
    with opened(tmp_path) as world:
        world.connect_gmail(world.rep, RITA)
        setup(world, spacing_seconds=0)
        sequence_id = written(world, world.rep)
        enrolled(world, world.rep, sequence_id, ANN, "bob@example.com", "cleo@example.com")
        activated(world, world.rep, sequence_id)
        world.later(hours=1)
        world.google.reply(world.google.delivered(ANN)[0], "Tell me more?")
        world.hear()
        lost(world, sequence_id, enrollments(world, sequence_id)[1].id, "two")
        edited(world, world.rep, sequence_id, email("Changed.", days=2, step_id="two"))
        world.settle()
        yield world


def card(world: World, person: Person) -> Outcome:
    """Return what comes of pressing the notice of Ann's answer."""
    (notice,) = [each for each in person.messages("sales") if "Resume" in each.buttons()]
    return person.press_in(notice, "Resume")


def in_editor(*acts: Callable[[Person], object]) -> Callable[[World, Person], None]:
    def open_it(world: World, person: Person) -> None:
        person.slash(f"open {NAME}")
        for act in acts:
            act(person)
        world.settle()

    return open_it


def of_contact(address: str, *acts: Callable[[Person], object]) -> Callable[[World, Person], None]:
    def open_it(world: World, person: Person) -> None:
        assert person.slash(f"contact {address}").opened
        for act in acts:
            act(person)

    return open_it


def pressed(text: str) -> Callable[[Person], Outcome]:
    return lambda person: person.press(text)


def filled(label: str, typed: object) -> Callable[[Person], Outcome]:
    return lambda person: person.fill(label, typed)


def answered(option: str) -> Callable[[World, Person], None]:
    def open_it(world: World, person: Person) -> None:
        (notice,) = [each for each in person.messages("sales") if "Resume" in each.buttons()]
        if option == "Reply":
            person.press_in(notice, option)
            person.fill("Message", "Gladly")
        else:
            person.choose_overflow_in(notice, "", option)
            person.fill("Out of office until", "2027-01-04")

    return open_it


# What is opened and typed while the right is there, and sent when it is gone.
FORMS: Mapping[str, Callable[[World, Person], None]] = MappingProxyType(
    {
        "rename": in_editor(pressed("Rename"), filled("Sequence name", "Taken")),
        "hand over": in_editor(pressed("Hand over"), filled("New owner", "rita")),
        "email step": in_editor(
            pressed("Add email step"), filled("Subject", "Taken"), filled("Body", "Taken")
        ),
        "sms step": in_editor(pressed("Add SMS step"), filled("Message", "Taken")),
        "settings": in_editor(pressed("Settings"), filled("Send window end", "18:00")),
        "enroll": in_editor(pressed("Enroll contacts"), filled("Contacts", "new@example.com")),
        "receipt": in_editor(
            pressed("Enroll contacts"), filled("Contacts", "new@example.com"), Person.submit
        ),
        "activate": in_editor(pressed("Activate")),
        "pause": in_editor(pressed("Pause")),
        "edit contact": of_contact(ANN, pressed("Edit"), filled("Company", "Taken")),
        "move": of_contact("cleo@example.com", pressed("Move to step")),
        "away": answered("Out of office until…"),
        "reply": answered("Reply"),
    }
)


def unenroll(world: World, person: Person) -> Outcome:
    return person.press("Unenroll")


# What is pressed in something that was opened while the right was there.
PRESSES: Mapping[
    str, tuple[Callable[[World, Person], None], Callable[[World, Person], Outcome]]
] = MappingProxyType(
    {
        "delete a step": (in_editor(), lambda _, who: who.choose_overflow("Step 1", "Delete")),
        "duplicate": (in_editor(), lambda _, who: who.choose_overflow("Step 1", "Duplicate")),
        "test": (
            in_editor(pressed("Preview")),
            lambda _, who: who.press("Send test to me", "Step 1"),
        ),
        "unenroll": (of_contact("cleo@example.com"), unenroll),
        "resume": (of_contact(ANN), lambda _, who: who.press("Resume")),
        "again": (of_contact(ANN), lambda _, who: who.press("Enroll again")),
        "card": (lambda _, who: None, card),
    }
)


@contextmanager
def without_right(world: World, person: Person) -> Iterator[None]:
    """Take the right away: the sequence was handed over, or the approver is none any more."""
    before = stored(world, 1)
    if person is world.rep:
        with world.service.store.begin(world.workspace.team_id) as tx:
            tx.sequences.save(replace(before, owner_id=world.admin.user_id))
    else:
        setup(world, approver_ids=())
    yield
    if person is world.rep:
        with world.service.store.begin(world.workspace.team_id) as tx:
            tx.sequences.save(before)
    else:
        setup(world, approver_ids=(person.user_id,))


@pytest.mark.parametrize("who", ["owner", "approver"])
def test_what_was_opened_by_right_is_refused_once_the_right_is_gone(world: World, who: str) -> None:
    person = world.rep if who == "owner" else world.manager
    if who == "approver":
        setup(world, approver_ids=(person.user_id,))
    for name, open_it in FORMS.items():
        open_it(world, person)
        before = contents(world)
        with without_right(world, person):
            outcome = person.submit()
            assert outcome.result in (Result.ERRORS, Result.UPDATED), name
            screen = person.modal()
            assert screen
            assert NO_RIGHT.search(f"{outcome.errors} {screen.text}"), name
            world.settle()
        assert contents(world) == before, name
        person.close(everything=True)


def _dms(person: Person) -> str:
    return "\n".join(message.words for message in person.dms()[-1:])


@pytest.mark.parametrize("who", ["owner", "approver"])
def test_what_is_pressed_late_is_refused_beside_it(world: World, who: str) -> None:
    person = world.rep if who == "owner" else world.manager
    if who == "approver":
        setup(world, approver_ids=(person.user_id,))
    for name, (open_it, press) in PRESSES.items():
        open_it(world, person)
        before = contents(world)
        with without_right(world, person):
            said = told(press(world, person))
            world.settle()
            screen = person.modal()
            said += (screen.text if screen else "") + _dms(person)
            assert NO_RIGHT.search(said), name
        assert contents(world) == before, name
        if screen:
            person.close(everything=True)
