"""A whole world on this machine: the stand-ins, the app, and the clock they share."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

from sandbox.clock import SharedClock
from sandbox.google.oauth import CLIENT_ID, CLIENT_SECRET
from sandbox.google.world import GoogleWorld
from sandbox.processes import App, free_port, stand_in
from sandbox.salesmsg.world import SalesmsgWorld
from sandbox.slack import Person, Slack, Workspace

SLACK_CLIENT = ("100.200", "client-secret")
SIGNING_SECRET = "signing-secret"
APP_TOKEN = "xapp-1-A0APP-1-token"
STAND_INS = ("slack", "google", "salesmsg")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Everything a story, or a person with a browser, acts on."""

    slack: Slack
    google: GoogleWorld
    salesmsg: SalesmsgWorld
    app: App
    clock: SharedClock
    folder: Path

    def install(self, workspace: Workspace) -> None:
        """Install the app in a workspace through Slack's consent page, as an admin would."""
        with requests.Session() as browser:
            page = browser.get(
                f"{self.app.url}/slack/install", params={"team": workspace.team_id}, timeout=20
            )
        if "Installed" not in page.text:
            raise AssertionError(f"The app was not installed: {page.text}")

    def connect_gmail(self, person: Person, link: str, account: str) -> str:
        """Follow a member's personal link through Google's consent; return the last page."""
        self.google.consent_as(account)
        with requests.Session() as browser:
            page = browser.get(link, timeout=30)
        return page.text


@contextmanager
def opened(*, socket_mode: bool, folder: Path | None = None, port: int = 0) -> Iterator[Scene]:
    """Start the stand-ins and the app on loopback ports; stop them all at the end."""
    with ExitStack() as stack:
        home = folder or stack.enter_context(_temporary_folder())
        clock = SharedClock(home / "clock")
        urls = {name: stack.enter_context(_stand_in(name, clock)) for name in STAND_INS}
        app = App(
            environment=_environment(urls, home, socket_mode, port := port or free_port()),
            clock=clock.path,
            port=port,
            log=home / "app.log",
        )
        stack.callback(app.stop)
        slack = _with_our_app(Slack(base_url=urls["slack"]), app.url, socket_mode=socket_mode)
        app.start()
        yield Scene(
            slack=slack,
            google=GoogleWorld(urls["google"]),
            salesmsg=SalesmsgWorld(urls["salesmsg"]),
            app=app,
            clock=clock,
            folder=home,
        )


@contextmanager
def _temporary_folder() -> Iterator[Path]:
    home = Path(tempfile.mkdtemp(prefix="sequences-"))
    try:
        yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def _stand_in(name: str, clock: SharedClock) -> Iterator[str]:
    process, url = stand_in(name, clock.path)
    try:
        yield url
    finally:
        process.kill()
        process.wait()


def _with_our_app(slack: Slack, url: str, *, socket_mode: bool) -> Slack:
    slack.app(
        request_url=f"{url}/slack/events",
        signing_secret=SIGNING_SECRET,
        socket_mode=socket_mode,
        app_token=APP_TOKEN,
        client_id=SLACK_CLIENT[0],
        client_secret=SLACK_CLIENT[1],
        redirect_url=f"{url}/slack/oauth_redirect",
    )
    return slack


def _environment(urls: dict[str, str], home: Path, socket_mode: bool, port: int) -> dict[str, str]:
    environment = {
        "SLACK_CLIENT_ID": SLACK_CLIENT[0],
        "SLACK_CLIENT_SECRET": SLACK_CLIENT[1],
        "SLACK_SIGNING_SECRET": SIGNING_SECRET,
        "SLACK_API_URL": f"{urls['slack']}/api/",
        "DATABASE_URL": f"sqlite:///{home / 'sequences.db'}",
        "PORT": str(port),
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "GOOGLE_CLIENT_ID": CLIENT_ID,
        "GOOGLE_CLIENT_SECRET": CLIENT_SECRET,
        "GOOGLE_API_URL": urls["google"],
        "GOOGLE_AUTH_URL": f"{urls['google']}/o/oauth2/v2/auth",
        "GOOGLE_TOKEN_URL": f"{urls['google']}/token",
        "SALESMSG_API_URL": f"{urls['salesmsg']}/pub/v2.3",
    }
    return environment | ({"SLACK_APP_TOKEN": APP_TOKEN} if socket_mode else {})
