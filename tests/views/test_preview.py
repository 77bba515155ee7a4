"""The preview: exact words, whole pages, nothing read into what contacts wrote."""

from typing import Any

from bot.views import kit, preview
from engine.domain.rendering import EmailContent, SmsContent
from engine.domain.sms_text import segments
from engine.use_cases.previewing import Candidate, Preview, StepPreview
from sandbox.slack.reading import buttons_of, fields_of, texts_of
from sandbox.slack.views import with_ids
from tests.views import people
from tests.views.golden import assert_view, check_view

TEXT = f"Dear Ann,\n\n{people.NASTY}\n-- \nRita\n"


def email(number: int, *, text: str = TEXT) -> StepPreview:
    content = EmailContent(subject=f"Hello {people.NASTY}", html="<p>", text=text)
    return StepPreview(step=people.email_step(f"e{number}"), email=content)


def sms(number: int, text: str = "Hi Ann 😀") -> StepPreview:
    content = SmsContent(text=text, segments=segments(text))
    return StepPreview(step=people.sms_step(f"s{number}"), text=content)


def broken(number: int) -> StepPreview:
    return StepPreview(step=people.email_step(f"b{number}"), problem="There is no value for <x>.")


def of(*steps: StepPreview, candidates: int = 0) -> Preview:
    contacts = [people.contact(n, first_name=people.NASTY) for n in range(1, candidates + 1)]
    return Preview(
        sequence=people.sequence(*(each.step for each in steps), name=people.NASTY),
        contact=contacts[0] if contacts else people.contact(0, first_name="Ada"),
        steps=steps,
        candidates=tuple(
            Candidate(contact=each, lacking=("company", "deal size") if each.id == 1 else ())
            for each in contacts
        ),
    )


def words(view: dict[str, Any]) -> str:
    return "\n".join(texts_of(view["blocks"]))


def buttons(view: dict[str, Any]) -> list[str]:
    return [each.text for each in buttons_of(with_ids(view["blocks"]))]


def test_the_words_stand_there_as_they_are_sent() -> None:
    view = preview.build(of(email(1), sms(2), broken(3), candidates=3))
    check_view("preview", view)
    assert TEXT.rstrip() in words(view)
    plain = [b["text"] for b in view["blocks"] if b.get("text", {}).get("text", "").startswith("D")]
    assert [text["type"] for text in plain] == ["plain_text"]  # no name can ping or format


def test_only_what_can_be_made_can_be_sent() -> None:
    shown = of(email(1), broken(2), sms(3))
    assert buttons(preview.build(shown)) == ["Send test to me"] * 2
    assert buttons(preview.build(shown, may_test=False)) == []


def test_the_contact_who_lacks_most_is_offered_first_and_marked() -> None:
    view = preview.build(of(email(1), candidates=2))
    (picker,) = fields_of(with_ids(view["blocks"]))
    first = picker.element["options"][0]
    assert first["description"]["text"] == "lacks company, deal size"
    assert picker.element["initial_option"] == first
    assert "has no value for `company`, `deal size`" in words(view)


def test_without_anyone_enrolled_the_contact_is_made_up_and_said_so() -> None:
    view = preview.build(of(email(1)))
    check_view("preview_made_up", view)
    assert "this contact is made up" in words(view)
    assert kit.load(preview.Meta, view["private_metadata"]).contact_id == 0


def test_a_sequence_without_steps_says_so() -> None:
    view = preview.build(of())
    assert_view(view)
    assert "There are no steps yet" in words(view)


def test_a_long_message_is_shown_whole_over_several_sections() -> None:
    lines = "\n".join(f"line {number} {'x' * 40}" for number in range(250))
    view = preview.build(of(email(1, text=lines)))
    assert_view(view)
    shown = [b["text"]["text"] for b in view["blocks"] if b.get("text", {}).get("emoji") is False]
    assert "\n".join(shown) == lines


def test_a_line_without_end_is_cut_anywhere_and_nothing_is_lost() -> None:
    text = "x" * 10_000
    view = preview.build(of(sms(1, text)))
    assert_view(view)
    assert words(view).count("x") >= len(text)


def test_the_worst_preview_fits_on_every_page_and_shows_every_step_once() -> None:
    longest = "😀\n" * 20_000
    steps = [
        email(n, text=longest) if n % 2 else sms(n, people.LONG_TEXT[:1600]) for n in range(100)
    ]
    everything = of(*steps, candidates=22)
    seen: list[str] = []
    page: int | None = 0
    while page is not None:
        view = preview.build(everything, page=page)
        assert_view(view)
        ids = [block.get("block_id", "") for block in view["blocks"]]
        seen += [each for each in ids if each.startswith("preview.") and each[8].isdigit()]
        onward = [b for b in buttons_of(with_ids(view["blocks"])) if b.text == "Next"]
        page = int(onward[0].element["value"]) if onward else None
    assert seen == [f"preview.{n}.{one.step.id}" for n, one in enumerate(steps, start=1)]


def test_a_page_that_is_gone_shows_the_last_one() -> None:
    view = preview.build(of(email(1)), page=7)
    assert kit.load(preview.Meta, view["private_metadata"]).page == 0
