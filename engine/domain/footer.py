"""The line under a signature by which its reader can unsubscribe."""

from dataclasses import dataclass
from enum import StrEnum
from html import escape
from typing import assert_never
from urllib.parse import parse_qs, quote, unquote, urlsplit

_GREY = "font-size:11px;line-height:1.4;color:#888888"
_WISH = "If you'd rather not hear from me"


class UnsubscribeStyle(StrEnum):
    """How an email offers to unsubscribe."""

    TEXT_LINK = "text_link"  # a sentence after the signature, with a link
    SMALL_FOOTER = "small_footer"  # small grey text with a link and the postal address


@dataclass(frozen=True, slots=True, kw_only=True)
class Footer:
    """How this message lets its reader unsubscribe; with neither address, by replying STOP."""

    style: UnsubscribeStyle
    url: str | None = None  # of this contact's page
    mailto: str | None = None  # an address, or a whole mailto: with a subject; used without `url`
    postal_address: str | None = None  # printed in the small footer


def footer_html(footer: Footer) -> str:
    """Return the line as HTML."""
    match footer.style:
        case UnsubscribeStyle.TEXT_LINK:
            return f"<br>\n<div>{_WISH}, {_action(footer, 'unsubscribe', 'reply STOP')}.</div>"
        case UnsubscribeStyle.SMALL_FOOTER:
            lines = [escape(line) for line in _postal_lines(footer)]
            lines.append(_action(footer, "Unsubscribe", "Reply STOP to unsubscribe"))
            return f'<br>\n<div style="{_GREY}">{"<br>".join(lines)}</div>'
        case _:
            assert_never(footer.style)


def footer_text(footer: Footer) -> str:
    """Return the line as text, the address spelt out."""
    match footer.style:
        case UnsubscribeStyle.TEXT_LINK:
            return f"{_WISH}, {_instruction(footer, 'unsubscribe', 'reply STOP')}"
        case UnsubscribeStyle.SMALL_FOOTER:
            return "\n".join(
                [*_postal_lines(footer), _instruction(footer, "Unsubscribe", "Reply STOP")]
            )
        case _:
            assert_never(footer.style)


def _action(footer: Footer, word: str, otherwise: str) -> str:
    target = footer.url or _mailto(footer.mailto)
    if target is None:
        return otherwise
    style = ' style="color:#888888"' if footer.style is UnsubscribeStyle.SMALL_FOOTER else ""
    return f'<a href="{escape(target)}"{style}>{word}</a>'


def _instruction(footer: Footer, word: str, otherwise: str) -> str:
    if footer.url:
        return f"{word}: {footer.url}"
    target = _mailto(footer.mailto)
    if target is None:
        return f"{otherwise}."
    parts = urlsplit(target)
    subject = parse_qs(parts.query).get("subject", [""])[0]
    about = f" with the subject “{subject}”" if subject else ""
    return f"{word} by writing to {unquote(parts.path)}{about}, or reply STOP."


def _mailto(given: str | None) -> str | None:
    if not given:
        return None
    return given if given.lower().startswith("mailto:") else f"mailto:{quote(given, safe='@+')}"


def _postal_lines(footer: Footer) -> list[str]:
    lines = (footer.postal_address or "").splitlines()
    return [line.strip() for line in lines if line.strip()]
