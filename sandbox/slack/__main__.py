"""Run the Slack stand-in alone: `python -m sandbox.slack --port 9001 --clock FILE`."""

import argparse
import threading
from pathlib import Path

from sandbox.clock import SharedClock
from sandbox.slack.server import SlackStandIn


def main() -> None:
    """Serve until interrupted; print the address once it is ready."""
    parser = argparse.ArgumentParser(prog="python -m sandbox.slack", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--clock", type=Path, help="the offset file that the sandbox shares")
    given = parser.parse_args()
    clock = SharedClock(given.clock) if given.clock else None
    stand_in = SlackStandIn(given.port, clock=clock).start()
    print(stand_in.url, flush=True)
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        stand_in.stop()


if __name__ == "__main__":
    main()
