"""The stand-in runs alone, in its own process, on the sandbox's shared clock."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from sandbox.clock import SharedClock
from sandbox.google.control_client import WorldRefusedError
from sandbox.google.world import GoogleWorld
from tests.standins.google_kit import ANNA, BOB, Google, HandClock, mail

ROOT = Path(__file__).parents[2]


@pytest.fixture
def clock(tmp_path: Path) -> SharedClock:
    return SharedClock(tmp_path / "clock")


@pytest.fixture
def google(clock: SharedClock) -> Iterator[Google]:
    command = [sys.executable, "-m", "sandbox.google", "--port", "0", "--clock", str(clock.path)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    url = process.stdout.readline().strip()
    running = Google(url, GoogleWorld(url), HandClock())
    running.world.add_account(ANNA, "Anna Reyes")
    running.sign_in()
    yield running
    running.session.close()
    running.world.close()
    process.terminate()
    process.wait()
    process.stdout.close()


def test_it_says_where_it_is_and_follows_the_shared_clock(
    google: Google, clock: SharedClock
) -> None:
    google.send(mail())
    clock.advance(timedelta(days=3))
    google.send(mail())
    first, second = google.world.delivered(BOB)
    assert timedelta(days=3) <= second.at - first.at < timedelta(days=3, minutes=1)
    assert google.world.request_counts() == {"gmail.users.messages.send": 2}
    told = google.session.get(f"{google.url}/_sandbox/delivered?to={BOB}", timeout=20).json()
    assert len(told["result"]) == 2


def test_what_the_world_cannot_do_is_said_in_words(google: Google) -> None:
    with pytest.raises(WorldRefusedError, match="no such account: rob@"):
        google.world.sent_folder("rob@acme.example")
    with pytest.raises(WorldRefusedError, match="no such switch"):
        google.world.set_switches(speed=3)
    with pytest.raises(WorldRefusedError, match="not found"):
        google.world.send_draft(ANNA, "r1")
