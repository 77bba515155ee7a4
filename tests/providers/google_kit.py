"""What the tests of the Google clients share: a running stand-in, and clients of a mailbox."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import requests

from engine.domain.connection import Mailbox
from engine.domain.mime import build
from engine.providers.gmail_read import GmailMailboxes
from engine.providers.gmail_send import GmailSender
from engine.providers.google_calendar import GoogleCalendar
from engine.providers.google_http import GoogleApi
from engine.providers.google_oauth import GoogleConsent
from sandbox.google.oauth import CLIENT_ID, CLIENT_SECRET
from sandbox.google.server import GoogleStandIn
from sandbox.google.world import GoogleWorld

ANNA, BOB = "anna@acme.example", "bob@customer.example"
REDIRECT = "http://127.0.0.1:3000/google/callback"
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
DEADLINE_SECONDS = 10.0


@dataclass(slots=True)
class HandClock:
    """A clock that moves when a test moves it."""

    at: datetime = NOON

    def now(self) -> datetime:
        """Return the time, in UTC."""
        return self.at

    def advance(self, **by: float) -> None:
        """Move on by a timedelta's arguments."""
        self.at += timedelta(**by)


@dataclass(slots=True)
class Google:
    """A running stand-in in which Anna has connected her account, and the clients over it."""

    url: str
    world: GoogleWorld
    clock: HandClock
    mailbox: Mailbox = field(init=False)

    def api(self, *, deadline_seconds: float = DEADLINE_SECONDS) -> GoogleApi:
        """Return a new GoogleApi, its token cache empty."""
        return GoogleApi(
            api_url=self.url,
            token_url=f"{self.url}/token",
            client_id=CLIENT_ID,
            client_secret=CLIENT_SECRET,
            deadline_seconds=deadline_seconds,
            now=self.clock.now,
        )

    def sender(self) -> GmailSender:
        """Return a client that sends."""
        return GmailSender(self.api())

    def mailboxes(self, **options: int) -> GmailMailboxes:
        """Return a client that reads mail."""
        return GmailMailboxes(self.api(), **options)

    def calendar(self, **options: int) -> GoogleCalendar:
        """Return a client that reads calendars."""
        return GoogleCalendar(self.api(), **options)

    def consent(self, *, client_secret: str = CLIENT_SECRET) -> GoogleConsent:
        """Return a client of the consent page."""
        return GoogleConsent(
            auth_url=f"{self.url}/o/oauth2/v2/auth",
            token_url=f"{self.url}/token",
            client_id=CLIENT_ID,
            client_secret=client_secret,
            deadline_seconds=DEADLINE_SECONDS,
        )

    def asked(self, method_id: str) -> int:
        """Return how often a method was called."""
        return self.world.request_counts().get(method_id, 0)

    def sent(self, delivery_id: str, *, to: str = BOB, thread_id: str | None = None) -> str:
        """Send a delivery and return the message's id."""
        sender = self.sender()
        draft = sender.create_draft(self.mailbox, mime(delivery_id, to=to), thread_id)
        return sender.send_draft(self.mailbox, draft.id).message_id

    def connected(self) -> Mailbox:
        """Walk through the consent page and return the mailbox that comes of it."""
        consent = self.consent()
        address, verifier = consent.address(state="st4te", redirect_uri=REDIRECT, login_hint=ANNA)
        code = answer_of(address)["code"]
        granted = consent.exchange(code=code, verifier=verifier, redirect_uri=REDIRECT)
        return Mailbox(
            id=1,
            workspace_id="T1",
            owner_id="U1",
            email=ANNA,
            refresh_token=granted.refresh_token,
            scopes=granted.scopes,
        )

    def mailbox_at(self, *, calendar_token: str | None) -> Mailbox:
        """Return the mailbox as it is stored after a look at the calendar."""
        return replace(self.mailbox, calendar_token=calendar_token)


@contextmanager
def running() -> Iterator[Google]:
    """Run a stand-in with Anna's account connected; it must have seen no broken request."""
    clock = HandClock()
    stand_in = GoogleStandIn(clock=clock.now).start()
    google = Google(stand_in.url, GoogleWorld(stand_in.url), clock)
    google.world.add_account(ANNA, "Anna Reyes", signature_html="<b>Anna</b>", tz="Europe/Berlin")
    google.mailbox = google.connected()
    try:
        yield google
        assert google.world.violations() == []
    finally:
        google.world.close()
        stand_in.stop()


def answer_of(address: str) -> dict[str, str]:
    """Open the consent page and return what Google sends back to the redirect URI."""
    answer = requests.get(address, allow_redirects=False, timeout=DEADLINE_SECONDS)
    assert answer.status_code == 302, answer.text
    location = answer.headers["Location"]
    assert location.startswith(REDIRECT)
    return {name: values[-1] for name, values in parse_qs(urlsplit(location).query).items()}


def new_id() -> str:
    """Return a delivery's id."""
    return str(uuid4())


def mime(
    delivery_id: str, *, to: str = BOB, text: str = "Good morning.", in_reply_to: str | None = None
) -> bytes:
    """Return a delivery's mail as the engine builds it."""
    return build(
        sender=("Anna Reyes", ANNA),
        to=("Bob", to),
        subject="Hello",
        html=f"<p>{text}</p>",
        text=text,
        delivery_id=delivery_id,
        in_reply_to=in_reply_to,
        references=(in_reply_to,) if in_reply_to else (),
    )
