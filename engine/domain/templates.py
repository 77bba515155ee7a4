"""Variables of messages: check a template at the form, and never print a blank for a value.

Templates are Liquid (tags: if, unless, case, assign, capture, comment). A blank or whitespace
value counts as absent for `default`, for conditions and for the hold.
"""

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any

from liquid import BoundTemplate
from liquid.exceptions import LiquidError

from engine.domain.errors import Refusal
from engine.domain.template_checks import (
    TemplateProblem,
    reading_problems,
    rendering_sentence,
    source_problems,
    syntax_problem,
)
from engine.domain.template_language import LANGUAGE, read
from engine.domain.template_source import straightened
from engine.domain.template_values import cleaned, sendable

__all__ = (
    "KNOWN",
    "BrokenTemplate",
    "MissingValues",
    "TemplateProblem",
    "check",
    "missing",
    "parsed",
    "render",
    "written",
)

KNOWN = (
    "first_name",
    "last_name",
    "full_name",
    "email",
    "phone",
    "company",
    "title",
    "sender.first_name",
    "sender.name",
    "sender.email",
)
TEMPLATE_LIMIT = 20_000  # characters
_TOO_LONG = f"The text is too long: {TEMPLATE_LIMIT:,} characters is the most."


class MissingValues(Refusal):
    """A message needs values that its contact lacks; `names` says which, in order."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(
            f"There is no value for {' and '.join(names)}. Fill it in on the contact, "
            "or give the variable a default."
        )
        self.names = names


class BrokenTemplate(Refusal):
    """A template can't be rendered at all, whoever the contact is."""


def missing(template: str, values: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names that this contact lacks and the template would print without fallback.

    Only the path really taken counts: what stands in a branch not taken is not missed. Of
    `nickname | default: first_name` with both absent, `first_name` is missing. An explicit
    `default: ""` is the author's choice, so nothing is missing there. `values` is what
    `rendering.values_for` returns.

    Raises:
        BrokenTemplate: the template can't be rendered.
    """
    return written(template, values)[1]


def render(template: str, values: Mapping[str, Any]) -> str:
    """Return the text for these values, never with a blank where a value should be.

    Raises:
        MissingValues: as `missing` says.
        BrokenTemplate: the template can't be rendered.
    """
    text, lacking = written(template, values)
    if lacking:
        raise MissingValues(lacking)
    return text


def written(template: str, values: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    """Return the text for these values with what `missing` says: use it only if nothing is.

    Raises:
        BrokenTemplate: the template can't be rendered.
    """
    ready = parsed(template)
    try:
        return read(ready, cleaned(values))
    except LiquidError as error:
        raise BrokenTemplate(rendering_sentence(error, template)) from error


def check(template: str, columns: Collection[str]) -> list[TemplateProblem]:
    """Return what is wrong with `template`, each problem once; `columns` are the custom ones.

    An empty list means that it renders for every contact who lacks nothing.
    """
    if len(template) > TEMPLATE_LIMIT:
        return [TemplateProblem(sentence=_TOO_LONG, name=None)]
    text = _plain(template)
    if broken := source_problems(text):
        return broken
    known = (*KNOWN, *columns)
    try:
        ready = LANGUAGE.from_string(text)
    except LiquidError as error:
        return [syntax_problem(error, text, known)]
    return reading_problems(ready, text, known)


def parsed(template: str) -> BoundTemplate:
    """Return the template ready to render; it is parsed once for all contacts.

    Raises:
        BrokenTemplate: its text, tags or expressions can't be read.
    """
    if len(template) > TEMPLATE_LIMIT:
        raise BrokenTemplate(_TOO_LONG)
    return _parsed(template)


def _plain(template: str) -> str:
    return straightened(sendable(template))


@lru_cache(maxsize=512)
def _parsed(template: str) -> BoundTemplate:
    text = _plain(template)
    if broken := source_problems(text):
        raise BrokenTemplate(broken[0].sentence)
    try:
        return LANGUAGE.from_string(text)
    except LiquidError as error:
        raise BrokenTemplate(syntax_problem(error, text, KNOWN).sentence) from error
