"""Forms about one contact: edit, reply, move to a step, out of office."""

from datetime import date
from typing import Any

import pytest

from bot.state import Values
from bot.views import away, edit_contact, move_to_step, reply
from bot.views.kit import View, load
from engine.domain.sequence import Content
from sandbox.slack.views import values_for
from tests.views.golden import check_view
from tests.views.outreach_data import (
    NASTY,
    a_contact,
    a_way,
    an_email,
    an_enrollment,
    worst_contact,
    worst_way,
)


def values(view: View, **typed: dict[str, Any]) -> Values:
    """Return the state of a view in which this was typed, by block."""
    inputs = [block for block in view["blocks"] if block["type"] == "input"]
    state = values_for(inputs)
    for name, value in typed.items():
        element = next(iter(state[name].values()))
        element.update(value)
    return Values(state=state)


def test_editing_offers_the_usual_values_the_phone_and_the_columns() -> None:
    check_view("edit_contact", edit_contact.build(a_contact(), {"industry", "nps"}))


def test_an_untouched_edit_says_what_is_known() -> None:
    typed = edit_contact.read(values(edit_contact.build(a_contact(), {"industry"})))

    assert typed.phone == "+14155550123"
    assert {name: value for name, value in typed.fields.items() if value} == a_contact().fields
    assert typed.fields["industry"] == ""


def test_the_worst_contact_can_be_edited_and_no_long_value_is_clipped() -> None:
    contact = worst_contact()
    contact = a_contact(fields={**contact.fields, "essay": "x" * 3001})

    view = edit_contact.build(contact, {f"another_{number}" for number in range(200)})

    check_view("edit_contact_worst", view)
    assert "essay" not in edit_contact.read(values(view)).fields


def test_a_reply_says_to_whom_and_carries_one_request_id() -> None:
    view = reply.build(a_contact(), an_enrollment(), said="Yes?", request_id="r1")

    check_view("reply", view)
    assert load(reply.Meta, view["private_metadata"]) == reply.Meta(
        enrollment_id=11, request_id="r1"
    )
    typed = values(view, words={"value": "Thanks\nRep"})
    assert reply.read(typed) == "Thanks\nRep"


def test_a_reply_to_hostile_words_fits() -> None:
    view = reply.build(
        worst_contact(),
        an_enrollment(subject=NASTY * 60),
        said=NASTY * 900,
        request_id="r1",
    )

    check_view("reply_worst", view)


def test_only_steps_that_were_not_had_are_offered() -> None:
    view = move_to_step.build(a_way())

    assert view is not None
    check_view("move_to_step", view)
    select = view["blocks"][1]["element"]
    assert [option["value"] for option in select["options"]] == ["step2", "step3"]
    assert move_to_step.read(values(view)) == "step2"


def test_a_hundred_steps_with_long_subjects_fit() -> None:
    view = move_to_step.build(worst_way(1))

    assert view is not None
    check_view("move_to_step_worst", view)


def test_of_more_than_a_hundred_steps_each_can_be_found() -> None:
    way = a_way(content=Content(steps=tuple(an_email(number) for number in range(1, 151))))
    view = move_to_step.build(way)

    assert view is not None
    check_view("move_to_step_many", view)
    assert move_to_step.read(values(view)) == way.enrollment.step_id
    found = move_to_step.options(way, " STEP 149")
    assert [option["value"] for option in found] == ["step149"]
    assert move_to_step.options(way, "no such words") == []


def test_there_is_nothing_to_move_to_after_the_last_step() -> None:
    way = a_way(content=Content(steps=(an_email(1),)))

    assert move_to_step.build(way) is None


@pytest.mark.parametrize(("typed", "day"), [("2026-03-09", date(2026, 3, 9)), (None, None)])
def test_an_absence_is_read_as_a_day(typed: str | None, day: date | None) -> None:
    view = away.build("Ada <!channel>", "Q4 & CFO", away.Meta(enrollment_id=11))

    check_view("away", view)
    assert away.read(values(view, until={"selected_date": typed})) == day
