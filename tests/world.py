"""A whole world for flow tests: real servers on loopback, the real app, a clock that is set.

The engine ticks only when a test says so: `settle()` does everything there is to do now.
"""

import os
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import requests
from pydantic import SecretStr

from app import Pace
from bot.config import Settings
from bot.service import Service
from engine.domain.enrollment import DeliveryState
from sandbox.clock import SharedClock
from sandbox.google.oauth import CLIENT_ID, CLIENT_SECRET
from sandbox.google.server import GoogleStandIn
from sandbox.google.world import GoogleWorld
from sandbox.processes import free_port
from sandbox.salesmsg.server import SalesmsgStandIn
from sandbox.salesmsg.world import SalesmsgWorld
from sandbox.slack import Person, Slack, SlackStandIn, Workspace
from sandbox.slack.watching import wait_for
from storage.witness import witness_path
from tests.services import ended, is_free, started
from tests.stores import TEST_KEY, fresh_url

MONDAY = datetime(2026, 11, 2, 14, 30, tzinfo=UTC)  # 09:30 in New York, a working day
SECRET = "signing-secret"
SLACK_CLIENT = ("100.200", "client-secret")
APP_TOKEN = "xapp-1-A0APP-1-token"
DATABASE = os.environ.get("TEST_DATABASE", "sqlite")


@dataclass(frozen=True, slots=True, kw_only=True)
class Urls:
    """Where the stand-ins listen."""

    slack: str
    google: str
    salesmsg: str


@dataclass(slots=True, kw_only=True)
class World:
    """Everything a flow test acts on."""

    service: Service
    slack: Slack
    google: GoogleWorld
    salesmsg: SalesmsgWorld
    clock: SharedClock
    workspace: Workspace
    admin: Person
    rep: Person
    manager: Person
    channel: str
    settings: Settings
    extra: dict[str, Workspace] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where the app listens."""
        return f"http://127.0.0.1:{self.service.port}"

    def settle(self) -> int:
        """Let the engine do everything there is to do now."""
        return self.service.engine.settle()

    def hear(self) -> None:
        """Poll mail, calendars and texts once, and do what follows."""
        self.service.engine.poll_mail()
        self.service.engine.poll_calendars()
        self.service.engine.poll_texts()
        self.settle()

    def recover(self) -> None:
        """Find out about each message on its way, as if the wait for it were over: it is real."""
        real, store = self.service.clock.real(), self.service.store
        with store.engine() as etx:
            for open_one in etx.unresolved(real=real + timedelta(hours=1), limit=100):
                tx = etx.within(open_one.workspace_id)
                due = replace(open_one, resolve_at=real)
                assert tx.deliveries.save(due, expecting=DeliveryState.SENDING)
        self.service.engine.recover()
        self.settle()

    def later(self, **by: float) -> None:
        """Move the clock forward, then let the engine do what is due."""
        self.clock.advance(timedelta(**by))
        self.settle()

    def install(self, workspace: Workspace) -> None:
        """Install the app through Slack's consent page."""
        with requests.Session() as browser:
            page = browser.get(
                f"{self.url}/slack/install", params={"team": workspace.team_id}, timeout=20
            )
        assert "Installed" in page.text, page.text

    def connect_gmail(self, person: Person, account: str) -> str:
        """Connect a Gmail account as its member: `/sequence connect`, link, consent."""
        shown = person.slash("connect")
        self.google.consent_as(account)
        with requests.Session() as browser:
            page = browser.get(connect_link(shown), timeout=30)
        assert account in page.text, page.text
        return page.text

    def restart(self) -> None:
        """Stop the app and start it again on the same database and port."""
        self.stop()
        self.start()

    def stop(self) -> None:
        """Stop the app; the kernel lets go of its port once its server's poll has returned."""
        ended(self.service)
        wait_for(lambda: is_free(self.settings.port))

    def start(self, pace: Pace | None = None) -> None:
        """Start the app anew; with a pace of its own it ticks by itself."""
        self.service = started(self.settings, self.clock, pace)


def connect_link(shown: object) -> str:
    """Return the personal link in what a command answered."""
    found = re.search(r"http://[^\s\"'|>]+/google/connect\?who=[\w.\-]+", repr(shown))
    assert found, shown
    return found[0]


