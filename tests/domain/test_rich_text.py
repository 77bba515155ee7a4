"""Bodies as Slack hands them over: tags split by formatting, links guessed, quotes curled."""

from typing import Any

import pytest

from engine.domain.rich_text import check, from_plain, joined, missing, render_rich_text
from engine.domain.templates import MissingValues

Json = dict[str, Any]
ANN: Json = {
    "first_name": "Ann",
    "company": " ",
    "title": "VP & <b>boss</b>",
    "website": "https://acme.example/a b",
    "bare": "acme.example",
    "sender": {"name": "Bo Berg", "email": "bo@example.com"},
}


def rich(*blocks: Json) -> Json:
    return {"type": "rich_text", "elements": list(blocks)}


def section(*elements: Json) -> Json:
    return {"type": "rich_text_section", "elements": list(elements)}


def text(words: str, **style: bool) -> Json:
    return {"type": "text", "text": words} | ({"style": style} if style else {})


def link(url: str, words: str | None = None) -> Json:
    return {"type": "link", "url": url} | ({"text": words} if words is not None else {})


def items(style: str, *words: str, indent: int = 0, **more: Any) -> Json:
    parts = [section(text(word)) for word in words]
    return {"type": "rich_text_list", "style": style, "indent": indent, "elements": parts} | more


def html(*elements: Json) -> str:
    return render_rich_text(rich(section(*elements)), ANN).html


def plain(*elements: Json) -> str:
    return render_rich_text(rich(section(*elements)), ANN).text


@pytest.mark.parametrize(
    "elements",
    [
        [text("Hi {{ first_name }}!")],
        [text("Hi {{ first"), text("_name }}!")],
        [text("Hi {"), text("{ first_name }"), text("}!")],
        [text("Hi {{ "), text("first_name"), text(" }}!")],
        [text("Hi {{ first_name | default: “there” }}!")],
        [text("Hi {{ company | default: ‘Ann’ }}!")],
        [text("Hi {{\u00a0first_name\u00a0}}!")],
        [text("Hi {% if first_name %}{{ first_name }}{% e"), text("ndif %}!")],
    ],
)
def test_a_tag_may_be_split_and_curled(elements: list[Json]) -> None:
    assert html(*elements) == "<div>Hi Ann!</div>"
    assert plain(*elements) == "Hi Ann!"


@pytest.mark.parametrize(
    "inside",
    [
        link("http://sender.email", "sender.email"),
        link("http://sender.email"),
        link("https://sender.email/"),
        text("sender.email", bold=False),
    ],
)
def test_a_link_that_slack_guessed_inside_a_tag_is_undone(inside: Json) -> None:
    elements = [text("Write to {{ "), inside, text(" }}.")]
    assert joined(rich(section(*elements))) == "Write to {{ sender.email }}."
    assert html(*elements) == "<div>Write to bo@example.com.</div>"


def test_a_guessed_link_that_a_tag_cuts_off_becomes_the_whole_address() -> None:
    elements = [link("https://x.example/?q={{"), text(" first_name }}")]
    assert check(rich(section(*elements)), ()) == []
    assert plain(*elements) == "https://x.example/?q=Ann"
    address = "https://x.example/?q=Ann"
    assert html(*elements) == f'<div><a href="{address}">{address}</a></div>'


@pytest.mark.parametrize(
    ("style", "tag"),
    [("bold", "b"), ("italic", "i"), ("strike", "s"), ("code", "code"), ("underline", "u")],
)
def test_a_style_is_kept(style: str, tag: str) -> None:
    assert html(text("a "), text("b", **{style: True}), text(" c")) == (
        f"<div>a <{tag}>b</{tag}> c</div>"
    )


def test_styles_nest_and_a_tag_takes_the_style_of_its_name() -> None:
    assert html(text("x", bold=True, italic=True)) == "<div><b><i>x</i></b></div>"
    split = [text("{{ "), text("first_name", bold=True), text(" }} x")]
    assert html(*split) == "<div><b>Ann</b> x</div>"
    started = [text("Hi {{ fi", bold=True), text("rst_name }}", italic=True)]
    assert html(*started) == "<div><b>Hi Ann</b></div>"


