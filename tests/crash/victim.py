"""An engine in a process of its own, to be killed."""

import os
from multiprocessing.connection import Connection
from pathlib import Path

from engine.clock import ShiftedClock
from engine.sending import Times
from storage.store import SqlStore
from tests.crash.forking import say_ready
from tests.engine.scene import Scene
from tests.engine.vendors import vendors_at
from tests.stores import TEST_KEY

SHORT = Times(lease_seconds=1.2, call_seconds=0.6, grace_seconds=0.2, start_seconds=0.2, batch=5)


def main(said: Connection, url: str, clock: str, google_url: str, salesmsg_url: str) -> None:
    """Work until somebody kills us."""
    vendors = vendors_at(ShiftedClock(Path(clock)), google_url, salesmsg_url)
    store = SqlStore(url, keys=[TEST_KEY])
    scene = Scene(vendors=vendors, store=store, url=url, mailboxes=[], times=SHORT)
    engine = scene.engine(f"victim-{os.getpid()}", deadline_seconds=SHORT.call_seconds)
    say_ready(said)
    while True:
        engine.dispatch()
        engine.recover()
