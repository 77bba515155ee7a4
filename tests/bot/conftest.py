"""The scene for tests against Slack's stand-in."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bot.slack_kit import Scene, opened


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """A fresh workspace."""
    with opened(tmp_path) as scene:
        yield scene
