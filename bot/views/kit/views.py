"""Whole views, and the small dataclass that comes back with what is pressed in them."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, TypeVar

from bot.views.kit.text import Block, plain

View = dict[str, Any]
T = TypeVar("T")

TITLE_MAX = 24
_META_VERSION = 1


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
