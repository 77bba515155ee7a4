"""Rita enrolls contacts: pasted, in files, from a message; the receipt says who and who not."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from engine.domain.enrollment import EnrollmentState
from engine.domain.suppression import SuppressionOrigin
from engine.use_cases import suppressing
from sandbox.slack import Outcome, Person, Result
from tests.flows.scenes import (
    NAME,
    RITA,
    activated,
    enrolled,
    enrollments,
    newest,
    setup,
    told,
    top,
    written,
)
from tests.stores import DATABASES, fresh_url
from tests.world import World, opened


@pytest.fixture(params=DATABASES)
def anywhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """A world on each database."""
    with fresh_url(request.param) as url, opened(tmp_path, database_url=url) as world:
        world.connect_gmail(world.rep, RITA)
        yield world


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with opened(tmp_path) as world:
        world.connect_gmail(world.rep, RITA)
        setup(world, spacing_seconds=0)
        yield world


def pasted(person: Person, contacts: str, *, again: bool = False, name: str = NAME) -> Outcome:
    """Go as far as the receipt."""
    assert person.slash(f"enroll {name}").opened
    person.fill("Contacts", contacts)
    if again:
        person.fill("Enroll again", ["Enroll again"])
    return person.submit()


def test_pasted_lines_are_committed_once_after_the_receipt(anywhere: World) -> None:
    world = anywhere
    sequence_id = written(world, world.rep)
    activated(world, world.rep, sequence_id)
    lines = (
        "<mailto:ann@example.com|ann@example.com>, Ann, O'Neil, Smith & Sons, +1 415 555 0123\n"
        "bob@example.com; Bob\n"
        "no address here\n"
        "ANN@example.com, Twin"
    )
    assert pasted(world.rep, lines).result is Result.UPDATED
    receipt = top(world.rep)
    assert "*2 contacts* will be enrolled in *Q4 CFO*: Ann O'Neil" in receipt.text
    assert "Sending starts <!date^" in receipt.text
    assert "1 invalid address" in receipt.text
    assert "1 duplicate: ANN@example.com" in receipt.text
    assert enrollments(world, sequence_id) == []

    assert world.rep.submit().result is Result.UPDATED

    assert "2 contacts are enrolled" in top(world.rep).text
    assert len(enrollments(world, sequence_id)) == 2
    world.settle()
    file = newest(world.rep).files[0]
    assert file["name"] == "refused-rows.csv"
    assert '"ANN@example.com","duplicate"' in file["text"]
    world.later(hours=1)
    assert len(world.google.delivered("ann@example.com")) == 1


def test_a_receipt_pressed_twice_enrolls_once(world: World) -> None:
    sequence_id = written(world, world.rep)
    world.rep.slash(f"enroll {NAME} ann@example.com <mailto:bob@example.com|bob@example.com>")
    assert top(world.rep).values()["Contacts"] == "ann@example.com\nbob@example.com"
    world.rep.submit()
    payload = top(world.rep)
    world.rep.submit()
    assert len(enrollments(world, sequence_id)) == 2

    again = pasted(world.rep, "ann@example.com")

    assert again.screen
    assert again.screen.submit_label == ""
    assert "already in this sequence: ann@example.com (active)" in again.screen.text
    assert payload.submit_label == "Enroll"


def test_every_reason_is_given_by_name(world: World) -> None:
    other = written(world, world.rep, name="Other <one>")
    enrolled(world, world.rep, other, "busy@example.com")
    sequence_id = written(world, world.rep)
    enrolled(world, world.rep, sequence_id, "here@example.com")
    now = world.service.clock.now()
    with world.service.store.begin(world.workspace.team_id) as tx:
        suppressing.by_mail(tx, "gone@example.com", SuppressionOrigin.LINK, note="", now=now)
        suppressing.by_mail(tx, "dead@example.com", SuppressionOrigin.BOUNCE, note="", now=now)
    people = "\n".join(f"{who}@example.com" for who in ("busy", "here", "gone", "dead", "new"))

    pasted(world.rep, people)

    shown = top(world.rep).text
    assert "*1 contact* will be enrolled" in shown
    assert "*4 rows will not be enrolled:*" in shown
    assert "1 unsubscribed: gone@example.com" in shown
    assert "1 bounced before: dead@example.com" in shown
    assert "1 already in this sequence: here@example.com" in shown
    assert "1 active in another one: busy@example.com (Other &lt;one&gt;)" in shown
    setup(world, allow_several=True)
    world.rep.close()
    pasted(world.rep, "busy@example.com")
    assert "*1 contact* will be enrolled" in top(world.rep).text


def test_enroll_again_takes_those_who_left(world: World) -> None:
    sequence_id = written(world, world.rep)
    enrolled(world, world.rep, sequence_id, "ann@example.com")
    world.rep.slash("contact ann@example.com")
    world.rep.press("Unenroll")
    pasted(world.rep, "ann@example.com")
    assert "was here before and left" in top(world.rep).text
    assert top(world.rep).submit_label == ""
    world.rep.close(everything=True)

    pasted(world.rep, "ann@example.com", again=True)
    assert world.rep.submit().result is Result.UPDATED

    runs = [(each.run, each.state) for each in enrollments(world, sequence_id)]
    assert runs == [(1, EnrollmentState.EXITED), (2, EnrollmentState.ACTIVE)]


def test_a_draft_and_a_paused_sequence_say_when_sending_starts(world: World) -> None:
    sequence_id = written(world, world.rep)
    pasted(world.rep, "ann@example.com")
    assert "the first delay starts when the sequence is activated" in top(world.rep).text
    world.rep.submit()
    world.later(days=3)
    activated(world, world.rep, sequence_id)
    (one,) = enrollments(world, sequence_id)
    assert one.due_at
    assert one.due_at - world.service.clock.now() < timedelta(hours=1)
    world.rep.slash(f"pause {NAME}")
    world.rep.submit()
    pasted(world.rep, "bob@example.com")
    assert "sending starts when the sequence is resumed" in top(world.rep).text
    world.rep.submit()
    world.later(days=1)
    assert world.google.delivered("bob@example.com") == []


def test_a_message_offers_its_addresses_and_a_sequence_to_choose(world: World) -> None:
    written(world, world.rep, name="First")
    sequence_id = written(world, world.rep)
    written(world, world.manager, name="Mona's own")
    message = world.manager.say("sales", "Ask <mailto:ann@example.com|ann@example.com> & bob@x.io")
    assert world.rep.message_shortcut("enroll_from_message", world.channel, message.ts).opened
    assert top(world.rep).values()["Contacts"] == "ann@example.com\nbob@x.io"
    assert world.rep.suggestions("Sequence", "") == ["First", NAME]
    assert set(world.rep.submit().errors) == {"Sequence"}
    world.rep.fill("Sequence", NAME)
    assert world.rep.submit().result is Result.UPDATED
    assert world.rep.submit().result is Result.UPDATED

    assert len(enrollments(world, sequence_id)) == 2


def test_nothing_to_enroll_into_is_said_at_the_message(world: World) -> None:
    message = world.manager.say("sales", "Ask ann@example.com")

    outcome = world.rep.message_shortcut("enroll_from_message", world.channel, message.ts)

    assert "no sequence to enroll into" in told(outcome)
