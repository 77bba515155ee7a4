"""The log: one line an event, no chatter of libraries, and never a secret."""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bot import log


@contextmanager
def written() -> Iterator[io.StringIO]:
    """Give what is logged while this is open; the logging of before comes back."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    text = io.StringIO()
    try:
        log.set_up("DEBUG", "json")
        handler = root.handlers[0]
        assert isinstance(handler, logging.StreamHandler)
        handler.setStream(text)
        yield text
    finally:
        root.handlers[:] = before
        root.setLevel(level)


@pytest.mark.parametrize(
    "secret",
    [
        "xoxb-123-abc",
        "xapp-1-A0-token",
        "Bearer ya29.abc",
        "1//0refresh",
        "/unsubscribe/abcDEF_123",
        "/salesmsg/webhook/abcDEF_123",
    ],
)
def test_no_secret_reaches_the_log(secret: str) -> None:
    with written() as text:
        logging.getLogger("engine").warning("asked %s", secret, extra={"also": f"with {secret}"})
    assert secret.rpartition("/")[2] not in text.getvalue()
    assert text.getvalue().count("[secret]") == 2


def test_libraries_speak_only_of_trouble() -> None:
    with written() as text:
        logging.getLogger("slack_bolt.App").info("chatter")
        logging.getLogger("apscheduler.scheduler").warning("an overlapping tick")
        logging.getLogger("slack_bolt.App").error("trouble")
    assert "chatter" not in text.getvalue()
    assert "overlapping" not in text.getvalue()
    assert "trouble" in text.getvalue()
