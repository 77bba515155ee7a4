"""What can't be taken is said at its field, all at once, and nothing that was typed is lost."""

from collections.abc import Iterator

import pytest

from engine.domain.sequence import SequenceState
from sandbox.slack import Person, Result
from tests.flows.scenes import NAME, RITA, enrolled, stored, told, top, written
from tests.world import World, opened


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One world for all: what is refused changes nothing."""
    with opened(tmp_path_factory.mktemp("bad")) as world:
        world.connect_gmail(world.rep, RITA)
        enrolled(world, world.rep, written(world, world.rep), "ann@example.com")
        written(world, world.rep, name="Other")
        yield world


@pytest.fixture(autouse=True)
def closed(world: World) -> Iterator[None]:
    """Leave no modal open for the next test."""
    yield
    for person in (world.rep, world.admin):
        if person.modal():
            person.close(everything=True)


def refused(person: Person, **typed: object) -> dict[str, str]:
    """Fill, submit, and return the errors; everything typed has to be there still."""
    for label, value in typed.items():
        person.fill(label.replace("_", " "), value)
    outcome = person.submit()
    assert outcome.result is Result.ERRORS
    after = top(person).values()
    assert {label: after[label.replace("_", " ")] for label in typed} == typed
    return outcome.errors


@pytest.mark.parametrize("name", ["q4  CFO", "   ", "x" * 81])
def test_a_name_that_is_taken_blank_or_too_long_is_refused(world: World, name: str) -> None:
    world.rep.slash("new")
    world.rep.fill("Sequence name", name)
    outcome = world.rep.submit()
    assert outcome.result in (Result.ERRORS, Result.REFUSED)
    assert set(outcome.errors) == {"Sequence name"}
    world.rep.close()
    world.rep.slash("open Other")
    world.rep.press("Rename")
    world.rep.fill("Sequence name", name)
    assert set(world.rep.submit().errors) == {"Sequence name"}
    assert stored(world, 2).name == "Other"


def test_every_mistake_in_an_email_is_told_at_once(world: World) -> None:
    world.rep.slash(f"open {NAME}")
    world.rep.press("Add email step")

    errors = refused(
        world.rep,
        Wait="999999",
        Subject="{{ frist_name }} {% if company %}",
        Body="Hello {{ first_name | dfault: 'x' }} {{ nobody }",
    )

    assert set(errors) == {"Wait", "Subject", "Body"}
    assert len(stored(world, 1).working.steps) == 2


@pytest.mark.parametrize(
    ("subject", "body", "fields"),
    [
        ("   ", "Hello", {"Subject"}),
        ("Hello", "   ", {"Body"}),
        (" ", " ", {"Subject", "Body"}),
        ("Hi {{ company", "Hello", {"Subject"}),
        ("Hello", "{% for x in y %}{{ x }}{% endfor %}", {"Body"}),
        ("Hello", "{{ first_name }", {"Body"}),
    ],
)
def test_an_empty_or_broken_email_is_refused_naming_the_field(
    world: World, subject: str, body: str, fields: set[str]
) -> None:
    world.rep.slash(f"open {NAME}")
    world.rep.press("Add email step")
    world.rep.fill("Subject", subject)
    world.rep.fill("Body", body)

    outcome = world.rep.submit()

    assert set(outcome.errors) == fields
    assert top(world.rep).title == "Email step 3"


@pytest.mark.parametrize("message", ["  ", "Hi {{ nobody }}", "Hi {% if %}"])
def test_a_text_that_is_empty_or_broken_is_refused(world: World, message: str) -> None:
    world.rep.slash(f"open {NAME}")
    world.rep.press("Add SMS step")

    assert set(refused(world.rep, Message=message)) == {"Message"}


@pytest.mark.parametrize("wait", ["-1", "1.5", "soon", "99999999999"])
def test_a_wait_that_is_none_is_refused(world: World, wait: str) -> None:
    world.rep.slash(f"open {NAME}")
    world.rep.choose_overflow("Step 1", "Edit")
    filled = world.rep.fill("Wait", wait)
    is_held = filled.result is Result.REFUSED  # Slack's own client takes no such number

    assert is_held or set(world.rep.submit().errors) == {"Wait"}

    assert stored(world, 1).working.steps[0].delay.amount == 0


def test_an_end_before_the_start_is_refused_and_the_rest_stays(world: World) -> None:
    world.rep.slash(f"settings {NAME}")

    errors = refused(
        world.rep, Send_window_start="12:00", Send_window_end="11:59", Timezone="Asia/Tokyo"
    )

    assert errors == {"Send window end": "The end must be after the start. 00:00 means midnight."}


@pytest.mark.parametrize("phone", ["12", "call me", "+1 555 abc"])
def test_a_phone_that_is_none_is_refused(world: World, phone: str) -> None:
    world.rep.slash("contact ann@example.com")
    world.rep.press("Edit")

    assert set(refused(world.rep, Company="Acme", Phone=phone)) == {"Phone"}


def test_what_is_gone_meanwhile_is_said_in_a_sentence(world: World) -> None:
    gone = written(world, world.rep, name="Gone")
    world.rep.slash("open Gone")
    world.rep.choose_overflow("Step 2", "Edit")
    world.admin.slash("open Gone")
    world.admin.choose_overflow("Step 2", "Delete")
    world.rep.fill("Subject", "Kept")
    assert world.rep.submit().result is Result.CLOSED
    # What was being written is worth more than a deletion: it is back, at the end.
    assert [step.id for step in stored(world, gone).working.steps] == ["one", "two"]
    world.admin.choose_overflow("Step 1", "Delete")

    outcome = world.rep.choose_overflow("Step 1", "Move down")

    assert "deleted meanwhile" in told(outcome)
    assert stored(world, gone).state is SequenceState.DRAFT


def test_setup_takes_no_limit_that_is_none(world: World) -> None:
    world.admin.slash("setup")
    for limit, spacing in (("0", "60"), ("200", "-1")):
        filled = [
            world.admin.fill("Daily limit per mailbox", limit),
            world.admin.fill("Seconds between sends", spacing),
        ]
        is_held = any(each.result is Result.REFUSED for each in filled)  # by Slack's own client
        assert is_held or world.admin.submit().result is Result.ERRORS
