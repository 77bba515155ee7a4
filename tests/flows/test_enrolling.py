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
    edited,
    email,
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

HEADER = "email,first name,last name,company,phone\n"


@pytest.fixture(params=DATABASES)
def anywhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """A world on each database."""
    with fresh_url(request.param, tmp_path) as url, opened(tmp_path, database_url=url) as world:
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


def uploaded(world: World, name: str, data: bytes) -> str:
    """Upload a file, wait, and return what is shown then."""
    world.rep.slash(f"enroll {NAME}")
    world.rep.fill("CSV file", [(name, data)])
    assert world.rep.submit().result is Result.UPDATED
    assert top(world.rep).title == "Working…"
    world.settle()
    return top(world.rep).text


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


FILES = {
    "semicolons in UTF-8 with a mark": ("a.csv", "\ufeff" + HEADER.replace(",", ";"), "utf-8", ";"),
    "tabs in UTF-16": ("a.tsv", HEADER.replace(",", "\t"), "utf-16", "\t"),
    "commas in Latin-1": ("a.CSV", HEADER, "latin-1", ","),
    "pipes": ("a.txt", HEADER.replace(",", "|"), "utf-8", "|"),
    "windows-1252": ("a.csv", HEADER, "cp1252", ","),
}


@pytest.mark.parametrize(("name", "header", "encoding", "delimiter"), FILES.values(), ids=FILES)
def test_a_file_in_any_usual_encoding_and_delimiter_is_read(
    world: World, name: str, header: str, encoding: str, delimiter: str
) -> None:
    written(world, world.rep)
    row = delimiter.join(["ann@example.com", "André", "Müller", "Café", "+14155550123"])

    shown = uploaded(world, name, (header + row + "\n").encode(encoding))

    assert "*1 contact* will be enrolled in *Q4 CFO*: André Müller." in shown
    assert top(world.rep).submit_label == "Enroll"


NOT_READ = {
    "picture": ("p.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, ""),
    "empty": ("e.csv", b"", "empty"),
    "no email column": ("n.csv", b"name,town\nAnn,Rome\n", "email"),
    "not a spreadsheet": ("s.xlsx", b"PK\x03\x04 but no more", ""),
}


@pytest.mark.parametrize(("name", "data", "why"), NOT_READ.values(), ids=NOT_READ)
def test_a_file_that_can_not_be_read_says_why_and_asks_again(
    world: World, name: str, data: bytes, why: str
) -> None:
    sequence_id = written(world, world.rep)
    world.rep.slash(f"enroll {NAME}")
    world.rep.fill("Contacts", "ann@example.com, Ann")
    world.rep.fill("CSV file", [(name, data)])
    world.rep.submit()
    world.settle()

    form = top(world.rep)

    assert form.title == "Enroll contacts"
    assert form.texts()[0].startswith(":warning: ")
    assert why in form.texts()[0]
    assert form.values()["Contacts"] == "ann@example.com, Ann"
    assert enrollments(world, sequence_id) == []
    world.rep.fill("CSV file", None)
    assert world.rep.submit().result is Result.UPDATED
    assert "*1 contact*" in top(world.rep).text


@pytest.mark.parametrize(
    ("name", "data"), [("p.png", b"\x89PNG"), ("l.csv", HEADER.encode() + bytes(11_000_000))]
)
def test_slack_itself_takes_neither_a_picture_nor_more_than_ten_megabytes(
    world: World, name: str, data: bytes
) -> None:
    written(world, world.rep)
    world.rep.slash(f"enroll {NAME}")

    assert world.rep.fill("CSV file", [(name, data)]).result is Result.REFUSED

    assert set(world.rep.submit().errors) == {"Contacts"}


def test_a_file_with_nobody_in_it_says_so(world: World) -> None:
    written(world, world.rep)

    shown = uploaded(world, "h.csv", b"email,first name\n")

    assert ":warning: " in shown
    assert top(world.rep).title == "Enroll contacts"


def test_five_thousand_rows_are_read_and_enrolled_behind_a_working_view(world: World) -> None:
    sequence_id = written(world, world.rep)
    rows = "".join(f"p{n}@example.com,P{n},Last,Acme,\n" for n in range(5000))
    bad = "".join(f"bad row {n},,,,\n" for n in range(40))

    shown = uploaded(world, "many.csv", (HEADER + rows + bad).encode())

    assert "*5,000 contacts* will be enrolled" in shown
    assert "40 invalid address" in shown
    assert world.rep.submit().result is Result.UPDATED
    assert "Enrolling the contacts" in top(world.rep).text
    world.settle()
    assert "5,000 contacts are enrolled in *Q4 CFO*. It is a draft" in top(world.rep).text
    assert len(enrollments(world, sequence_id)) == 5000


def test_a_view_that_was_closed_goes_on_in_a_message(world: World) -> None:
    sequence_id = written(world, world.rep)
    world.rep.slash(f"enroll {NAME}")
    world.rep.fill("CSV file", [("a.csv", (HEADER + "ann@example.com,Ann,,,\n").encode())])
    world.rep.submit()
    world.rep.close()
    world.settle()
    receipt = newest(world.rep)
    assert "*1 contact* will be enrolled" in receipt.words
    assert enrollments(world, sequence_id) == []

    world.rep.press_in(receipt, "Enroll")
    world.rep.press_in(receipt, "Enroll")
    world.settle()

    assert len(enrollments(world, sequence_id)) == 1
    said = [message.words for message in world.rep.dms()]
    assert any("1 contact is enrolled in *Q4 CFO*" in each for each in said)
    assert "enrolled already" in said[-1]


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


def test_an_import_that_fills_a_blank_lets_a_held_contact_go_on(world: World) -> None:
    sequence_id = written(world, world.rep, steps=())
    with world.service.store.begin(world.workspace.team_id) as tx:
        tx.contacts.add_columns(["town"])
    edited(world, world.rep, sequence_id, email("Dear {{ town }}, hello."))
    world.rep.slash(f"enroll {NAME}")
    known = "email,first name,town\nbob@example.com,Bob,Rome\nann@example.com,Ann,\n"
    world.rep.fill("CSV file", [("a.csv", known.encode())])
    world.rep.submit()
    world.settle()
    assert "`town`: 1 has none: Ann" in top(world.rep).text
    world.rep.submit()
    activated(world, world.rep, sequence_id)
    world.later(hours=1)
    assert [each.state for each in enrollments(world, sequence_id)] == [
        EnrollmentState.FINISHED,
        EnrollmentState.HELD,
    ]

    shown = uploaded(world, "b.csv", b"email,town\nann@example.com,Paris\n")

    assert "already in this sequence" in shown
    assert "1 contact here gets values that were missing" in shown
    assert world.rep.submit().result is Result.UPDATED
    world.later(hours=1)
    (mail,) = world.google.delivered("ann@example.com")
    assert "Dear Paris, hello." in mail.text
