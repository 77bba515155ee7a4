"""The whole story in processes of its own, as `app.py sandbox --story` plays it for anyone."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE_SECONDS = 600.0


def played(*options: str) -> tuple[int, str]:
    """Return the exit status and all that was printed; nothing it started is left running."""
    story = subprocess.Popen(
        [sys.executable, "app.py", "sandbox", "--story", *options],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        said, _ = story.communicate(timeout=PATIENCE_SECONDS)
    finally:
        if story.poll() is None:
            os.killpg(story.pid, signal.SIGKILL)
            story.communicate()
    return story.returncode, said


@pytest.mark.parametrize(
    "options", [(), ("--socket-mode", "--acts", "1")], ids=["both acts", "first over socket mode"]
)
def test_the_story_comes_true(options: tuple[str, ...]) -> None:
    status, said = played(*options)
    assert status == 0, said
    assert "✗" not in said
    assert re.search(r"^\d+ things came true in \d+ s\.$", said, re.MULTILINE)
    if not options:
        assert re.search(r"^\d+ mails and \d+ texts, row for row\.$", said, re.MULTILINE)
