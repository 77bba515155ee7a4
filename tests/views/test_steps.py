"""The forms of steps and names: what they ask, and what is read back."""

from typing import Any

import pytest

from bot.views import email_step, hand_over, kit, new_sequence, sms_step
from bot.views.editor import Form
from engine.domain.delay import Delay, DelayUnit
from engine.domain.errors import Invalid
from engine.domain.rich_text import from_plain
from engine.domain.sequence import Content, EmailStep, Settings, SmsStep
from sandbox.slack.reading import fields_of, texts_of
from sandbox.slack.views import with_ids
from tests.views import people
from tests.views.filling import option, values_of
from tests.views.golden import assert_view, check_view

META = Form(sequence_id=7, step_id="e1", page=1, is_above_editor=True)
EMPTY = Content(settings=Settings())
EMAIL = people.email_step(body=people.NASTY)
SMS = people.sms_step()
BOTH = Content(settings=Settings(), steps=(EMAIL, SMS))
COLUMNS = frozenset({"city", "deal size"})


def labels(view: dict[str, Any]) -> list[str]:
    return [field.label for field in fields_of(with_ids(view["blocks"]))]


def words(view: dict[str, Any]) -> str:
    return "\n".join(texts_of(view["blocks"]))


def test_a_new_email_step_asks_for_everything() -> None:
    view = email_step.build(EMPTY, None, COLUMNS, META)
    assert labels(view) == ["Wait", "Unit", "Subject", "Body"]
    assert view["submit"]["text"] == "Save"
    check_view("email_step_new", view)


def test_an_email_step_is_read_as_it_was_shown() -> None:
    view = email_step.build(BOTH, EMAIL, COLUMNS, META)
    read = email_step.read(values_of(view), "e1")
    assert (read.step, read.problems) == (EMAIL, ())
    check_view("email_step", view)


def test_an_sms_step_is_read_as_it_was_shown() -> None:
    view = sms_step.build(BOTH, SMS, COLUMNS, META)
    assert labels(view) == ["Wait", "Unit", "Message"]
    read = sms_step.read(values_of(view), "s1")
    assert (read.step, read.problems) == (SMS, ())
    check_view("sms_step", view)


def test_what_was_typed_is_read() -> None:
    view = email_step.build(EMPTY, None, frozenset(), META)
    body = from_plain("Dear {{ first_name }}")
    values = values_of(view, amount="90", unit=option("minutes"), subject=" A  b ", body=body)
    step = email_step.read(values, "new").step
    assert step.delay == Delay(amount=90, unit=DelayUnit.MINUTES)
    assert step == EmailStep(id="new", delay=step.delay, subject="A b", body=body)


def test_an_empty_body_is_empty_rich_text() -> None:
    read = email_step.read(values_of(email_step.build(EMPTY, None, COLUMNS, META)), "new")
    assert read.step == EmailStep(
        id="new",
        delay=Delay(amount=0, unit=DelayUnit.DAYS),
        subject="",
        body={"type": "rich_text", "elements": []},
    )


@pytest.mark.parametrize(
    ("amount", "unit"), [(None, "days"), ("1.5", "days"), ("-1", "hours"), ("3651", "days")]
)
def test_a_wait_that_cannot_be_is_told_at_its_field(amount: str | None, unit: str) -> None:
    view = sms_step.build(EMPTY, None, COLUMNS, META)
    values = values_of(view, amount=amount, unit=option(unit), message="Hi")
    read = sms_step.read(values, "new")
    assert [problem.field for problem in read.problems] == ["amount"]


@pytest.mark.parametrize(
    ("settings", "steps", "step", "is_told"),
    [
        (Settings(), (), None, False),
        (Settings(), (EMAIL,), None, True),
        (Settings(), (SMS,), None, False),
        (Settings(), (EMAIL,), EMAIL, False),
        (Settings(thread_emails=False), (EMAIL,), None, False),
    ],
)
def test_a_follow_up_is_told_to_go_out_as_a_reply(
    settings: Settings, steps: Any, step: Any, is_told: bool
) -> None:
    view = email_step.build(Content(settings=settings, steps=steps), step, COLUMNS, META)
    assert ("goes out as a reply, “Re: Hello" in words(view)) == is_told


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a" * 160, "1 segment · 160 characters · GSM-7"),
        ("a" * 161, "2 segments · 161 characters · GSM-7"),
        ("Hi 😀", "1 segment · 4 characters · UCS-2 (70 a segment instead of 160, because of 😀)"),
    ],
)
def test_a_text_says_what_it_costs(text: str, said: str) -> None:
    assert sms_step.segment_words(text) == said
    step = people.sms_step(message=text)
    view = sms_step.build(Content(settings=Settings(), steps=(step,)), step, COLUMNS, META)
    assert said in words(view)


def test_the_worst_steps_fit() -> None:
    columns = frozenset(f"{people.NASTY * 3} {number}" for number in range(500))
    content = people.worst_sequence().working
    for step in content.steps[:2]:
        match step:
            case EmailStep():
                assert_view(email_step.build(content, step, columns, META))
            case SmsStep():
                assert_view(sms_step.build(content, step, columns, META))
    assert_view(email_step.build(content, None, columns, META))


def test_columns_of_imports_are_listed_escaped() -> None:
    view = email_step.build(EMPTY, None, frozenset({"<!channel>"}), META)
    assert "`{{ &lt;!channel&gt; }}`" in words(view)


def test_names_are_asked_for_and_read() -> None:
    new, renamed = new_sequence.build("Q4"), new_sequence.build_rename(people.NASTY, META)
    assert labels(new) == labels(renamed) == ["Sequence name"]
    assert new_sequence.read(values_of(new)) == "Q4"
    assert new_sequence.read(values_of(renamed)) == people.NASTY
    assert new["submit"]["text"] == "Create"
    check_view("new_sequence", new)
    check_view("rename", renamed)
    assert_view(new_sequence.build("x" * 5000))


def test_the_forms_carry_where_they_were_opened() -> None:
    view = new_sequence.build_rename("Q4", META)
    assert kit.load(Form, view["private_metadata"]) == META


def test_a_new_owner_is_asked_for_and_read() -> None:
    view = hand_over.build(people.sequence(name=people.NASTY), META)
    assert labels(view) == ["New owner"]
    assert hand_over.read(values_of(view, owner="U9")) == "U9"
    with pytest.raises(Invalid, match="Choose who"):
        hand_over.read(values_of(view))
    check_view("hand_over", view)
