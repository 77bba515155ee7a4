"""The scene for tests against Slack's stand-in."""

from collections.abc import Iterator

import pytest

from tests.bot.slack_kit import Scene, opened


@pytest.fixture
def scene() -> Iterator[Scene]:
    """A fresh workspace."""
    with opened() as scene:
        yield scene
