"""An engine in a process of its own, to be killed.

python -m tests.crash.victim DATABASE_URL GOOGLE_URL SALESMSG_URL
"""

import os
import sys

from engine.clock import SystemClock
from engine.sending import Times
from storage.store import SqlStore
from tests.engine.scene import Scene
from tests.engine.vendors import vendors_at
from tests.stores import TEST_KEY

SHORT = Times(lease_seconds=1.2, call_seconds=0.6, grace_seconds=0.2, start_seconds=0.2, batch=5)


def main(url: str, google_url: str, salesmsg_url: str) -> None:
    """Work until somebody kills us."""
    vendors = vendors_at(SystemClock(), google_url, salesmsg_url)
    store = SqlStore(url, keys=[TEST_KEY])
    scene = Scene(vendors=vendors, store=store, url=url, mailboxes=[], times=SHORT)
    engine = scene.engine(f"victim-{os.getpid()}", deadline_seconds=SHORT.call_seconds)
    print("ready", flush=True)
    while True:
        engine.dispatch()
        engine.recover()


if __name__ == "__main__":
    main(*sys.argv[1:])
