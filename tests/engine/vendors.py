"""Google and Salesmsg as running stand-ins, and the clock that they and the engine follow."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from engine.ports import Clock
from engine.providers.google_http import GoogleApi
from engine.providers.salesmsg import Salesmsg, SalesmsgSettings
from sandbox.google.oauth import CLIENT_ID, CLIENT_SECRET
from sandbox.google.server import GoogleStandIn
from sandbox.google.world import GoogleWorld
from sandbox.salesmsg.server import SalesmsgStandIn
from sandbox.salesmsg.world import SalesmsgWorld

CALL_SECONDS = 5.0
MONDAY = datetime(2026, 11, 2, 17, 30, tzinfo=UTC)  # 12:30 in New York: texts may go out too


class HandClock:
    """Both times, moved by hand."""

    def __init__(self) -> None:
        self.at = MONDAY

    def now(self) -> datetime:
        """Return the schedule's time, UTC."""
        return self.at

    def real(self) -> datetime:
        """Return the machine's time, UTC: the same one here."""
        return self.at

    def monotonic(self) -> float:
        """Return seconds that only ever grow."""
        return self.at.timestamp()

    def advance(self, **by: float) -> None:
        """Move on by a timedelta's arguments."""
        self.at += timedelta(**by)


@dataclass(slots=True, kw_only=True)
class Vendors:
    """Google and Salesmsg, running; shared by the tests of a module."""

    clock: Clock
    google: GoogleWorld
    salesmsg: SalesmsgWorld
    google_url: str
    salesmsg_url: str
    api: GoogleApi = field(init=False)
    token: str = "token"

    def google_api(self, deadline_seconds: float = CALL_SECONDS) -> GoogleApi:
        """Return a client of Google with an empty cache of tokens."""
        return GoogleApi(
            api_url=self.google_url,
            token_url=f"{self.google_url}/token",
            client_id=CLIENT_ID,
            client_secret=CLIENT_SECRET,
            deadline_seconds=deadline_seconds,
            now=self.clock.now,
        )

    def sms(self, deadline_seconds: float = CALL_SECONDS) -> Salesmsg:
        """Return a client of Salesmsg, as after a start."""
        settings = SalesmsgSettings(
            api_url=f"{self.salesmsg_url}/pub/v2.3", deadline_seconds=deadline_seconds
        )
        return Salesmsg(settings, self.clock)


def vendors_at(clock: Clock, google_url: str, salesmsg_url: str) -> Vendors:
    """Return the vendors that run at these addresses, in whatever process."""
    vendors = Vendors(
        clock=clock,
        google=GoogleWorld(google_url),
        salesmsg=SalesmsgWorld(salesmsg_url),
        google_url=google_url,
        salesmsg_url=salesmsg_url,
    )
    vendors.api = vendors.google_api()
    return vendors


@contextmanager
def running_vendors(clock: Clock | None = None) -> Iterator[Vendors]:
    """Run both stand-ins while the block lasts."""
    clock = clock or HandClock()
    google_server = GoogleStandIn(clock=clock.now).start()
    salesmsg_server = SalesmsgStandIn(clock.now).start()
    vendors = vendors_at(clock, google_server.url, salesmsg_server.url)
    vendors.salesmsg.limit_requests(None)
    vendors.salesmsg.add_token(vendors.token)
    vendors.salesmsg.add_team(7, "Outreach", "+12125550100")
    vendors.google.set_switches(quota_units_per_minute=10_000_000)
    try:
        yield vendors
    finally:
        vendors.google.close()
        google_server.stop()
        salesmsg_server.stop()
