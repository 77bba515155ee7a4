"""Rita builds a sequence in modals, looks at it, and sends a test to herself."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.slack import Person, Screen
from sandbox.slack.screen import Result
from tests.world import World, opened


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with opened(tmp_path) as world:
        yield world


@pytest.fixture
def rep(world: World) -> Person:
    """Rita, with a draft open in the editor."""
    world.rep.slash("new Q4 CFO")
    assert world.rep.submit().result is Result.UPDATED
    return world.rep


def top(person: Person) -> Screen:
    shown = person.modal()
    assert shown
    return shown


def add_email(person: Person, subject: str, body: str = "Hello there") -> None:
    person.press("Add email step")
    person.fill("Subject", subject)
    person.fill("Body", body)
    assert person.submit().result is Result.CLOSED


def subjects(person: Person) -> list[str]:
    steps = [text for text in top(person).texts() if text.startswith("*Step ")]
    return [text.splitlines()[1] for text in steps]


def test_the_first_way_in_is_taught_on_home_and_by_the_command(world: World) -> None:
    assert "Start here" in world.rep.open_home().text
    (answer,) = world.rep.slash("").replies
    assert "Create sequence" in answer.buttons()
    assert world.rep.press_home("Create sequence").opened
    assert world.rep.shortcut("new_sequence").opened


def test_steps_are_added_moved_copied_and_deleted_in_the_editor(rep: Person) -> None:
    for subject in ("One", "Two", "Three"):
        add_email(rep, subject)
    rep.choose_overflow("Step 3", "Move up")
    assert subjects(rep) == ["One", "Three", "Two"]
    rep.choose_overflow("Step 1", "Move down")
    assert subjects(rep) == ["Three", "One", "Two"]
    rep.choose_overflow("Step 1", "Duplicate")
    assert subjects(rep) == ["Three", "Three", "One", "Two"]
    rep.choose_overflow("Step 2", "Delete")
    assert subjects(rep) == ["Three", "One", "Two"]
    rep.choose_overflow("Step 2", "Edit")
    rep.fill("Subject", "Uno")
    assert rep.submit().result is Result.CLOSED
    assert subjects(rep) == ["Three", "Uno", "Two"]


def test_all_mistakes_of_a_step_are_told_at_once_and_nothing_is_lost(rep: Person) -> None:
    rep.press("Add email step")
    rep.fill("Wait", "9999")
    rep.fill("Subject", "Hi {{ frist_name }}")
    rep.fill("Body", "Hello {{ nobody }}")
    refused = rep.submit()
    assert set(refused.errors) == {"Wait", "Subject", "Body"}
    assert "Did you mean first_name?" in refused.errors["Subject"]
    assert top(rep).values()["Body"] == "Hello {{ nobody }}"


def test_settings_are_saved_and_shown_below(world: World, rep: Person) -> None:
    rep.press("Settings")
    rep.fill("Timezone", "Europe/Berlin")
    rep.fill("Holidays", "Germany")
    rep.fill("Exit criteria", [])
    rep.fill("Send window end", "08:00")
    assert rep.submit().errors == {
        "Send window end": "The end must be after the start. 00:00 means midnight."
    }
    rep.fill("Send window end", "00:00")
    assert rep.submit().result is Result.CLOSED
    said = top(rep).text
    assert "09:00–00:00 Europe/Berlin" in said
    assert "holidays of Germany" in said
    assert "nothing but opt-outs" in said


def test_the_notify_channel_is_tried_when_it_is_picked_and_nothing_typed_is_lost(
    world: World, rep: Person
) -> None:
    world.workspace.channel("secret", rep, is_private=True)
    rep.press("Settings")
    rep.fill("Timezone", "Asia/Tokyo")
    rep.fill("Notify channel", "secret")
    assert "/invite" in top(rep).text
    rep.fill("Notify channel", "sales")
    assert "Notices can be posted" in top(rep).text
    assert top(rep).values()["Timezone"] == "Asia/Tokyo"


def test_a_test_goes_to_oneself_once_and_says_so(world: World, rep: Person) -> None:
    world.connect_gmail(rep, "rita@acme.example")
    rep.slash("settings q4")
    rep.fill("Send from", "rita@acme.example")
    assert rep.submit().result is Result.UPDATED  # without an editor below, it opens
    add_email(rep, "Hello {{ first_name }}")
    rep.press("Preview")
    world.settle()
    assert "*Subject:* Hello Ada" in top(rep).text
    assert rep.press("Send test to me").opened
    world.settle()
    assert "Sent to rita@acme.example" in top(rep).text


def test_a_closed_preview_comes_as_a_direct_message(world: World, rep: Person) -> None:
    add_email(rep, "Hello")
    rep.press("Preview")
    rep.close(everything=True)
    world.settle()
    assert rep.modal() is None
    assert any("preview of “Q4 CFO” is ready" in each.text for each in rep.dms())


def test_a_stranger_sees_the_sequence_and_can_change_nothing(world: World, rep: Person) -> None:
    add_email(rep, "Hello")
    (refused,) = world.manager.slash("settings q4").replies
    assert "belongs to" in refused.text
    shown = world.manager.slash("open q4").opened
    assert shown
    assert shown.buttons() == ["Preview", "Report"]


def test_a_form_left_open_is_refused_once_the_sequence_was_handed_over(
    world: World, rep: Person
) -> None:
    rep.press("Rename")
    rep.fill("Sequence name", "Mine")
    world.admin.slash("open q4")
    world.admin.press("Hand over")
    world.admin.fill("New owner", "mona")
    assert world.admin.submit().result is Result.CLOSED
    assert "belongs to" in rep.submit().errors["Sequence name"]
    world.manager.slash("open q4")
    world.manager.press("Rename")
    world.manager.fill("Sequence name", "Hers <now>")
    assert world.manager.submit().result is Result.CLOSED
    assert top(world.manager).texts()[0] == "Hers <now>"


def test_what_is_mistyped_is_guessed(world: World, rep: Person) -> None:
    def told(text: str) -> str:
        return rep.slash(text).replies[-1].text

    assert "`/sequence pause Q4 CFO`" in told("puase Q4 CFO")
    assert "`/sequence open Q4 CFO`" in told("q4")
    assert "“Q4 CFO”" in told("open q5 cfo")
    assert "/sequence help" in told("xyzzy")