@contextmanager
def opened(
    folder: Path, *, database_url: str | None = None, socket_mode: bool = False
) -> Iterator[World]:
    """Start a world with one workspace: an admin, a rep with Gmail, a manager, a channel.

    It lies on SQLite, or with TEST_DATABASE=postgres in the environment on PostgreSQL.
    """
    with ExitStack() as stack:
        url = database_url or stack.enter_context(fresh_url(DATABASE))
        witness_path(url).unlink(missing_ok=True)  # tests use a database one after the other
        yield stack.enter_context(_opened_on(url, folder, socket_mode=socket_mode))


@contextmanager
def _opened_on(database_url: str, folder: Path, *, socket_mode: bool) -> Iterator[World]:
    clock = SharedClock(folder / "clock")
    clock.set(MONDAY)
    slack_server = SlackStandIn(clock=clock).start()
    google_server = GoogleStandIn(clock=clock.now).start()
    salesmsg_server = SalesmsgStandIn(clock.now).start()
    urls = Urls(slack=slack_server.url, google=google_server.url, salesmsg=salesmsg_server.url)
    settings = _settings(database_url, urls, socket_mode=socket_mode)
    slack = _with_our_app(Slack(base_url=urls.slack), settings.port, socket_mode=socket_mode)
    google = GoogleWorld(google_server.url)
    google.add_account("rita@acme.example", "Rita Rep", signature_html="<b>Rita</b> · Acme")
    salesmsg = SalesmsgWorld(salesmsg_server.url)
    salesmsg.limit_requests(None)
    world = _peopled(started(settings, clock), slack, google, salesmsg, clock, settings)
    try:
        yield world
    finally:
        ended(world.service)
        google.close()
        for server in (slack_server, google_server, salesmsg_server):
            server.stop()


def _settings(database_url: str, urls: Urls, *, socket_mode: bool) -> Settings:
    port = free_port()
    return Settings(
        _env_file=None,
        slack_client_id=SLACK_CLIENT[0],
        slack_client_secret=SecretStr(SLACK_CLIENT[1]),
        slack_signing_secret=SecretStr(SECRET),
        slack_app_token=SecretStr(APP_TOKEN) if socket_mode else None,
        slack_api_url=f"{urls.slack}/api/",
        database_url=database_url,
        encryption_keys=SecretStr(TEST_KEY),
        port=port,
        public_url=f"http://127.0.0.1:{port}",
        google_client_id=CLIENT_ID,
        google_client_secret=SecretStr(CLIENT_SECRET),
        google_api_url=urls.google,
        google_auth_url=f"{urls.google}/o/oauth2/v2/auth",
        google_token_url=f"{urls.google}/token",
        salesmsg_api_url=f"{urls.salesmsg}/pub/v2.3",
    )


def _with_our_app(slack: Slack, port: int, *, socket_mode: bool) -> Slack:
    slack.app(
        request_url=f"http://127.0.0.1:{port}/slack/events",
        signing_secret=SECRET,
        socket_mode=socket_mode,
        app_token=APP_TOKEN,
        client_id=SLACK_CLIENT[0],
        client_secret=SLACK_CLIENT[1],
        redirect_url=f"http://127.0.0.1:{port}/slack/oauth_redirect",
    )
    # Nor is a busy machine Slack's affair: what takes its three seconds has tests of its own.
    slack.switches(rate_limits=False, ack_seconds=30.0, trigger_seconds=30.0)
    return slack


def _peopled(
    service: Service,
    slack: Slack,
    google: GoogleWorld,
    salesmsg: SalesmsgWorld,
    clock: SharedClock,
    settings: Settings,
) -> World:
    workspace = slack.workspace("Acme")
    tz = "America/New_York"
    admin = workspace.user("ada", real_name="Ada Admin", tz=tz, is_admin=True)
    rep = workspace.user("rita", real_name="Rita Rep", tz=tz, email="rita@acme.example")
    manager = workspace.user("mona", real_name="Mona Manager", tz=tz)
    world = World(
        service=service,
        slack=slack,
        google=google,
        salesmsg=salesmsg,
        clock=clock,
        workspace=workspace,
        admin=admin,
        rep=rep,
        manager=manager,
        channel="",
        settings=settings,
    )
    world.install(workspace)
    world.channel = workspace.channel("sales", admin, rep, manager, with_bot=True)
    return world
