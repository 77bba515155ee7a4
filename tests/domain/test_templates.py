"""Rendering of variables: what is printed, what is held, and for which names."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.template_values import is_blank
from engine.domain.templates import BrokenTemplate, MissingValues, missing, render

ANN: dict[str, Any] = {
    "first_name": "Ann",
    "company": " ",
    "title": "",
    "nickname": None,
    "phone": "\u200b\u2060",
    "employees": "120",
    "sender": {"name": "Bo Berg", "first_name": " ", "email": "bo@example.com"},
}

PRINTED = [
    ("Hi {{ first_name }}", "Hi Ann"),
    ("Hi {{first_name}}", "Hi Ann"),
    ("{{ first_name | upcase }}", "ANN"),
    ("{{ sender.name }}", "Bo Berg"),
    ('{{ company | default: "your team" }}', "your team"),
    ('{{ nosuch | default: "x" }}', "x"),
    ("{{ company | default: “your team” }}", "your team"),
    ("{{ company | default: ‘your team’ }}", "your team"),
    ("{{\u00a0first_name\u00a0}}", "Ann"),
    ('{{ company | default: "a friend’s" }}', "a friend’s"),
    ("{{ company | default: first_name }}", "Ann"),
    ('{{ company | default: title | default: "x" }}', "x"),
    ('{{ company | upcase | default: "x" }}', "x"),
    ('{{ first_name | remove: "Ann" | default: "x" }}', "x"),
    # An explicit blank is the author's choice, whatever is done with it after.
    ('[{{ company | default: "" }}]', "[]"),
    ('[{{ company | default: " " | upcase }}]', "[]"),
    ('{% assign x = company | default: "" %}[{{ x }}]', "[]"),
    ('{% assign x = "" %}[{{ company | default: x }}]', "[]"),
    ('[{{ company | default: "" | append: "!" }}]', "[!]"),
    # A blank counts as absent in every kind of condition.
    ("{% if company %}at {{ company }}{% else %}alone{% endif %}", "alone"),
    ("{% if title %}T{% endif %}.", "."),
    ("{% if nickname %}N{% endif %}.", "."),
    ("{% if phone %}P{% endif %}.", "."),
    ("{% unless company %}none{% endunless %}", "none"),
    ("{% if company == blank %}B{% endif %}", "B"),
    ("{% if company == empty %}E{% endif %}", "E"),
    ("{% if company == nil %}N{% endif %}", "N"),
    ('{% if company == "" %}Q{% endif %}', "Q"),
    ('{% if company != "" %}{{ company }}{% endif %}.', "."),
    ("{% if company != blank %}{{ company }}{% endif %}.", "."),
    ("{% if company or first_name %}one{% endif %}", "one"),
    ("{% if company and first_name %}both{% else %}not both{% endif %}", "not both"),
    ('{% if company contains "A" %}A{% else %}no{% endif %}', "no"),
    ("{% case company %}{% when blank %}none{% else %}some{% endcase %}", "none"),
    ('{% case first_name %}{% when "Bo", "Ann" %}yes{% else %}no{% endcase %}', "yes"),
    ('{% case first_name %}{% when "Ann", "Ann" %}once{% endcase %}', "once"),
    ('{% assign x = company | default: "" %}{% if x %}a{% else %}b{% endif %}', "b"),
    # Columns of an import are texts, and still compare with numbers.
    ("{% if employees > 50 %}big{% else %}small{% endif %}", "big"),
    ("{% if employees == 120 %}exactly{% endif %}", "exactly"),
    ("{% if first_name > 50 %}big{% else %}small{% endif %}", "small"),
    ("{% if company < 50 %}small{% else %}unknown{% endif %}", "unknown"),
    ("{% if first_name.size > 2 %}long{% endif %}", "long"),
    # What is not taken is not missed.
    ("{% if first_name %}Hi{% else %}{{ company }}{% endif %}", "Hi"),
    ("{% capture x %}{{ company }}{% endcapture %}Hi", "Hi"),
    ('{% capture x %}Hi {{ company }}{% endcapture %}{{ x | default: "Hello" }}', "Hello"),
    ("{% assign x = company %}Hi", "Hi"),
    ("{% assign x = first_name %}{{ x | downcase }}", "ann"),
    ("{% comment %}{{ nosuch }}{% endcomment %}Hi", "Hi"),
    # Literals are the author's words.
    ('[{{ "" }}]', "[]"),
    ("{{ first_name | escape }}", "Ann"),
    ("{{ '2026-03-01' | date: '%d.%m.%Y' }}", "01.03.2026"),
    ("{{ employees | plus: 1 }}", "121"),
    ("price: {100} 50% }", "price: {100} 50% }"),
]

HELD = [
    ("{{ company }}", ("company",)),
    ("{{ title }}", ("title",)),
    ("{{ nickname }}", ("nickname",)),
    ("{{ phone }}", ("phone",)),
    ("{{ nosuch }}", ("nosuch",)),
    ("{{ sender.first_name }}", ("sender.first_name",)),
    ("{{ sender }}", ("sender",)),
    ("{{ company.size }}", ("company",)),
    ("{{ company | upcase }}", ("company",)),
    ("{{ company | size }}", ("company",)),
    ('{{ company | append: "!" }}', ("company",)),
    ('{{ "Hi " | append: company }}', ("company",)),
    ("{{ first_name | append: company }}", ("company",)),
    ("{{ company | append: title }}", ("company", "title")),
    ("{{ company | default }}", ("company",)),
    ("{{ company | default: nil }}", ("company",)),
    # The fallback is what lacks: the variable before it has one.
    ("{{ company | default: title }}", ("title",)),
    ("{{ company | default: title | upcase }}", ("title",)),
    # A chain that ends blank blames the variables it began with.
    ('{{ first_name | remove: "Ann" }}', ("first_name",)),
    ('{{ first_name | replace: "Ann", " " }}', ("first_name",)),
    ('{{ first_name | split: "x" | last | remove: "Ann" }}', ("first_name",)),
    ("{{ first_name | slice: 5, 2 }}", ("first_name",)),
    ("{% assign x = company %}{{ x }}", ("company",)),
    ("{% assign x = company | upcase %}{{ x | downcase }}", ("company",)),
    ('{% assign x = first_name | remove: "Ann" %}{{ x }}', ("first_name",)),
    ('{% assign x = first_name %}{{ x | remove: "Ann" }}', ("first_name",)),
    ("{% capture x %}Hi {{ company }}{% endcapture %}{{ x }}", ("company",)),
    ("{% capture x %}{% if company %}Hi{% endif %}{% endcapture %}{{ x }}", ("company",)),
    ("{% if first_name %}{{ company }}{% endif %}", ("company",)),
    ("{% unless company %}{{ title }}{% endunless %}", ("title",)),
    ("{{ title }}{{ company }}{{ title }}", ("title", "company")),
]


def outcome(template: str, values: dict[str, Any]) -> str | MissingValues | BrokenTemplate:
    """Return what rendering gives, its refusals as values."""
    try:
        return render(template, values)
    except (MissingValues, BrokenTemplate) as refused:
        return refused


@pytest.mark.parametrize(("template", "text"), PRINTED)
def test_a_template_prints(template: str, text: str) -> None:
    assert render(template, ANN) == text
    assert missing(template, ANN) == ()


@pytest.mark.parametrize(("template", "names"), HELD)
def test_a_template_is_held_rather_than_printed_with_a_blank(
    template: str, names: tuple[str, ...]
) -> None:
    assert missing(template, ANN) == names
    with pytest.raises(MissingValues) as refused:
        render(template, ANN)
    assert refused.value.names == names
    assert all(name in refused.value.sentence for name in names)


@pytest.mark.parametrize(
    "template",
    [
        "{{ first_name",
        "{% if first_name %}",
        "{% include 'x' %}",
        "{{ first_name | nosuch }}",
        "{{ first_name | divided_by: 0 }}",
        "{{ 'abc' | base64_decode }}",
        "{{ '/////w==' | base64_decode }}",
        "x" * 20_001,
    ],
)
def test_a_broken_template_says_so_when_it_is_rendered(template: str) -> None:
    with pytest.raises(BrokenTemplate):
        render(template, ANN)


@pytest.mark.parametrize(
    "template",
    [
        '{% assign x = "aaaaaaaaaa" %}' + "{% assign x = x | append: x %}" * 60 + "{{ x }}",
        "{{ 'aaaaaaaaaa'" + " | replace: 'a', 'aaaaaaaaaa'" * 30 + " }}",
        "{{ 9" + " | times: 99999999999999999999" * 300 + " }}",
        "{{ 'aaaaaaaaaa' | split: ''" + " | join: 'aaaaaaaaaa' | split: ''" * 30 + " }}",
        "{% if first_name %}" * 50 + "{% endif %}" * 50,
    ],
)
def test_no_template_runs_away(template: str) -> None:
    result = outcome(template, ANN)
    assert isinstance(result, BrokenTemplate)
    assert "too long" in result.sentence or "limit" in result.sentence


@pytest.mark.parametrize("opener", ["{{", "{%", "{{ ", "{% if ", "{% raw %}", "{{ a | b: ", "{%-"])
def test_unclosed_tags_are_refused_quickly_however_many(opener: str) -> None:
    with pytest.raises(BrokenTemplate):
        render((opener * 20_000)[:20_000], ANN)


@settings(deadline=None)  # the machine may be busy
@given(st.text(max_size=20))
def test_a_value_is_printed_as_it_is_or_the_message_is_held(value: str) -> None:
    result = outcome("<{{ x }}>", {"x": value})
    if isinstance(result, MissingValues):
        assert result.names == ("x",)
        assert is_blank(value)
    else:
        assert isinstance(result, str)
        assert not is_blank(result[1:-1])
        assert set(result[1:-1]) <= set(value) | {"\n"}


_FILTERS = [
    "upcase",
    "strip",
    'remove: "a"',
    "slice: 1",
    "append: y",
    "first",
    'split: "a"',
    "squish",
]


@settings(deadline=None)  # the machine may be busy
@given(
    st.lists(st.sampled_from(_FILTERS), max_size=4),
    st.text(alphabet="a b\u200b\n", max_size=4),
    st.one_of(st.none(), st.text(alphabet="a ", max_size=2)),
)
def test_no_value_and_no_chain_of_filters_prints_a_blank(
    chain: list[str], x: str, y: str | None
) -> None:
    template = "<" + "{{ " + " | ".join(["x", *chain]) + " }}>"
    result = outcome(template, {"x": x, "y": y})
    if isinstance(result, MissingValues):
        assert result.names in (("x",), ("y",), ("x", "y"))
    else:
        assert isinstance(result, str)
        assert not is_blank(result[1:-1])


@settings(deadline=None)  # the machine may be busy
@given(st.text(alphabet="a \u00a0\u3164\n", max_size=3))
def test_condition_default_and_hold_agree_on_what_is_blank(value: str) -> None:
    values = {"x": value}
    taken = render("{% if x %}there{% else %}absent{% endif %}", values)
    fallen_back = render('{{ x | default: "FALLBACK" }}', values) == "FALLBACK"
    assert (taken == "absent") == fallen_back == bool(missing("{{ x }}", values))


@settings(deadline=None)  # the machine may be busy
@given(st.text(max_size=60))
def test_any_text_renders_or_is_refused_with_a_sentence(template: str) -> None:
    result = outcome(template, ANN)
    assert isinstance(result, str) or result.sentence.endswith((".", "?"))
