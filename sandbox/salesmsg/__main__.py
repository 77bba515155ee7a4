"""`python -m sandbox.salesmsg --port N --clock FILE` runs the stand-in alone."""

import argparse
import threading
from pathlib import Path

from sandbox.clock import SharedClock
from sandbox.salesmsg.server import SalesmsgStandIn


def main() -> None:
    """Serve until interrupted; one line with its address says that it is ready."""
    parser = argparse.ArgumentParser(prog="sandbox.salesmsg", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free port")
    parser.add_argument("--clock", type=Path, required=True, help="the shared clock's file")
    options = parser.parse_args()
    stand_in = SalesmsgStandIn(SharedClock(options.clock).now, options.port).start()
    print(stand_in.url, flush=True)
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        stand_in.stop()


if __name__ == "__main__":
    main()
