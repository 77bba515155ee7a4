"""What Slack refuses in a view or a message, as pure functions.

The stand-in answers `invalid_arguments` and `invalid_blocks` from here, and tests of views call
it directly. Sources: docs.slack.dev, Block Kit reference, modal and Home view reference,
chat.postMessage; limits also in the JSDoc of `@slack/types`.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.slack.rules_blocks import BLOCK, MESSAGE_ONLY
from sandbox.slack.rules_objects import OPTION_GROUP, PLAIN_OPTION, one_of_keys, plain_text
from sandbox.slack.rules_shape import (
    Check,
    Problem,
    Shape,
    anything,
    boolean,
    items,
    refuse,
    string,
    tagged,
)

__all__ = ["Problem", "problems_of_message", "problems_of_options", "problems_of_view"]

MOST_VIEW_BYTES = 250_000
MOST_MARKDOWN_CHARACTERS = 12_000
_Blocks = list[tuple[str, Mapping[str, Any]]]

_COMMON: dict[str, Check] = {
    "private_metadata": string(3000, 0),
    "callback_id": string(255, 0),
    "external_id": string(255, 0),
}
_VIEW_BLOCKS = {"type": anything, "blocks": items(BLOCK, least=0, most=100)}
_VIEW = tagged(
    {
        "modal": Shape(
            required={**_VIEW_BLOCKS, "title": plain_text(24)},
            optional={
                **_COMMON,
                "submit": plain_text(24),
                "close": plain_text(24),
                "clear_on_close": boolean,
                "notify_on_close": boolean,
            },
        ),
        "home": Shape(required=_VIEW_BLOCKS, optional=_COMMON),
    },
    "view",
)
_MESSAGE_BLOCKS = items(BLOCK, least=0, most=50)
_OPTIONS = Shape(
    optional={
        "options": items(PLAIN_OPTION, least=0, most=100),
        "option_groups": items(OPTION_GROUP, least=0, most=100),
    },
    also=(one_of_keys("options", "option_groups"),),
)


def problems_of_view(view: Mapping[str, Any]) -> list[Problem]:
    """Return all that Slack refuses in a modal or Home view; pointers start at the view."""
    found = list(_VIEW(view, ""))
    blocks = _blocks_of(view)
    found += _shared_rules(blocks)
    found += _not_in_views(blocks)
    if view.get("type") == "modal":
        found += _submit_is_there(view, blocks)
    else:
        found += _no_files(blocks)
    if is_too_large(view):
        found += refuse("", "view_too_large: must be less than 250 kB")
    return found


def problems_of_message(message: Mapping[str, Any]) -> list[Problem]:
    """Return all that Slack refuses in a message's `blocks`; pointers start at the message."""
    if message.get("blocks") is None:
        return []
    blocks = _blocks_of(message)
    found = list(_MESSAGE_BLOCKS(message["blocks"], "/blocks"))
    return [*found, *_shared_rules(blocks), *_no_files(blocks), *_message_rules(blocks)]


def problems_of_options(answer: Mapping[str, Any]) -> list[Problem]:
    """Return what Slack refuses in the answer to a `block_suggestion`.

    At most 100 options, or 100 groups of 100; an empty list means that nothing was found.
    """
    return list(_OPTIONS(answer, ""))


def elements_of(block: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """Return the block's elements, each with its pointer below the block."""
    found: list[tuple[str, Any]] = [
        (f"/{key}", block[key]) for key in ("accessory", "element") if block.get(key)
    ]
    if block.get("type") == "actions" and isinstance(block.get("elements"), list):
        found += [(f"/elements/{i}", each) for i, each in enumerate(block["elements"])]
    return [(pointer, each) for pointer, each in found if isinstance(each, Mapping)]


def _blocks_of(holder: Mapping[str, Any]) -> _Blocks:
    blocks = holder.get("blocks")
    if not isinstance(blocks, list):
        return []
    return [(f"/blocks/{i}", b) for i, b in enumerate(blocks) if isinstance(b, Mapping)]


def _shared_rules(blocks: _Blocks) -> Iterator[Problem]:
    yield from _unique_block_ids(blocks)
    for pointer, block in blocks:
        yield from _unique_action_ids(pointer, block)
    yield from _one_focus(blocks)


def _unique_block_ids(blocks: _Blocks) -> Iterator[Problem]:
    seen: set[str] = set()
    for pointer, block in blocks:
        block_id = block.get("block_id")
        if block_id and str(block_id) in seen:
            yield from refuse(f"{pointer}/block_id", f"block_id already exists: {block_id}")
        seen.add(str(block_id))


def _unique_action_ids(pointer: str, block: Mapping[str, Any]) -> Iterator[Problem]:
    seen: set[str] = set()
    for below, element in elements_of(block):
        action_id = element.get("action_id")
        if action_id and str(action_id) in seen:
            text = f"action_id already exists in this block: {action_id}"
            yield from refuse(f"{pointer}{below}/action_id", text)
        seen.add(str(action_id))


def _one_focus(blocks: _Blocks) -> Iterator[Problem]:
    """Slack: at most one element may have `focus_on_load`."""
    focused = [
        pointer + below
        for pointer, block in blocks
        for below, element in elements_of(block)
        if element.get("focus_on_load") is True
    ]
    for pointer in focused[1:]:
        yield from refuse(f"{pointer}/focus_on_load", "only one element may have the focus")


def _submit_is_there(view: Mapping[str, Any], blocks: _Blocks) -> Iterator[Problem]:
    """Slack: `submit` is required when an `input` block is in the view."""
    if not view.get("submit") and any(block.get("type") == "input" for _, block in blocks):
        yield from refuse("/submit", "submit is required when there is an input block")


def _no_files(blocks: _Blocks) -> Iterator[Problem]:
    """Slack: `file_input` is available in modals only."""
    for pointer, block in blocks:
        for below, element in elements_of(block):
            if element.get("type") == "file_input":
                yield from refuse(pointer + below, "file_input is available in modals only")


def _not_in_views(blocks: _Blocks) -> Iterator[Problem]:
    for pointer, block in blocks:
        if str(block.get("type")) in MESSAGE_ONLY:
            yield from refuse(pointer, f"{block['type']} is available in messages only")


def _message_rules(blocks: _Blocks) -> Iterator[Problem]:
    """Slack: one table a message; markdown blocks together within 12,000 characters."""
    tables = [pointer for pointer, block in blocks if block.get("type") == "table"]
    for pointer in tables[1:]:
        yield from refuse(pointer, "only_one_table_allowed")
    texts = [str(block.get("text")) for _, block in blocks if block.get("type") == "markdown"]
    if sum(map(len, texts)) > MOST_MARKDOWN_CHARACTERS:
        yield from refuse("/blocks", f"must be less than {MOST_MARKDOWN_CHARACTERS + 1} characters")


def is_too_large(view: Mapping[str, Any]) -> bool:
    """Tell whether Slack would answer `view_too_large`."""
    return len(json.dumps(view).encode()) > MOST_VIEW_BYTES
