"""A mailbox's signature: its HTML made harmless, and the same as text."""

import re
from functools import lru_cache
from html.parser import HTMLParser

import nh3

from engine.domain.template_values import clean, is_blank

_TAGS = nh3.ALLOWED_TAGS | {"font", "img", "u", "s", "big"}
_STYLED = {"style", "dir", "align", "color", "width", "height", "border", "cellpadding"}
_ATTRIBUTES = {
    "*": _STYLED | {"cellspacing", "valign", "bgcolor"},
    "a": {"href", "target"},
    "img": {"src", "alt"},
    "font": {"face", "size"},
    "td": {"colspan", "rowspan"},
}
_STYLES = {
    *("color", "background-color", "font", "font-family", "font-size", "font-style", "font-weight"),
    *("line-height", "text-align", "text-decoration", "vertical-align", "white-space"),
    *("margin", "margin-top", "margin-right", "margin-bottom", "margin-left"),
    *("padding", "padding-top", "padding-right", "padding-bottom", "padding-left"),
    *("border", "border-top", "border-left", "border-collapse", "border-radius", "width", "height"),
}
_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    attributes=_ATTRIBUTES,
    filter_style_properties=_STYLES,
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel=None,
)
_BREAKING = frozenset({"br", "div", "p", "tr", "li", "table", "blockquote", "hr", "h1", "h2", "h3"})


@lru_cache(maxsize=256)
def cleaned_html(html: str) -> str:
    """Return the signature without scripts, forms and styles that leave its place."""
    return _CLEANER.clean(html).strip()


@lru_cache(maxsize=256)
def as_text(html: str) -> str:
    """Return the signature as lines of text, its links as `text (address)`."""
    reader = _TextReader()
    reader.feed(cleaned_html(html))
    reader.close()
    lines = [" ".join(line.split()) for line in clean("".join(reader.parts)).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def is_empty(html: str | None) -> bool:
    """Tell whether there is nothing to append: no text and no picture."""
    return html is None or (is_blank(as_text(html)) and "<img" not in cleaned_html(html))


class _TextReader(HTMLParser):
    """Gathers text, a line end at each block, and after each link its address."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.link = ""
        self.link_at = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in _BREAKING:
            self._break(always=tag == "br")
        elif tag in ("td", "th"):
            self.parts.append(" ")
        elif tag == "a":
            self.link, self.link_at = given.get("href") or "", len(self.parts)
        elif tag == "img" and given.get("alt"):
            self.parts.append(given["alt"] or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in _BREAKING and tag != "br":
            self._break(always=False)
        elif tag == "a" and self.link:
            shown = "".join(self.parts[self.link_at :]).strip()
            address = re.sub(r"^(mailto:|tel:)", "", self.link)
            bare = re.sub(r"^https?://(www\.)?", "", address).rstrip("/")
            if shown and bare not in shown:
                self.parts.append(f" ({address})")
            self.link = ""

    def handle_data(self, data: str) -> None:
        self.parts.append(re.sub(r"\s+", " ", data))

    def _break(self, *, always: bool) -> None:
        if always or not "".join(self.parts[-1:]).endswith("\n"):
            self.parts.append("\n")
