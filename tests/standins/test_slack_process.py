"""The stand-in as a process of its own, on the shared time."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from slack_sdk import WebClient

from sandbox.clock import SharedClock
from sandbox.slack import Slack
from sandbox.slack.state import State


def test_it_runs_alone_and_keeps_the_shared_time(tmp_path: Path) -> None:
    clock = SharedClock(tmp_path / "clock")
    command = [sys.executable, "-m", "sandbox.slack", "--clock", str(clock.path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            slack = Slack(base_url=process.stdout.readline().strip())
            team = slack.workspace("Acme", "xoxb-process")
            channel = team.channel("sales", team.user("ada"), with_bot=True)
            client = WebClient(token="xoxb-process", base_url=slack.api_url)
            clock.advance(timedelta(days=3))
            posted = float(client.chat_postMessage(channel=channel, text="x")["ts"])
            assert abs(posted - clock.now().timestamp()) < 10
        finally:
            process.terminate()


def test_message_times_increase_even_when_the_time_is_set_back(tmp_path: Path) -> None:
    clock = SharedClock(tmp_path / "clock")
    state = State(clock)
    first = state.new_ts()
    clock.set(clock.now() - timedelta(days=1))

    assert float(state.new_ts()) > float(first)
