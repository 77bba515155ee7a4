"""What an author is told about a template before it is saved."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.templates import KNOWN, BrokenTemplate, check, render

COLUMNS = {"job_title", "Industry"}


@pytest.mark.parametrize("name", [*KNOWN, *sorted(COLUMNS)])
def test_every_known_variable_and_column_passes(name: str) -> None:
    assert check("{{ " + name + " }}", COLUMNS) == []


@pytest.mark.parametrize(
    "template",
    [
        "",
        "plain text, 100 % { fine }",
        '{{ first_name | default: "there" }}',
        "{{ first_name | default: “there” }}",
        "{% if company %}{{ company }}{% elsif title %}{{ title }}{% else %}x{% endif %}",
        "{% unless company %}x{% endunless %}",
        '{% case company %}{% when "A" %}a{% else %}b{% endcase %}',
        "{% assign x = company %}{{ x }}",
        "{% capture x %}{{ company }}{% endcapture %}{{ x }}",
        "{% comment %}{{ nosuch }}{% endcomment %}",
        "{%- if company -%} x {%- endif -%}",
        "{{ first_name.size }}",
        "{% if job_title > 3 %}x{% endif %}",
        "{{ ['first_name'] }}",
    ],
)
def test_a_good_template_has_no_problems(template: str) -> None:
    assert check(template, COLUMNS) == []


@pytest.mark.parametrize(
    ("template", "name", "says"),
    [
        ("{{ frist_name }}", "frist_name", "Did you mean first_name?"),
        ("{{ firstName }}", "firstName", "Did you mean first_name?"),
        ("{{ First_Name }}", "First_Name", "Did you mean first_name?"),
        ("{{ JOB_TITLE }}", "JOB_TITLE", "Did you mean job_title?"),
        ("{{ industry }}", "industry", "Did you mean Industry?"),
        ("{{ sender.nam }}", "sender.nam", "Did you mean sender.name?"),
        ("{{ sender }}", "sender", "Did you mean sender"),
        ("{{ zzz }}", "zzz", "There are: first_name, last_name"),
        ("{{ company.name }}", "company.name", "There is no variable company.name."),
        ("{% if compny %}x{% endif %}", "compny", "Did you mean company?"),
        ('{{ company | default: "x" | append: zzz }}', "zzz", "no variable zzz"),
        ("{% case compny %}{% when 'a' %}{% endcase %}", "compny", "Did you mean company?"),
        ("{% case title %}{% when compny %}{% endcase %}", "compny", "Did you mean company?"),
        ("{% assign x = compny %}{{ x }}", "compny", "Did you mean company?"),
        ("{{ x }}{% assign x = company %}", "x", "There is no variable x."),
        ("{{ first name }}", "{{ first name }}", "Did you mean first_name?"),
        ("{{ First Name }}", "{{ First Name }}", "Did you mean first_name?"),
        ("{{ first_name | upcas }}", "upcas", "Did you mean upcase?"),
        ("{{ first_name }", "{{ first_name }", "never closed: end it with }}"),
        ("{{ first_name and {{ company }}", "{{ first_name and", "never closed"),
        ("Hi {first_name},", "first_name", "write {{ first_name }}"),
        ("{% if company", "{% if company", "never closed: end it with %}"),
        ("Hi first_name }}", "Hi first_name }}", "without {{"),
        ("{% if company %}x", None, "{% endif %} is missing"),
        ("{% case company %}{% when 'a' %}x", None, "{% endcase %} is missing"),
        ("x{% endif %}", "{% endif %}", "unexpected tag"),
        ("{% else if company %}", "{% else if company %}", "can't be read"),
        (
            "{% if company %}a{% else if title %}b{% endif %}",
            "{% else if title %}",
            "did you mean 'elsif'",
        ),
        ("{% for x in company %}{% endfor %}", "for", "can't be used here"),
        ("{% include 'a' %}", "include", "can't be used here"),
        ("{% render 'a' %}", "render", "can't be used here"),
        ("{% raw %}{{ x }}{% endraw %}", "raw", "can't be used here"),
        ("{% liquid echo x %}", "liquid", "can't be used here"),
        ("{% increment x %}", "increment", "can't be used here"),
        ("{{ }}", "{{ }}", "can't be read"),
        ("{{ first_name | }}", "{{ first_name | }}", "can't be read"),
        ("{% if company % 2 %}x{% endif %}", "{% if company % 2 %}", "can't be read"),
        ("{{ first_name | truncate: 'x' }}", None, "can't be worked out"),
        ("{{ 'now' | date: '%Y' }}", None, "not known when a message is written"),
        ("x" * 20_001, None, "too long"),
    ],
)
def test_a_problem_is_named_with_its_remedy(template: str, name: str | None, says: str) -> None:
    problems = check(template, COLUMNS)
    assert problems[0].name == name
    assert says in problems[0].sentence


def test_each_unknown_variable_is_named_once_in_the_order_of_the_text() -> None:
    problems = check("{{ b_b }}{% if a_a %}{{ b_b }}{% endif %}{{ c_c }}", ())
    assert [problem.name for problem in problems] == ["b_b", "a_a", "c_c"]


@settings(deadline=None)  # the machine may be busy
@given(
    st.lists(
        st.sampled_from(["{{", "}}", "{%", "%}", " if ", "first_name", " endif ", "|", "\n", "'"]),
        max_size=12,
    )
)
def test_what_passes_the_check_renders_for_a_contact_with_everything(pieces: list[str]) -> None:
    template = "".join(pieces)
    everything = {name: "Sample" for name in KNOWN if "." not in name}
    problems = check(template, ())
    if problems:
        assert all(problem.sentence.endswith((".", "?")) for problem in problems)
    else:
        assert isinstance(render(template, everything), str)


@pytest.mark.parametrize("template", ["{{ x", "{% for a in b %}", "{{ a | }}", "{% if a %}"])
def test_check_and_render_refuse_alike(template: str) -> None:
    assert check(template, ("a", "b", "x"))
    with pytest.raises(BrokenTemplate):
        render(template, {})
