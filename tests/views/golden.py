"""Views and messages held against JSON on disk, and against Slack's own rules.

`GOLDEN=write python -m pytest tests/views` writes what is built now; look at the diff.
"""

import json
import os
from pathlib import Path
from typing import Any

from bot.views.message import Message
from sandbox.slack.rules import problems_of_message, problems_of_view

FOLDER = Path(__file__).parent / "golden"


def check_view(name: str, view: dict[str, Any]) -> None:
    """Assert that Slack takes the view and that it is the one on disk."""
    assert_view(view)
    _same(name, view)


def check_message(name: str, message: Message) -> None:
    """Assert that Slack takes the message, that it has words, and that it is the one on disk."""
    assert_message(message)
    _same(name, {"text": message.text, "blocks": message.blocks})


def assert_view(view: dict[str, Any]) -> None:
    """Assert that Slack takes the view."""
    assert problems_of_view(view) == []


def assert_message(message: Message) -> None:
    """Assert that Slack takes the message and that it has words."""
    assert problems_of_message({"blocks": message.blocks}) == []
    assert message.text.strip()
    assert len(message.text) < 4000  # chat.update refuses longer ones


def _same(name: str, built: dict[str, Any]) -> None:
    path = FOLDER / f"{name}.json"
    if os.environ.get("GOLDEN") == "write":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(built, indent=1, ensure_ascii=False) + "\n")
    assert built == json.loads(path.read_text())
