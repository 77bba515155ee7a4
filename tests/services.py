"""The whole app in this process, started and ended many times."""

import socket

from app import Pace, build
from bot.config import Settings
from bot.service import Service
from engine.clock import ShiftedClock
from engine.sending import Times
from sandbox.clock import SharedClock
from storage.store import SqlStore
from tests.stores import kept, reopened

QUICK = Pace(
    times=Times(lease_seconds=30.0, call_seconds=5.0, grace_seconds=0.0),
    recovery=0.0,
    shown_after_seconds=0.0,
)


def is_free(port: int) -> bool:
    """Whether nobody listens there."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def ended(service: Service) -> None:
    """Stop a service, and let go of all that a process leaves to its own end.

    waitress's threads would wait for ever, its connections stay open, and both keep all the rest.
    """
    service.stop()
    service.server.task_dispatcher.shutdown()
    for channel in list(service.server.active_channels.values()):
        channel.close()
    assert isinstance(service.store, SqlStore)
    kept(service.settings.database_url, service.store)


def started(settings: Settings, clock: SharedClock, pace: Pace | None = None) -> Service:
    """Start the app on a store that was open before; with a pace of its own it ticks by itself."""
    store = reopened(settings.database_url)
    store.migrate()
    service = build(settings, clock=ShiftedClock(clock.path), pace=pace or QUICK, store=store)
    service.start(ticking=pace is not None)
    return service
