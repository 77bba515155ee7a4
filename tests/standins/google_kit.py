"""What the tests of the Google stand-in share: a running one, a token, raw HTTP, real clients."""

import base64
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httplib2
import requests
from google.auth.transport.requests import AuthorizedSession
from google.oauth2.credentials import Credentials
from googleapiclient.discovery import build

from sandbox.google.oauth import CLIENT_ID, CLIENT_SECRET
from sandbox.google.server import GoogleStandIn
from sandbox.google.world import GoogleWorld

# Loopback has no TLS, and Google answers `email` by its long name.
os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"
os.environ["OAUTHLIB_RELAX_TOKEN_SCOPE"] = "1"

ANNA, BOB = "anna@acme.example", "bob@customer.example"
REDIRECT = "http://127.0.0.1:3000/google/callback"
GMAIL = "https://www.googleapis.com/auth/gmail."
CALENDAR = "https://www.googleapis.com/auth/calendar."
SCOPES = ("openid", "email", f"{GMAIL}modify", f"{CALENDAR}events")
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
TIMEOUT_SECONDS = 20.0


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
    """A running stand-in with Anna's account, and raw HTTP under her token."""

    url: str
    world: GoogleWorld
    clock: HandClock
    session: requests.Session = field(default_factory=requests.Session)
    token: str = ""

    def ask(self, method: str, path: str, **more: Any) -> requests.Response:
        """Send one request under the current token and return the answer."""
        headers = {"Authorization": f"Bearer {self.token}"} | more.pop("headers", {})
        return self.session.request(
            method,
            self.url + path,
            headers=headers,
            timeout=TIMEOUT_SECONDS,
            allow_redirects=False,
            **more,
        )

    def gmail(self, method: str, path: str, **more: Any) -> requests.Response:
        """Send one request under /gmail/v1/users/me."""
        return self.ask(method, f"/gmail/v1/users/me{path}", **more)

    def events(self, **params: Any) -> requests.Response:
        """Ask for the primary calendar's events."""
        return self.ask("GET", "/calendar/v3/calendars/primary/events", params=params)

    def consent(self, **more: str) -> dict[str, str]:
        """Follow a consent link and return what comes back to the redirect URI."""
        params = {
            "client_id": CLIENT_ID,
            "redirect_uri": REDIRECT,
            "response_type": "code",
            "scope": " ".join(SCOPES),
            "state": "st4te",
            "access_type": "offline",
            "prompt": "consent",
        } | more
        answer = self.ask("GET", "/o/oauth2/v2/auth", params=params)
        assert answer.status_code == 302, answer.text
        location = answer.headers["Location"]
        assert location.startswith(REDIRECT)
        return {k: v[-1] for k, v in parse_qs(urlsplit(location).query).items()}

    def exchange(self, code: str, **more: str) -> requests.Response:
        """Exchange a code at the token endpoint."""
        return self.post_token(
            grant_type="authorization_code", code=code, redirect_uri=REDIRECT, **more
        )

    def post_token(self, **form: str) -> requests.Response:
        """Post to the token endpoint as the registered client."""
        known = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
        return self.ask("POST", "/token", data=known | form)

    def sign_in(self, email: str = ANNA, scopes: tuple[str, ...] = SCOPES) -> dict[str, Any]:
        """Consent as `email`, keep the token and return Google's token answer."""
        self.world.consent_as(email)
        told: dict[str, Any] = self.exchange(self.consent(scope=" ".join(scopes))["code"]).json()
        self.token = told["access_token"]
        return told

    def send(self, raw: bytes, thread_id: str = "") -> requests.Response:
        """Send raw MIME by messages.send."""
        body = {"raw": encoded(raw)} | ({"threadId": thread_id} if thread_id else {})
        return self.gmail("POST", "/messages/send", json=body)

    def draft(self, raw: bytes, thread_id: str = "") -> dict[str, Any]:
        """Create a draft of raw MIME and return Gmail's answer."""
        message = {"raw": encoded(raw)} | ({"threadId": thread_id} if thread_id else {})
        told: dict[str, Any] = self.gmail("POST", "/drafts", json={"message": message}).json()
        return told

    def send_draft(self, draft_id: str) -> requests.Response:
        """Send a draft."""
        return self.gmail("POST", "/drafts/send", json={"id": draft_id})

    def message(self, message_id: str, **params: Any) -> dict[str, Any]:
        """Get one message."""
        told: dict[str, Any] = self.gmail("GET", f"/messages/{message_id}", params=params).json()
        return told


@contextmanager
def running(**options: Any) -> Iterator[Google]:
    """Run a stand-in in which Anna is signed in."""
    clock = HandClock()
    stand_in = GoogleStandIn(clock=clock.now, **options).start()
    try:
        with GoogleWorld(stand_in.url) as world, requests.Session() as session:
            google = Google(stand_in.url, world, clock, session)
            world.add_account(ANNA, "Anna Reyes", signature_html="<b>Anna</b>", tz="Europe/Berlin")
            google.sign_in()
            yield google
    finally:
        stand_in.stop()


def encoded(raw: bytes) -> str:
    """Return base64url as the Gmail API takes it."""
    return base64.urlsafe_b64encode(raw).decode()


def mail(
    to: str = BOB,
    subject: str = "Hello",
    text: str = "Good morning.",
    headers: tuple[tuple[str, str], ...] = (),
) -> bytes:
    """Return a small mail in bytes."""
    lines = [("From", ANNA), ("To", to), ("Subject", subject), *headers]
    head = "".join(f"{name}: {value}\r\n" for name, value in lines if value)
    return f"{head}\r\n{text}\r\n".encode()


def names(message: dict[str, Any]) -> dict[str, str]:
    """Return a message's headers by lower-case name."""
    return {one["name"].lower(): one["value"] for one in message["payload"]["headers"]}


def reason(answer: requests.Response) -> str:
    """Return the reason word of a Google error."""
    return str(answer.json()["error"]["errors"][0]["reason"])


class OneAttempt:
    """googleapiclient's transport over one AuthorizedSession: one attempt, no hidden replay."""

    def __init__(self, credentials: Credentials) -> None:
        self.credentials = credentials
        opened: Any = AuthorizedSession  # google-auth publishes no types for it
        self.session = opened(credentials)

    def request(
        self,
        uri: str,
        method: str = "GET",
        body: Any = None,
        headers: Any = None,
        **_: Any,
    ) -> tuple[httplib2.Response, bytes]:
        """Send once and return the answer in httplib2's form."""
        answer = self.session.request(
            method, uri, data=body, headers=headers, timeout=TIMEOUT_SECONDS, allow_redirects=False
        )
        shown = httplib2.Response({k.lower(): v for k, v in answer.headers.items()})
        shown.status = answer.status_code
        shown["status"] = str(answer.status_code)
        shown.reason = answer.reason
        return shown, answer.content

    def close(self) -> None:
        """Let the connections go."""
        self.session.close()


def client(google: Google, name: str, transport: OneAttempt) -> Any:
    """Return Google's own client of gmail or calendar over the stand-in."""
    version, base = {"gmail": ("v1", "/"), "calendar": ("v3", "/calendar/v3/")}[name]
    return build(name, version, http=transport, client_options={"api_endpoint": google.url + base})
