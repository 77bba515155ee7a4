"""The exact message, made once: the preview, the review, the test and the send all use this."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.domain import rich_text, signature, templates
from engine.domain.footer import Footer, UnsubscribeStyle, footer_html, footer_text
from engine.domain.sms_text import Segments, segments
from engine.domain.template_source import tidy
from engine.domain.template_values import cleaned, is_blank
from engine.domain.templates import MissingValues

__all__ = (
    "ContactFields",
    "EmailContent",
    "Footer",
    "SenderFields",
    "SmsContent",
    "UnsubscribeStyle",
    "missing_in_email",
    "render_email",
    "render_sms",
    "render_subject",
    "reply_subject_of",
    "values_for",
)

ContactFields = Mapping[str, Any]  # a contact's values by name, custom columns among them

_REPLY = re.compile(r"\s*re\s*:", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class SenderFields:
    """Who writes: `{{ sender.name }}`, `{{ sender.email }}`, `{{ sender.first_name }}`."""

    name: str
    email: str
    first_name: str = ""  # the first word of `name` if empty


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailContent:
    """An email as it is sent, but for addresses and headers."""

    subject: str  # one line
    html: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SmsContent:
    """A text as it is sent, and what it costs."""

    text: str
    segments: Segments


def values_for(contact_fields: ContactFields, sender: SenderFields) -> dict[str, Any]:
    """Return what templates may use: the contact's fields, and the sender's under `sender`.

    An absent full name is made of first and last; absent first and last are taken from a full
    name of exactly two plain words, since of "Dr. Ann van Lee" nobody can be sure.
    """
    trimmed = {name: _trimmed(value) for name, value in contact_fields.items()}
    filled = {name: value for name, value in trimmed.items() if not is_blank(value)}
    derived = _names(filled)
    first_name = sender.first_name or (sender.name.split() or [""])[0]
    sender_fields = {"first_name": first_name, "name": sender.name, "email": sender.email}
    return {**trimmed, **derived, **filled, "sender": sender_fields}


def render_email(
    *,
    subject_template: str,
    body: Mapping[str, Any],
    values: Mapping[str, Any],
    signature_html: str | None,
    footer: Footer,
    reply_subject: str | None,
) -> EmailContent:
    """Return the email for these values (of `values_for`).

    With `reply_subject`, the first email's subject as it was sent, this is a follow-up: its
    subject is `Re: ` plus that one, and `subject_template` is not read.

    Raises:
        MissingValues: naming all values that subject and body lack.
        BrokenTemplate: subject or body can't be rendered.
    """
    template = "" if reply_subject is not None else subject_template
    values = cleaned(values)
    subject, lacking = templates.written(template, values)
    message, lacking_too = rich_text.written(body, values)
    if lacking or lacking_too:
        raise MissingValues(tuple(dict.fromkeys((*lacking, *lacking_too))))
    subject = _one_line(subject) if reply_subject is None else reply_subject_of(reply_subject)
    html, text = [message.html], [message.text]
    if signature_html and not signature.is_empty(signature_html):
        html.append(f"<br>\n<div>{signature.cleaned_html(signature_html)}</div>")
        text.append(f"-- \n{signature.as_text(signature_html)}".rstrip("\n"))
    html.append(footer_html(footer))
    text.append(footer_text(footer))
    return EmailContent(subject=subject, html="\n".join(html), text="\n\n".join(text) + "\n")


def render_subject(template: str, values: Mapping[str, Any]) -> str:
    """Return a first email's subject, in one line.

    Raises:
        MissingValues, BrokenTemplate: as `templates.render`.
    """
    return _one_line(templates.render(template, values))


def missing_in_email(
    subject_template: str, body: Mapping[str, Any], values: Mapping[str, Any]
) -> tuple[str, ...]:
    """Return the names that subject and body lack; pass "" for the subject of a follow-up.

    Raises:
        BrokenTemplate: subject or body can't be rendered.
    """
    names = (*templates.missing(subject_template, values), *rich_text.missing(body, values))
    return tuple(dict.fromkeys(names))


def render_sms(template: str, values: Mapping[str, Any]) -> SmsContent:
    """Return the text for these values, without white space around it.

    Raises:
        MissingValues, BrokenTemplate: as `templates.render`.
    """
    text = templates.render(tidy(template), values).strip()
    return SmsContent(text=text, segments=segments(text))


def reply_subject_of(subject: str) -> str:
    """Return the subject of a reply: `Re: ` once, however often it was replied to."""
    line = _one_line(subject)
    return line if _REPLY.match(line) else f"Re: {line}".strip()


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _trimmed(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _names(filled: Mapping[str, Any]) -> dict[str, str]:
    parts = [str(filled[name]).strip() for name in ("first_name", "last_name") if name in filled]
    if "first_name" in filled and "full_name" not in filled:
        return {"full_name": " ".join(parts)}
    words = str(filled.get("full_name", "")).split()
    if len(words) == 2 and all(re.fullmatch(r"[^\W\d_]+(['’-][^\W\d_]+)*", w) for w in words):
        return {"first_name": words[0], "last_name": words[1]}
    return {}
