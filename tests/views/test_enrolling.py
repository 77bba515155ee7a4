"""The form of contacts, the receipt, and the file of the refused rows."""

import csv
import io
from dataclasses import asdict, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.state import Values
from bot.views import enroll, receipt
from bot.views.enroll import Meta, Typed
from engine.domain.errors import Invalid
from engine.domain.refused_rows import Refused, RefusedRow, refused_file
from engine.domain.sequence import SequenceState
from engine.use_cases.enrolling import Enrolled
from engine.use_cases.receipts import Receipt
from tests.views import approving_data as data
from tests.views.golden import check_message, check_view

META = Meta(sequence_id=7, name="Q4 CFO")


def state(
    contacts: str | None = None,
    file_id: str | None = None,
    *,
    again: bool = False,
    chosen: str = "",
) -> Values:
    files = [{"id": file_id}] if file_id else []
    ticked = [{"value": "again"}] if again else []
    values: dict[str, Any] = {
        "contacts": {"contacts": {"value": contacts}},
        "file": {"file": {"files": files}},
        "again": {"again": {"selected_options": ticked}},
    }
    if chosen:
        values["sequence"] = {enroll.SEQUENCES: {"selected_option": {"value": chosen}}}
    return Values.of({"state": {"values": values}})


def full_receipt(**changes: object) -> Receipt:
    refused = tuple(
        RefusedRow(number=number, email=f"<{number}>@acme.example & co", why=why, detail="<!here>")
        for why in Refused
        for number in range(1, 2001)
    )
    full = Receipt(
        id=9,
        sequence_id=7,
        sequence=data.WORST_NAME,
        state=SequenceState.ACTIVE,
        enrolled=50_000,
        names=(data.WORST_NAME,) * 5,
        refused=refused,
        could_again=40,
        lacking={f"column_{number}": number + 1 for number in range(60)},
        lacking_names={f"column_{number}": ("Ana", "<Raj>", "Li") for number in range(60)},
        without_phone=300,
        first_at=data.NOW,
    )
    return replace(full, **changes)  # type: ignore[arg-type]


def small_receipt(**changes: object) -> Receipt:
    small = full_receipt(
        sequence="Q4 CFO",
        enrolled=3,
        names=("Ana", "Raj", "Li"),
        refused=(),
        could_again=0,
        lacking={"company": 3},
        lacking_names={"company": ("Ana", "Raj", "Li")},
        without_phone=1,
    )
    return replace(small, **changes)  # type: ignore[arg-type]


def test_the_form_is_prefilled_with_what_the_command_named() -> None:
    view = enroll.build(META, contacts="ana@acme.example\nraj@acme.example")
    check_view("enroll", view)
    labels = [block["label"]["text"] for block in view["blocks"] if block["type"] == "input"]
    assert labels[:2] == ["Contacts", "CSV file"]
    assert view["submit"]["text"] == "Continue"


def test_from_a_message_the_form_asks_for_the_sequence() -> None:
    check_view("enroll_from_message", enroll.build(Meta(), contacts="ana@acme.example"))


def test_a_file_that_could_not_be_read_brings_the_form_back_with_what_was_pasted() -> None:
    view = enroll.build(META, contacts="x" * 4000, again=True, problem="“<a>.pdf” can't be read.")
    check_view("enroll_again", view)


def test_what_is_filled_in_is_read() -> None:
    read = enroll.read(state(" ana@acme.example ", "F1", again=True), META)
    assert read == Typed(sequence_id=7, contacts="ana@acme.example", file_id="F1", again=True)


def test_the_chosen_sequence_is_read_where_the_form_asked_for_it() -> None:
    assert enroll.read(state("a@b.example", chosen="12"), Meta()).sequence_id == 12


def test_nothing_pasted_and_no_file_is_refused_at_contacts() -> None:
    with pytest.raises(Invalid) as refusal:
        enroll.read(state(), META)
    assert [each.field for each in refusal.value.problems] == ["contacts"]


def test_all_that_is_missing_is_said_at_once() -> None:
    with pytest.raises(Invalid) as refusal:
        enroll.read(state(), Meta())
    assert [each.field for each in refusal.value.problems] == ["sequence", "contacts"]


def test_a_receipt_says_who_lacks_what() -> None:
    view = receipt.build(small_receipt())
    check_view("receipt", view)
    assert "`company`: 3 have none: Ana, Raj, Li" in str(view)
    assert view["submit"]["text"] == "Enroll"


def test_the_worst_receipt_fits_and_pings_nobody() -> None:
    view = receipt.build(full_receipt())
    check_view("receipt_worst", view)
    assert "<!here>" not in str(view)
    assert "2,000 duplicate" in str(view)


def test_a_receipt_with_nobody_has_nothing_to_submit() -> None:
    refused = (RefusedRow(number=1, email="", why=Refused.INVALID, detail="no email address"),)
    view = receipt.build(full_receipt(enrolled=0, names=(), refused=refused, lacking={}))
    check_view("receipt_nobody", view)
    assert "submit" not in view
    assert "line 1 (no email address)" in str(view)


@pytest.mark.parametrize(
    ("sequence_state", "words"),
    [
        (SequenceState.DRAFT, "starts when the sequence is activated"),
        (SequenceState.PAUSED, "starts when the sequence is resumed"),
        (SequenceState.ACTIVE, "Sending starts <!date^"),
    ],
)
def test_a_receipt_says_when_sending_starts(sequence_state: SequenceState, words: str) -> None:
    first_at = data.NOW if sequence_state is SequenceState.ACTIVE else None
    view = receipt.build(small_receipt(state=sequence_state, first_at=first_at))
    assert words in str(view)


def test_those_who_closed_the_form_get_the_receipt_with_a_button() -> None:
    check_message("receipt_message", receipt.message(full_receipt()))


@pytest.mark.parametrize("count", [0, 1, 212])
def test_what_was_enrolled_is_said(count: int) -> None:
    done = Enrolled(sequence=data.sequence(), count=count, first_at=None)
    check_view(f"enrolled_{count}", receipt.enrolled(done))
    check_message(f"enrolled_message_{count}", receipt.enrolled_message(done))


@given(st.lists(st.tuples(st.text(), st.text(), st.sampled_from(list(Refused)))))
def test_the_file_of_refused_rows_is_read_back_as_it_was(
    rows: list[tuple[str, str, Refused]],
) -> None:
    refused = [
        RefusedRow(number=number, email=email, why=why, detail=detail)
        for number, (email, detail, why) in enumerate(rows, start=1)
    ]
    text = refused_file(asdict(row) for row in refused)
    read = list(csv.reader(io.StringIO(text, newline="")))
    assert read[0] == ["line", "email", "reason", "detail"]
    for row, cells in zip(refused, read[1:], strict=True):
        assert cells[0] == str(row.number)
        assert cells[1].removeprefix("'") == row.email.removeprefix("'")
        assert cells[2] == row.why.value


@pytest.mark.parametrize("cell", ["=cmd()", "+1", "-1", "@sum", "\t=1", "\r=1"])
def test_no_cell_is_run_as_a_formula(cell: str) -> None:
    row = RefusedRow(number=1, email=cell, why=Refused.INVALID, detail=cell)
    read = list(csv.reader(io.StringIO(refused_file([asdict(row)]), newline="")))
    assert read[1][1].startswith("'")
    assert read[1][3].startswith("'")
