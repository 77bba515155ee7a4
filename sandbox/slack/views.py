"""How views live: ids filled in, what is typed, what survives an update, and the stack of three.

Source: Slack's "Modals": values survive an update only where block_id and action_id are both
unchanged, and `initial_value` is then ignored; at most three views stand on each other.
"""

import copy
import secrets
from collections.abc import Iterator
from typing import Any

from sandbox.slack.model import Json, Message, SlackError, Team, View
from sandbox.slack.rules import elements_of
from sandbox.slack.state import State

MOST_VIEWS = 3

# element type -> (key of its value, key of its first value, the value of an untouched one)
VALUE_KEYS: dict[str, tuple[str, str, Any]] = {
    "plain_text_input": ("value", "initial_value", None),
    "email_text_input": ("value", "initial_value", None),
    "url_text_input": ("value", "initial_value", None),
    "number_input": ("value", "initial_value", None),
    "rich_text_input": ("rich_text_value", "initial_value", None),
    "static_select": ("selected_option", "initial_option", None),
    "external_select": ("selected_option", "initial_option", None),
    "radio_buttons": ("selected_option", "initial_option", None),
    "users_select": ("selected_user", "initial_user", None),
    "conversations_select": ("selected_conversation", "initial_conversation", None),
    "channels_select": ("selected_channel", "initial_channel", None),
    "multi_static_select": ("selected_options", "initial_options", []),
    "multi_external_select": ("selected_options", "initial_options", []),
    "multi_users_select": ("selected_users", "initial_users", []),
    "multi_conversations_select": ("selected_conversations", "initial_conversations", []),
    "multi_channels_select": ("selected_channels", "initial_channels", []),
    "checkboxes": ("selected_options", "initial_options", []),
    "datepicker": ("selected_date", "initial_date", None),
    "timepicker": ("selected_time", "initial_time", None),
    "datetimepicker": ("selected_date_time", "initial_date_time", None),
    "file_input": ("files", "", []),
}


def with_ids(blocks: list[Json]) -> list[Json]:
    """Return the blocks with the ids that Slack makes up where the app gave none.

    They are random, so a view that leaves them out loses what was typed at each update.
    """
    made = copy.deepcopy(blocks)
    for block in made:
        block.setdefault("block_id", secrets.token_urlsafe(4))
        for _, element in elements_of(block):
            if element.get("type") != "image" and isinstance(element, dict):
                element.setdefault("action_id", secrets.token_urlsafe(4))
    return made


def stateful_elements(blocks: list[Json]) -> Iterator[tuple[str, Json]]:
    """Yield the block id and the element for every element that holds a value."""
    for block in blocks:
        for _, element in elements_of(block):
            if element.get("type") in VALUE_KEYS:
                yield str(block["block_id"]), dict(element)


def first_value(element: Json) -> Json:
    """Return an element's value before anybody touched it."""
    key, initial, empty = VALUE_KEYS[element["type"]]
    return {"type": element["type"], key: element.get(initial, empty)}


def values_for(blocks: list[Json], before: dict[str, Json] | None = None) -> dict[str, Json]:
    """Return the values of a shown view, keeping those of `before` that survive."""
    values: dict[str, Json] = {}
    for block_id, element in stateful_elements(blocks):
        kept = (before or {}).get(block_id, {}).get(element["action_id"])
        same = kept is not None and kept["type"] == element["type"]
        values.setdefault(block_id, {})[element["action_id"]] = (
            kept if same else first_value(element)
        )
    return values


def new_hash(state: State) -> str:
    """Return a view hash in Slack's form."""
    return f"{int(state.now().timestamp())}.{secrets.token_hex(4)}"


def check_external_id(team: Team, body: Json, own: View | None = None) -> None:
    """Slack: an external_id is unique in the team among open views.

    Raises:
        SlackError: `duplicate_external_id`.
    """
    wanted = body.get("external_id")
    others = [view for view in team.views.values() if view is not own and not view.is_closed]
    if wanted and any(view.external_id == wanted for view in others):
        raise SlackError("duplicate_external_id")


def new_view(state: State, team: Team, user_id: str, body: Json) -> View:
    """Make a view that stands alone; the caller puts it on a stack or on Home."""
    check_external_id(team, body)
    body = {**body, "blocks": with_ids(body["blocks"])}
    view_id = state.new_id("V")
    view = View(
        id=view_id,
        user_id=user_id,
        body=body,
        hash=new_hash(state),
        root_id=view_id,
        values=values_for(body["blocks"]),
    )
    team.views[view_id] = view
    return view


def replace(state: State, team: Team, view: View, body: Json) -> None:
    """Show other content in an open view, keeping what survives."""
    check_external_id(team, body, view)
    view.body = {**body, "blocks": with_ids(body["blocks"])}
    view.values = values_for(view.body["blocks"], view.values)
    view.hash = new_hash(state)
    view.errors, view.trouble = {}, ""


def open_root(state: State, team: Team, user_id: str, body: Json) -> View:
    """Open a modal as the only one of its user."""
    view = new_view(state, team, user_id, body)
    close_all(team, user_id)
    team.stacks[user_id] = [view.id]
    return view


def push(state: State, team: Team, user_id: str, body: Json) -> View:
    """Put a modal on the top of its user's stack.

    Raises:
        SlackError: `push_limit_reached`.
    """
    stack = team.stacks.setdefault(user_id, [])
    if len(stack) >= MOST_VIEWS:
        raise SlackError("push_limit_reached")
    view = new_view(state, team, user_id, body)
    view.root_id, view.previous_id = (stack[0], stack[-1]) if stack else (view.id, None)
    stack.append(view.id)
    return view


def close(team: Team, view: View) -> None:
    """Take one view off its user's stack."""
    view.is_closed = True
    stack = team.stacks.get(view.user_id, [])
    if view.id in stack:
        stack.remove(view.id)


def close_all(team: Team, user_id: str) -> None:
    """Take every modal away from the user."""
    for view_id in list(team.stacks.get(user_id, [])):
        close(team, team.views[view_id])


def message_values(message: Message) -> dict[str, Json]:
    """Return the values of the stateful elements of a message."""
    return values_for(message.blocks, message.state)
