"""Contacts in files: any usual encoding and delimiter, what can not be read, and many rows."""

import pytest

from engine.domain.enrollment import EnrollmentState
from sandbox.slack import Result
from tests.flows.scenes import (
    NAME,
    activated,
    edited,
    email,
    enrollments,
    newest,
    top,
    written,
)
from tests.flows.test_enrolling import world
from tests.world import World

__all__ = ["world"]  # a fixture


HEADER = "email,first name,last name,company,phone\n"


def uploaded(world: World, name: str, data: bytes) -> str:
    """Upload a file, wait, and return what is shown then."""
    world.rep.slash(f"enroll {NAME}")
    world.rep.fill("CSV file", [(name, data)])
    assert world.rep.submit().result is Result.UPDATED
    assert top(world.rep).title == "Working…"
    world.settle()
    return top(world.rep).text


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
