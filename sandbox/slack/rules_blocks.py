"""Slack's rules for blocks, one table row each, as published in Block Kit's reference."""

from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.slack.rules_elements import ELEMENTS, IN_ACTIONS, IN_INPUT, IN_SECTION
from sandbox.slack.rules_objects import ANY_TYPE, RICH_TEXT, any_text, one_of_keys, plain_text
from sandbox.slack.rules_shape import (
    Check,
    Problem,
    Shape,
    anything,
    boolean,
    choice,
    integer,
    items,
    refuse,
    string,
    tagged,
)


def _block(optional: Mapping[str, Check], *also: Check, **required: Check) -> Check:
    own = {"block_id": string(255), **optional}
    return Shape(required={**ANY_TYPE, **required}, optional=own, also=also)


def _text_or_fields(block: Mapping[str, Any], pointer: str) -> Iterator[Problem]:
    if not block.get("text") and not block.get("fields"):
        yield from refuse(pointer, "a section needs text or fields")


def _dispatches_no_file(block: Mapping[str, Any], pointer: str) -> Iterator[Problem]:
    """Slack: `dispatch_action` is incompatible with `file_input`."""
    element = block.get("element")
    of_file = isinstance(element, Mapping) and element.get("type") == "file_input"
    if of_file and block.get("dispatch_action"):
        yield from refuse(f"{pointer}/dispatch_action", "not allowed with file_input")


_SLACK_FILE: Check = Shape(
    optional={"id": string(255), "url": string(3000)}, also=(one_of_keys("id", "url"),)
)
_IMAGE_FIELDS = {"image_url": string(3000), "slack_file": _SLACK_FILE}
_ONE_IMAGE = one_of_keys("image_url", "slack_file")
_IMAGE_ELEMENT: Check = Shape(
    required={**ANY_TYPE, "alt_text": string(2000)}, optional=_IMAGE_FIELDS, also=(_ONE_IMAGE,)
)
_IN_CONTEXT: dict[str, Check] = {
    "plain_text": any_text(3000),
    "mrkdwn": any_text(3000),
    "image": _IMAGE_ELEMENT,
}
_CELLS: dict[str, Check] = {
    "raw_text": Shape(required={**ANY_TYPE, "text": string(3000)}),
    "raw_number": Shape(required={**ANY_TYPE, "value": anything}, optional={"text": anything}),
    "rich_text": RICH_TEXT,
}
_COLUMN: Check = Shape(optional={"align": choice("left", "center", "right"), "is_wrapped": boolean})


def _only(names: set[str], where: str) -> Check:
    return tagged({name: ELEMENTS[name] for name in names}, where)


_ACCESSORY = tagged(
    {**{name: ELEMENTS[name] for name in IN_SECTION}, "image": _IMAGE_ELEMENT}, "section"
)

BLOCKS: dict[str, Check] = {
    "section": _block(
        {
            "text": any_text(3000),
            "fields": items(any_text(2000), least=1, most=10),
            "accessory": _ACCESSORY,
            "expand": boolean,
        },
        _text_or_fields,
    ),
    "header": _block({"level": integer(1, 4)}, text=plain_text(150)),
    "divider": _block({}),
    "image": _block(
        {"title": plain_text(2000), **_IMAGE_FIELDS}, _ONE_IMAGE, alt_text=string(2000)
    ),
    "context": _block({}, elements=items(tagged(_IN_CONTEXT, "context"), least=1, most=10)),
    "actions": _block({}, elements=items(_only(IN_ACTIONS, "actions"), least=1, most=25)),
    "input": _block(
        {"hint": plain_text(2000), "optional": boolean, "dispatch_action": boolean},
        _dispatches_no_file,
        label=plain_text(2000),
        element=_only(IN_INPUT, "input"),
    ),
    "rich_text": RICH_TEXT,
    "markdown": _block({}, text=string(12_000)),
    "table": _block(
        {"column_settings": items(_COLUMN, least=0, most=20)},
        rows=items(items(tagged(_CELLS, "table"), least=1, most=20), least=1, most=100),
    ),
}
MESSAGE_ONLY = {"markdown", "table"}
BLOCK = tagged(BLOCKS, "blocks")
