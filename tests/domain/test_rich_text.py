"""Bodies as Slack hands them over: tags split by formatting, links guessed, quotes curled."""

import pytest

from engine.domain.rich_text import check, from_plain, joined, missing, render_rich_text
from engine.domain.templates import MissingValues
from tests.domain.rich_text_kit import ANN, Json, html, link, plain, rich, section, text


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
