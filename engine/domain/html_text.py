"""HTML mail as plain text that keeps what the layout said: quotes, signatures, separators."""

import re
from html.parser import HTMLParser

import nh3

QUOTED_BELOW = "-----Original Message-----"
"""Written where the layout says that all that follows is an earlier mail."""

_BLOCKS = frozenset(
    {"address", "article", "aside", "body", "center", "dd", "div", "dl", "dt", "fieldset"}
    | {"footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main"}
    | {"nav", "ol", "p", "pre", "section", "table", "tbody", "tr", "ul"}
)
_INLINE = frozenset({"a", "b", "blockquote", "br", "em", "font", "i", "span", "strong"})
_KEPT = _BLOCKS | _INLINE | {"td", "th", "u"}
_GONE_WITH_THEIR_CONTENT = {"script", "style", "title", "head", "object", "svg", "select"}
_EARLIER_MAIL_IDS = re.compile(
    r"divRplyFwdMsg|mail-editor-reference-message|reply-intro|yahoo_quoted|appendonsend-quote", re.I
)
_EARLIER_MAIL_CLASSES = re.compile(
    r"OutlookMessageHeader|moz-forward-container|yahoo_quoted|zmail_extra|protonmail_quote", re.I
)
_ATTRIBUTION_CLASSES = re.compile(r"gmail_attr|moz-cite-prefix|protonmail_attr", re.I)
_SIGNATURE = re.compile(
    r"gmail_signature(?!_prefix)|moz-signature|^(?:x_)?signature$|ms-outlook-mobile-signature"
    r"|protonmail_signature|AppleMailSignature|zmail_signature|yahoo_signature",
    re.I,
)
# Outlook for Windows writes no id: the header of the earlier mail is a box with only a top line.
_OUTLOOK_RULE = re.compile(r"border:\s*none;\s*border-top:\s*solid", re.I)
_HIDDEN = re.compile(r"display:\s*none|visibility:\s*hidden|max-height:\s*0|font-size:\s*0", re.I)


def html_to_text(html: str) -> str:
    """Return the readable text of an HTML mail; never raises.

    Block quotes become lines that begin with "> ", signatures follow a line of two dashes, an
    earlier mail follows `QUOTED_BELOW`. Hidden text and images (tracking pixels) are left out.
    """
    cleaned = nh3.clean(
        html,
        tags=set(_KEPT),
        clean_content_tags=set(_GONE_WITH_THEIR_CONTENT),
        attributes={tag: {"class", "id", "type", "style"} for tag in _KEPT},
        link_rel=None,
    )
    writer = _Writer()
    writer.feed(cleaned)
    writer.close()
    return writer.text()


class _Writer(HTMLParser):
    """Fed with nh3's output only, which is balanced: html.parser itself trips over `<![x`."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = []
        self._line = ""
        self._quote_depth = 0
        self._hidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if self._hidden or _HIDDEN.search(attributes.get("style", "")):
            if tag not in ("br", "hr"):
                self._hidden.append(tag)
            return
        if tag == "br" or tag in _BLOCKS or tag == "blockquote":
            self._end_line(blank=tag == "br")
        if tag == "li":
            self._line = "- "
        self._mark(attributes)
        if tag == "blockquote":
            self._quote_depth += 1

    def _mark(self, attributes: dict[str, str]) -> None:
        named = f"{attributes.get('id', '')} {attributes.get('class', '')}".strip()
        if (
            _EARLIER_MAIL_IDS.search(attributes.get("id", ""))
            or _EARLIER_MAIL_CLASSES.search(named)
            or _OUTLOOK_RULE.search(attributes.get("style", ""))
        ):
            self._alone(QUOTED_BELOW)
        elif any(_SIGNATURE.search(name) for name in named.split()):
            self._alone("-- ")

    def _alone(self, line: str) -> None:
        self._end_line()
        self._line = line
        self._end_line()

    def handle_endtag(self, tag: str) -> None:
        if self._hidden:
            if tag == self._hidden[-1]:
                self._hidden.pop()
            return
        if tag in ("td", "th"):
            self._line += " "
        if tag in _BLOCKS or tag == "blockquote":
            self._end_line()
        if tag == "p":
            self._end_line(blank=True)
        if tag == "blockquote":
            self._quote_depth = max(0, self._quote_depth - 1)

    def handle_data(self, data: str) -> None:
        if self._hidden:
            return
        words = re.sub(r"[ \t\r\n\f]+", " ", data)
        self._line += words.lstrip() if not self._line else words

    def _end_line(self, *, blank: bool = False) -> None:
        if self._line.strip() or blank:
            kept = self._line if self._line == "-- " else self._line.strip()
            self._lines.append("> " * self._quote_depth + kept)
        self._line = ""

    def text(self) -> str:
        self._end_line()
        return "\n".join(self._lines).strip("\n")
