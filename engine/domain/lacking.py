"""What many contacts lack for the same templates, without reading each template for each of them.

For most templates it matters only which values are there, not what they say; such answers are
remembered. `Lacking.of` always equals `templates.missing`.
"""

import re
from collections.abc import Mapping
from typing import Any

from engine.domain.rich_text import joined
from engine.domain.sequence import Content, EmailStep, SmsStep
from engine.domain.template_values import is_blank
from engine.domain.templates import BrokenTemplate, missing

_PIECES = re.compile(r"\{\{(.*?)\}\}|\{%(.*?)%\}", re.DOTALL)
_NAME = r"[A-Za-z_][\w.]*"
# Other filters and comparisons look at what a value says: those are always read anew.
_PLAIN_OUTPUT = re.compile(rf"-?\s*{_NAME}\s*(\|\s*default\s*:\s*[^|{{}}%]+)?-?", re.DOTALL)
_PLAIN_TAG = re.compile(
    rf"-?\s*((if|elsif|unless)\s+{_NAME}(\s+(and|or)\s+{_NAME})*|else|endif|endunless)\s*-?"
)


def sent_templates(content: Content, *, with_texts: bool) -> tuple[str, ...]:
    """Return every template that is read when these steps are sent, in their order.

    With *Thread emails* the subject of a follow-up is not among them, for it is never sent.
    """
    found: list[str] = []
    is_follow_up = False
    for step in content.steps:
        match step:
            case EmailStep():
                is_read = not (is_follow_up and content.settings.thread_emails)
                found += [step.subject] if is_read else []
                found.append(joined(step.body))
                is_follow_up = True
            case SmsStep():
                found += [step.message] if with_texts else []
    return tuple(found)


class Lacking:
    """Remembers, by templates and the values that are there, what is missing."""

    def __init__(self) -> None:
        self._parts: dict[tuple[str, ...], tuple[tuple[str, ...], tuple[str, ...]]] = {}
        self._known: dict[tuple[tuple[str, ...], frozenset[str]], tuple[str, ...]] = {}

    def of(self, templates: tuple[str, ...], values: Mapping[str, Any]) -> tuple[str, ...]:
        """Return what `templates.missing` says of all of them, each name once.

        A broken template lacks nothing here. `sender` in `values` has to be the same at every call.
        """
        if templates not in self._parts:
            plain = tuple(each for each in templates if _is_plain(each))
            others = tuple(each for each in templates if each not in plain)
            self._parts[templates] = (plain, others)
        plain, others = self._parts[templates]
        there = frozenset(name for name, value in values.items() if not is_blank(value))
        if (plain, there) not in self._known:
            self._known[plain, there] = _missing(plain, values)
        return tuple(dict.fromkeys((*self._known[plain, there], *_missing(others, values))))


def _missing(templates: tuple[str, ...], values: Mapping[str, Any]) -> tuple[str, ...]:
    names: dict[str, None] = {}
    for template in templates:
        try:
            names.update(dict.fromkeys(missing(template, values)))
        except BrokenTemplate:
            continue  # named at its step
    return tuple(names)


def _is_plain(template: str) -> bool:
    return all(
        _PLAIN_TAG.fullmatch(tag) if tag else _PLAIN_OUTPUT.fullmatch(output)
        for output, tag in _PIECES.findall(template)
    )