@pytest.mark.parametrize(
    ("url", "words", "href", "read"),
    [
        ("https://x.example", "here", "https://x.example", "here (https://x.example)"),
        ("https://x.example/", "https://x.example", "https://x.example/", "https://x.example"),
        ("https://x.example", None, "https://x.example", "https://x.example"),
        ("http://x.example", "x.example", "http://x.example", "x.example"),
        ("mailto:a@x.example", "a@x.example", "mailto:a@x.example", "a@x.example"),
        ("mailto:a@x.example", "write", "mailto:a@x.example", "write (a@x.example)"),
        ("https://x.example?a=1&b=2", "q", "https://x.example?a=1&amp;b=2", None),
        ('https://x.example/"><b>', "q", "https://x.example/%22%3E%3Cb%3E", None),
        ("https://x.example/{{ first_name }}", "q", "https://x.example/Ann", None),
        ("https://x.example/?t={{ title }}", "q",
         "https://x.example/?t=VP%20%26%20%3Cb%3Eboss%3C%2Fb%3E", None),
        ("https://x.example/%7B%7B%20first_name%20%7D%7D", "q", "https://x.example/Ann", None),
        ("https://x.example/{{ first_name | url_encode }}", "q", "https://x.example/Ann", None),
        ("{{ website }}", "q", "https://acme.example/a%20b", None),
        ("http://{{ website }}", "q", "https://acme.example/a%20b", None),
        ("http://{{ bare }}", "q", "http://acme.example", None),
        ("{{ bare }}", "q", "https://acme.example", None),
        ("https://x.example", "{{ first_name }}", "https://x.example", "Ann (https://x.example)"),
    ],
)  # fmt: skip
def test_a_link_goes_where_it_should(
    url: str, words: str | None, href: str, read: str | None
) -> None:
    written = html(link(url, words))
    assert written.startswith(f'<div><a href="{href}">')
    assert written.endswith("</a></div>")
    if read is not None:
        assert plain(link(url, words)) == read


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "file:///etc", "{{ x }}"]
)
def test_an_address_no_mail_should_link_to_stays_text(url: str) -> None:
    body = render_rich_text(rich(section(link(url, "q"))), ANN | {"x": "javascript:alert(1)"})
    assert body.html == "<div>q</div>"
    assert body.text == "q"


def test_addresses_in_values_become_links() -> None:
    body = render_rich_text(from_plain("See {{ w }}."), {"w": "https://x.example/?a=1&b"})
    assert body.html == (
        '<div>See <a href="https://x.example/?a=1&amp;b">https://x.example/?a=1&amp;b</a>.</div>'
    )
    assert body.text == "See https://x.example/?a=1&b."


def test_variables_in_the_address_of_a_link_are_checked_and_missed() -> None:
    body = rich(section(link("https://x.example/{{ compny }}", "here")))
    assert [problem.name for problem in check(body, ())] == ["compny"]
    held = rich(section(link("https://x.example/{{ company }}", "here")))
    assert missing(held, ANN) == ("company",)
    with pytest.raises(MissingValues):
        render_rich_text(held, ANN)
    skipped = [text("{% if company %}"), *held["elements"][0]["elements"], text("{% endif %}.")]
    assert html(*skipped) == "<div>.</div>"


def test_a_value_never_becomes_markup() -> None:
    assert html(text("{{ title }}")) == "<div>VP &amp; &lt;b&gt;boss&lt;/b&gt;</div>"
    assert plain(text("{{ title }}")) == "VP & <b>boss</b>"
    assert html(text("<i>a</i> & b")) == "<div>&lt;i&gt;a&lt;/i&gt; &amp; b</div>"


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


def test_emoji_are_their_characters() -> None:
    wave = {"type": "emoji", "name": "wave", "unicode": "1f44b-1f3fb"}
    own = {"type": "emoji", "name": "acme"}
    assert plain(wave, text(" "), own) == "👋🏻 :acme:"


@pytest.mark.parametrize(
    "element",
    [
        {"type": "user", "user_id": "U1"},
        {"type": "channel", "channel_id": "C1"},
        {"type": "usergroup", "usergroup_id": "S1"},
        {"type": "broadcast", "range": "here"},
    ],
)
def test_a_mention_is_refused_at_the_form(element: Json) -> None:
    problems = check(rich(section(text("Hi "), element)), ())
    assert [problem.name for problem in problems] == [element["type"]]
    assert "write the name as text" in problems[0].sentence


def test_plain_text_round_trips() -> None:
    assert joined(from_plain("Hi {{ first_name }}\n\nBye")) == "Hi {{ first_name }}\n\nBye"
    assert render_rich_text(from_plain("Hi {{ first_name }}\n\nBye"), ANN).text == "Hi Ann\n\nBye"


@pytest.mark.parametrize("empty", [from_plain(""), rich(), {}, from_plain("\n\n")])
def test_an_empty_body_is_empty(empty: Json) -> None:
    assert joined(empty).strip() == ""
    assert render_rich_text(empty, ANN).text == ""
