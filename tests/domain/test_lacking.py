"""What is remembered of templates must be what reading them says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.delay import Delay, DelayUnit
from engine.domain.lacking import Lacking, sent_templates
from engine.domain.rendering import SenderFields, values_for
from engine.domain.sequence import Content, EmailStep, Settings, SmsStep
from engine.domain.templates import BrokenTemplate, missing

SENDER = SenderFields(name="Rita Rep", email="rita@acme.example")
PIECES = (
    "Hi {{ first_name }}, ",
    "{{first_name|default:'there'}} ",
    '{{ company | default: "you" }} ',
    "{{ nickname | default: first_name }} ",
    "{{ company | upcase }} ",
    "{{ company | remove: 'Acme' }} ",
    "{{ company | slice: 0, 0 }} ",
    "{{ title | default: '' }} ",
    "{{ sender.first_name }} ",
    "{% if company %}{{ title }}{% else %}{{ city }}{% endif %} ",
    "{% if company and title %}{{ city }}{% endif %} ",
    "{%- unless company -%}{{ city }}{%- endunless -%} ",
    "{% if company == 'Acme' %}{{ city }}{% endif %} ",
    "{% if company contains 'A' %}{{ city }}{% elsif title %}{{ nickname }}{% endif %} ",
    "{% case company %}{% when 'Acme' %}{{ city }}{% endcase %} ",
    "{% assign x = company %}{{ x }} ",
    "plain } and { words ",
    "{{ broken | ",
    "{% if company %} open ",
)
NAMES = ("first_name", "company", "title", "city", "nickname")
VALUES = ("", " ", "\u200b", "Acme", "acme", "false", "0", "nil")
templates = st.lists(st.sampled_from(PIECES), max_size=5).map("".join)
fields = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(VALUES))


def read(written: tuple[str, ...], values: dict[str, object]) -> set[str]:
    found: set[str] = set()
    for template in written:
        try:
            found.update(missing(template, values))
        except BrokenTemplate:
            continue
    return found


@given(st.lists(templates, min_size=1, max_size=3), st.lists(fields, min_size=1, max_size=8))
def test_what_is_remembered_is_what_reading_says(
    written: list[str], contacts: list[dict[str, str]]
) -> None:
    lacking = Lacking()
    for contact in contacts:
        values = values_for(contact, SENDER)
        names = lacking.of(tuple(written), values)
        assert set(names) == read(tuple(written), values)
        assert len(names) == len(set(names))


@pytest.mark.parametrize("template", PIECES)
def test_each_kind_of_piece_is_judged_alike_for_every_value(template: str) -> None:
    lacking = Lacking()
    for value in VALUES:
        for other in VALUES:
            values = values_for({"company": value, "title": other}, SENDER)
            assert set(lacking.of((template,), values)) == read((template,), values)


@pytest.mark.parametrize("threaded", [True, False])
def test_the_subject_of_a_follow_up_counts_only_where_it_is_sent(threaded: bool) -> None:
    delay = Delay(amount=1, unit=DelayUnit.DAYS)
    body = {"type": "rich_text", "elements": []}
    content = Content(
        settings=Settings(thread_emails=threaded),
        steps=(
            SmsStep(id="a", delay=delay, message="text"),
            EmailStep(id="b", delay=delay, subject="first", body=body),
            EmailStep(id="c", delay=delay, subject="second", body=body),
        ),
    )
    assert ("second" in sent_templates(content, with_texts=True)) is not threaded
    assert "first" in sent_templates(content, with_texts=False)
    assert "text" in sent_templates(content, with_texts=True)
    assert "text" not in sent_templates(content, with_texts=False)
