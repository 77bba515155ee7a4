"""Run the Google stand-in alone: `python -m sandbox.google --port 9002 --clock FILE`."""

import argparse
import threading
from pathlib import Path

from sandbox.clock import SharedClock
from sandbox.google.server import GoogleStandIn
from sandbox.google.state import real_time


def main() -> None:
    """Serve until interrupted; print the address once it is ready."""
    parser = argparse.ArgumentParser(prog="python -m sandbox.google", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--clock", type=Path, help="the offset file that the sandbox shares")
    given = parser.parse_args()
    clock = SharedClock(given.clock).now if given.clock else real_time
    stand_in = GoogleStandIn(given.port, clock=clock).start()
    print(stand_in.url, flush=True)
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        stand_in.stop()


if __name__ == "__main__":
    main()
