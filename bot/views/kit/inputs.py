"""Inputs of forms, and the menus in them."""

from collections.abc import Iterable, Mapping
from typing import Any

from bot.views.kit.text import Block, plain

OPTIONS_MAX = 100


def field(
    name: str,
    label: str,
    element: Block,
    *,
    hint: str | None = None,
    optional: bool = False,
    dispatch: bool = False,
    revision: int = 0,
) -> Block:
    """Return a form's input. Its block id is the field's name: errors find it by that.

    A new `revision` makes Slack forget what was typed and show the initial value.
    """
    block: Block = {
        "type": "input",
        "block_id": f"{name}:{revision}" if revision else name,
        "label": plain(label, 2000),
        "element": {"action_id": name} | element,
        "optional": optional,
    }
    if hint:
        block["hint"] = plain(hint, 2000)
    if dispatch:
        block["dispatch_action"] = True
    return block


def text_input(
    initial: str = "",
    *,
    multiline: bool = False,
    max_length: int = 3000,
    placeholder: str | None = None,
) -> Block:
    """Return a text box."""
    block: Block = {"type": "plain_text_input", "multiline": multiline, "max_length": max_length}
    if initial:
        block["initial_value"] = initial[:max_length]
    if placeholder:
        block["placeholder"] = plain(placeholder, 150)
    return block


def rich_text_input(initial: Mapping[str, Any] | None = None) -> Block:
    """Return a box for formatted text."""
    block: Block = {"type": "rich_text_input"}
    return block | ({"initial_value": dict(initial)} if initial else {})


def number_input(initial: int | None = None, *, low: int = 0, high: int | None = None) -> Block:
    """Return a box for a whole number; Slack wants its bounds as strings."""
    block: Block = {"type": "number_input", "is_decimal_allowed": False, "min_value": str(low)}
    if high is not None:
        block["max_value"] = str(high)
    if initial is not None:
        block["initial_value"] = str(initial)
    return block


def select(
    options: Iterable[Block], initial: str | None = None, placeholder: str = "Choose"
) -> Block:
    """Return a menu of at most 100 options, `initial` being the value of one of them."""
    listed = list(options)[:OPTIONS_MAX]
    block: Block = {
        "type": "static_select",
        "options": listed,
        "placeholder": plain(placeholder, 150),
    }
    chosen = next((each for each in listed if each["value"] == initial), None)
    return block | ({"initial_option": chosen} if chosen else {})


def search_select(
    action_id: str, initial: Block | None = None, placeholder: str = "Type to search"
) -> Block:
    """Return a menu that asks us for its options as people type."""
    block: Block = {
        "type": "external_select",
        "action_id": action_id,
        "min_query_length": 0,
        "placeholder": plain(placeholder, 150),
    }
    return block | ({"initial_option": initial} if initial else {})


def checkboxes(options: list[Block], ticked: Iterable[str] = ()) -> Block:
    """Return tick boxes; `ticked` are values. The input must be optional to let the last go."""
    wanted = set(ticked)
    chosen = [each for each in options if each["value"] in wanted]
    block: Block = {"type": "checkboxes", "options": options}
    return block | ({"initial_options": chosen} if chosen else {})


def users_select(initial: str | None = None, placeholder: str = "Choose a member") -> Block:
    """Return a menu of the workspace's members."""
    block: Block = {"type": "users_select", "placeholder": plain(placeholder, 150)}
    return block | ({"initial_user": initial} if initial else {})


def multi_users_select(initial: Iterable[str] = (), placeholder: str = "Choose members") -> Block:
    """Return a menu of the workspace's members that takes several."""
    chosen = list(initial)
    block: Block = {"type": "multi_users_select", "placeholder": plain(placeholder, 150)}
    return block | ({"initial_users": chosen} if chosen else {})


def conversations_select(
    initial: str | None = None, placeholder: str = "Choose a channel"
) -> Block:
    """Return a menu of channels, public ones and the person's private ones."""
    block: Block = {
        "type": "conversations_select",
        "placeholder": plain(placeholder, 150),
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    return block | ({"initial_conversation": initial} if initial else {})


def date_input(initial: str | None = None) -> Block:
    """Return a calendar to pick a day from; `initial` is an ISO date."""
    block: Block = {"type": "datepicker", "placeholder": plain("Choose a day", 150)}
    return block | ({"initial_date": initial} if initial else {})
