"""Blocks to read and to press."""

from bot.views.kit.text import Block, mrkdwn, plain

OPTION_MAX = 75
BUTTON_MAX = 75
HEADER_MAX = 150


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
