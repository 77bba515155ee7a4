"""Paragraphs, lists, quotes and code, and conditions that span them."""

import pytest

from engine.domain.rich_text import render_rich_text
from tests.domain.rich_text_kit import ANN, html, items, plain, rich, section, text


def test_line_ends_and_spaces_are_kept() -> None:
    assert html(text("a\n\nb  c\n  d")) == "<div>a<br>\n<br>\nb&nbsp; c<br>\n&nbsp; d</div>"
    assert plain(text("a\n\nb  c\n  d\n\n")) == "a\n\nb  c\n  d"


def test_lists_nest_by_indent_and_number_on() -> None:
    body = rich(
        section(text("Why:\n")),
        items("bullet", "fast", "small"),
        items("ordered", "one", "two", indent=1),
        items("bullet", "cheap"),
        section(text("\nBye")),
    )
    rendered = render_rich_text(body, ANN)
    assert rendered.html == (
        "<div>Why:</div>\n"
        "<ul><li>fast</li><li>small<ol><li>one</li><li>two</li></ol></li><li>cheap</li></ul>\n"
        "<div><br>\nBye</div>"
    )
    assert rendered.text == "Why:\n• fast\n• small\n   1. one\n   2. two\n• cheap\n\nBye"


def test_an_ordered_list_goes_on_after_its_offset() -> None:
    body = rich(
        items("ordered", "a", "b"),
        items("bullet", "x", indent=1),
        items("ordered", "c", offset=2),
        section(text("between")),
        items("ordered", "d", offset=3),
    )
    rendered = render_rich_text(body, ANN)
    assert rendered.text == "1. a\n2. b\n   • x\n3. c\nbetween\n4. d"
    assert '<ol start="4"><li>d</li></ol>' in rendered.html
    assert "<li>b<ul><li>x</li></ul></li><li>c</li></ol>" in rendered.html


def test_numbers_close_up_where_a_condition_leaves_an_item_out() -> None:
    body = rich(items("ordered", "a", "{% if company %}at {{ company }}{% endif %}", "c"))
    rendered = render_rich_text(body, ANN)
    assert rendered.text == "1. a\n2. c"
    assert rendered.html == "<ol><li>a</li><li>c</li></ol>"


def test_quotes_and_code_keep_their_lines() -> None:
    body = rich(
        {"type": "rich_text_quote", "elements": [text("one\ntwo & 3")]},
        {"type": "rich_text_preformatted", "elements": [text("a <b>\n  {{ first_name }}")]},
    )
    rendered = render_rich_text(body, ANN)
    assert rendered.text == "> one\n> two & 3\na <b>\n  Ann"
    assert ">one<br>\ntwo &amp; 3</blockquote>" in rendered.html
    assert rendered.html.endswith(">a &lt;b&gt;\n  Ann</pre>")


@pytest.mark.parametrize(("company", "seen"), [("Acme", True), ("", False)])
def test_a_condition_may_span_blocks_and_leaves_no_hole(company: str, seen: bool) -> None:
    body = rich(
        section(text("Hi\n{% if company %}\nYou at {{ company }}:\n")),
        items("bullet", "a", "b"),
        section(text("{% endif %}\nBye")),
    )
    rendered = render_rich_text(body, {"company": company})
    middle = "You at Acme:\n• a\n• b\n" if seen else ""
    assert rendered.text == f"Hi\n{middle}Bye"
    assert ("<ul><li>a</li><li>b</li></ul>" in rendered.html) == seen


def test_formatting_survives_the_end_of_a_condition_left_out() -> None:
    elements = [text("a {% if company %}b "), text("c{% endif %}d", bold=True), text(" e")]
    assert html(*elements) == "<div>a <b>d</b> e</div>"


def test_lines_of_tags_only_leave_no_empty_lines() -> None:
    lines = "A\n{% if first_name %}\nB\n  {% endif %}  \n{% comment %}c{% endcomment %}\nC"
    assert plain(text(lines)) == "A\nB\nC"
    assert plain(text("A\n\n{% if first_name %}B{% endif %}\n\nC")) == "A\n\nB\n\nC"
    assert plain(text("A {%- if first_name -%} B {%- endif %} C")) == "AB C"
