"""What holds for every body and every contact."""

from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.rich_text import check, joined, render_rich_text
from engine.domain.templates import MissingValues, missing, render

TEMPLATE = (
    "Hi {{ first_name | default: “there” }},\n{% if company %}at {{ company }} you{% endif %}"
    " know {{ sender.name }}.\n\n{% unless company %}<No company>{% endunless %} 1 & 2"
)
KNOWN_TAGS = {"div", "br", "b", "i", "u", "s", "code", "a", "ul", "ol", "li", "blockquote", "pre"}

styles = st.dictionaries(st.sampled_from(["bold", "italic", "strike", "code"]), st.booleans())
names = st.text(st.characters(exclude_categories=["C"]), max_size=12)
fragments = st.sampled_from(
    [
        "{% if company %}",
        "{% endif %}",
        "{{ first_name }}",
        "a",
        "\n",
        "<b>",
        "{% else %}",
        " ",
        "&",
    ]
)
elements = st.one_of(
    st.builds(lambda t, s: {"type": "text", "text": t, "style": s}, fragments, styles),
    st.builds(
        lambda t, u: {"type": "link", "text": t, "url": u},
        fragments,
        st.sampled_from(
            ["https://x.example/{{ first_name }}", "javascript:x", "https://y.example"]
        ),
    ),
)
contents = st.lists(elements, min_size=1, max_size=4)
blocks = st.one_of(
    st.builds(
        lambda kind, parts: {"type": kind, "elements": parts},
        st.sampled_from(["rich_text_section", "rich_text_quote", "rich_text_preformatted"]),
        contents,
    ),
    st.builds(
        lambda style, indent, parts: {
            "type": "rich_text_list",
            "style": style,
            "indent": indent,
            "elements": [{"type": "rich_text_section", "elements": part} for part in parts],
        },
        st.sampled_from(["bullet", "ordered"]),
        st.integers(0, 3),
        st.lists(contents, min_size=1, max_size=3),
    ),
)
bodies = st.lists(blocks, min_size=1, max_size=5).map(
    lambda found: {"type": "rich_text", "elements": found}
)


class Outline(HTMLParser):
    """Reads the tags and the text of HTML, and fails where they are not balanced."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.append(tag)
        assert {name for name, _ in attrs} <= {"href", "style", "start"}
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def split_up(cuts: list[tuple[int, dict[str, bool]]]) -> dict[str, Any]:
    """Return TEMPLATE as rich text, cut into elements of these lengths and styles."""
    parts, position = [], 0
    for length, style in cuts:
        parts.append(
            {"type": "text", "text": TEMPLATE[position : position + length], "style": style}
        )
        position += length
    parts.append({"type": "text", "text": TEMPLATE[position:]})
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [p for p in parts if p["text"]]}],
    }


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(1, 20), styles), max_size=15), names, names)
def test_however_formatting_cuts_a_template_its_text_is_the_same(
    cuts: list[tuple[int, dict[str, bool]]], first_name: str, company: str
) -> None:
    body = split_up(cuts)
    values = {"first_name": first_name, "company": company, "sender": {"name": "Bo"}}
    assert joined(body) == TEMPLATE
    assert check(body, ()) == []
    rendered = render_rich_text(body, values)
    assert rendered.text == render(TEMPLATE, values).rstrip("\n")
    assert Outline(rendered.html).text.replace("\xa0", " ").replace("\n", "") == (
        rendered.text.replace("\xa0", " ").replace("\n", "")
    )


@settings(deadline=None)
@given(bodies, names, names)
def test_html_is_balanced_and_of_our_tags_whatever_the_body_and_the_values(
    body: dict[str, Any], first_name: str, company: str
) -> None:
    if check(body, ()):
        return
    values = {"first_name": first_name, "company": company}
    held = missing(joined(body), values)
    assert held in ((), ("first_name",))
    if held:
        with pytest.raises(MissingValues):
            render_rich_text(body, values)
        return
    rendered = render_rich_text(body, values)
    outline = Outline(rendered.html)
    assert set(outline.tags) <= KNOWN_TAGS
    assert not any(ord(character) >= 0x100000 for character in rendered.html + rendered.text)


@settings(deadline=None)
@given(bodies, names)
def test_a_value_adds_no_tags(body: dict[str, Any], evil: str) -> None:
    if check(body, ()):
        return
    tags = [
        Outline(render_rich_text(body, {"first_name": name, "company": name}).html).tags
        for name in ("x", f"<script>{evil}</script><a href='x'>\"&")
    ]
    assert tags[0] == tags[1]
