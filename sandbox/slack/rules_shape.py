"""The small language in which Slack's rules are written: checks, and shapes made of checks.

A check takes a value and its JSON pointer and yields what Slack would say against it.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that Slack refuses, and where it stands in the view or message."""

    pointer: str  # a JSON pointer such as /blocks/0/text/text
    message: str

    def __str__(self) -> str:
        """Return the problem as Slack writes it in `response_metadata.messages`."""
        return f"{self.message} [json-pointer:{self.pointer}]"


Check = Callable[[Any, str], Iterator[Problem]]


def refuse(pointer: str, message: str) -> Iterator[Problem]:
    """Yield one problem."""
    yield Problem(pointer=pointer, message=message)


def anything(_value: Any, _pointer: str) -> Iterator[Problem]:
    """Accept every value."""
    yield from ()


def boolean(value: Any, pointer: str) -> Iterator[Problem]:
    """Accept true and false."""
    if not isinstance(value, bool):
        yield from refuse(pointer, "must be a boolean")


def string(most: int, least: int = 1) -> Check:
    """Accept a string of `least` to `most` characters."""

    def check(value: Any, pointer: str) -> Iterator[Problem]:
        if not isinstance(value, str):
            yield from refuse(pointer, "must be a string")
        elif len(value) > most:
            yield from refuse(pointer, f"must be less than {most + 1} characters")
        elif len(value) < least:
            yield from refuse(pointer, f"must be more than {least - 1} characters")

    return check


def integer(least: int, most: int) -> Check:
    """Accept a whole number from `least` to `most`."""

    def check(value: Any, pointer: str) -> Iterator[Problem]:
        if isinstance(value, bool) or not isinstance(value, int):
            yield from refuse(pointer, "must be an integer")
        elif not least <= value <= most:
            yield from refuse(pointer, f"must be from {least} to {most}")

    return check


def matching(pattern: str, expected: str) -> Check:
    """Accept a string that matches `pattern` from end to end."""
    compiled = re.compile(pattern)

    def check(value: Any, pointer: str) -> Iterator[Problem]:
        if not isinstance(value, str) or not compiled.fullmatch(value):
            yield from refuse(pointer, f"must be {expected}")

    return check


def choice(*allowed: str) -> Check:
    """Accept one of the given strings."""

    def check(value: Any, pointer: str) -> Iterator[Problem]:
        if not isinstance(value, str) or value not in allowed:
            yield from refuse(pointer, f"must be one of: {', '.join(allowed)}")

    return check


def items(each: Check, *, least: int, most: int) -> Check:
    """Accept a list of `least` to `most` items that all pass `each`."""

    def check(value: Any, pointer: str) -> Iterator[Problem]:
        if not isinstance(value, list):
            yield from refuse(pointer, "must be an array")
            return
        if len(value) > most:
            yield from refuse(pointer, f"no more than {most} items allowed")
        if len(value) < least:
            yield from refuse(pointer, f"no fewer than {least} items allowed")
        for index, item in enumerate(value):
            yield from each(item, f"{pointer}/{index}")

    return check


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """An object: the keys it must have, those it may have, and rules across keys."""

    required: Mapping[str, Check] = field(default_factory=dict)
    optional: Mapping[str, Check] = field(default_factory=dict)
    also: tuple[Check, ...] = ()

    def __call__(self, value: Any, pointer: str) -> Iterator[Problem]:
        """Yield every problem of `value`; keys not named by the shape are refused."""
        if not isinstance(value, Mapping):
            yield from refuse(pointer, "must be an object")
            return
        known = {**self.required, **self.optional}
        for key in self.required:
            if value.get(key) is None:
                yield from refuse(pointer, f"missing required field: {key}")
        for key, inner in value.items():
            if key not in known:
                yield from refuse(pointer, f"invalid additional property: {key}")
            elif inner is not None:
                yield from known[key](inner, f"{pointer}/{key}")
        for rule in self.also:
            yield from rule(value, pointer)


def tagged(table: Mapping[str, Check], where: str) -> Check:
    """Accept an object whose `type` names a check in `table`, and that passes it."""

    def check(value: Any, pointer: str) -> Iterator[Problem]:
        if not isinstance(value, Mapping):
            yield from refuse(pointer, "must be an object")
        elif not isinstance(value.get("type"), str) or value["type"] not in table:
            yield from refuse(
                f"{pointer}/type", f"unsupported type in {where}: {value.get('type')}"
            )
        else:
            yield from table[value["type"]](value, pointer)

    return check
