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

SEEDS = {"http": ("--seed", "1"), "socket mode": ("--socket-mode", "--seed", "2")}


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


@pytest.mark.parametrize("mode", SEEDS)
def test_the_story_comes_true_and_every_mail_and_text_has_its_row(mode: str) -> None:
    status, said = played(*SEEDS[mode])
    assert status == 0, said
    assert "✗" not in said
    # 7 mails and 2 texts of the first act; 300 firsts, 298 follow-ups and a text for each phone.
    counts = re.search(r"^(\d+) mails and (\d+) texts, row for row\.$", said, re.MULTILINE)
    assert counts, said
    mails, texts = map(int, counts.groups())
    assert mails == 7 + 300 + 298
    assert 2 + 4 <= texts <= 2 + 8
    assert re.search(r"^\d+ things came true in \d+ s\.$", said, re.MULTILINE)
