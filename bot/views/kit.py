"""The few block helpers that views are made of, within Slack's limits.

Slack's limits are kept here by clipping what people wrote; what we wrote is checked by tests.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any, TypeVar

Block = dict[str, Any]
View = dict[str, Any]
T = TypeVar("T")

SECTION_MAX = 3000
OPTION_MAX = 75
BUTTON_MAX = 75
OPTIONS_MAX = 100
HEADER_MAX = 150
TITLE_MAX = 24
_META_VERSION = 1


def escape(text: str) -> str:
    """Return text from a person so that it can't ping, link or format anything in mrkdwn."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def said(text: str, limit: int) -> str:
    """Return a person's words escaped, clipped so that no escape is cut in two."""
    words = clip(text, limit)
    while len(escape(words)) > limit:
        words = clip(words, max(1, len(words) * limit // (len(escape(words)) + 1)))
    return escape(words)


def line(text: str, limit: int = 150) -> str:
    """Return a person's words on one line, escaped: a name, a subject."""
    return said(" ".join(text.split()), limit)


def clip(text: str, limit: int) -> str:
    """Return at most `limit` characters, with an ellipsis where some were cut."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def when(at: datetime, *, style: str = "{date_short_pretty} at {time}") -> str:
    """Return an instant that Slack shows in each reader's own time zone."""
    fallback = at.strftime("%d %b %Y %H:%M UTC")
    return f"<!date^{int(at.timestamp())}^{style}|{fallback}>"


def plain(text: str, limit: int = SECTION_MAX) -> Block:
    """Return a plain_text object."""
    return {"type": "plain_text", "text": clip(text, limit) or " ", "emoji": True}


def mrkdwn(text: str, limit: int = SECTION_MAX) -> Block:
    """Return a mrkdwn object; what people wrote in it must be escaped already."""
    return {"type": "mrkdwn", "text": clip(text, limit) or " "}


def header(text: str) -> Block:
    """Return a heading."""
    return {"type": "header", "text": plain(text, HEADER_MAX)}


def section(text: str, *, accessory: Block | None = None, block_id: str | None = None) -> Block:
    """Return a paragraph of mrkdwn, with something to press beside it."""
    block: Block = {"type": "section", "text": mrkdwn(text)}
    if accessory:
        block["accessory"] = accessory
    if block_id:
        block["block_id"] = block_id
    return block


def fields(*texts: str) -> Block:
    """Return up to ten short texts in two columns."""
    return {"type": "section", "fields": [mrkdwn(text, 2000) for text in texts[:10]]}


def context(*texts: str) -> Block:
    """Return small grey text."""
    return {"type": "context", "elements": [mrkdwn(text, 2000) for text in texts[:10]]}


def divider() -> Block:
    """Return a line."""
    return {"type": "divider"}


def actions(*elements: Block, block_id: str | None = None) -> Block:
    """Return a row of buttons and menus."""
    block: Block = {"type": "actions", "elements": list(elements)}
    return block | ({"block_id": block_id} if block_id else {})


def button(
    text: str,
    action_id: str,
    value: str = "",
    *,
    style: str | None = None,
    url: str | None = None,
    confirm: Block | None = None,
) -> Block:
    """Return a button; one with a url opens it and still reports the click."""
    block: Block = {"type": "button", "text": plain(text, BUTTON_MAX), "action_id": action_id}
    extras = {"value": value, "style": style, "url": url, "confirm": confirm}
    return block | {name: extra for name, extra in extras.items() if extra}


def confirm(title: str, text: str, yes: str, no: str = "Cancel") -> Block:
    """Return a dialog that names the effect before it happens."""
    return {
        "title": plain(title, 100),
        "text": mrkdwn(text, 300),
        "confirm": plain(yes, 30),
        "deny": plain(no, 30),
    }


def option(text: str, value: str, description: str | None = None) -> Block:
    """Return one choice of a menu."""
    block: Block = {"text": plain(text, OPTION_MAX), "value": value}
    return block | ({"description": plain(description, OPTION_MAX)} if description else {})


def overflow(action_id: str, *options: Block) -> Block:
    """Return a ⋯ menu of one to five options."""
    return {"type": "overflow", "action_id": action_id, "options": list(options)}


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


def modal(
    callback_id: str,
    title: str,
    blocks: list[Block],
    *,
    submit: str | None = None,
    close: str = "Close",
    meta: Any = None,
    notify_on_close: bool = False,
) -> View:
    """Return a modal; `meta` is a small dataclass that comes back with what is pressed in it."""
    view: View = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain(title, TITLE_MAX),
        "close": plain(close, TITLE_MAX),
        "blocks": blocks,
    }
    if submit:
        view["submit"] = plain(submit, TITLE_MAX)
    if meta is not None:
        view["private_metadata"] = dump(meta)
    if notify_on_close:
        view["notify_on_close"] = True
    return view


def home(blocks: list[Block]) -> View:
    """Return a Home tab of at most 100 blocks."""
    return {"type": "home", "blocks": blocks[:100]}


def dump(meta: Any) -> str:
    """Return a small dataclass as versioned JSON, for private_metadata and button values."""
    return json.dumps({"v": _META_VERSION, **asdict(meta)}, separators=(",", ":"))


def load(kind: type[T], text: str) -> T:
    """Return what `dump` wrote. Fields that a later version added take their defaults."""
    data = json.loads(text)
    data.pop("v", None)
    known: Mapping[str, Any] = kind.__dataclass_fields__  # type: ignore[attr-defined]
    return kind(**{name: value for name, value in data.items() if name in known})
