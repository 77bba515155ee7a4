"""A consent given at the stand-in of Google, as a browser gives it."""

from urllib.parse import parse_qs, urlsplit

import requests

from engine.ports import Granted
from engine.providers.google_oauth import GoogleConsent
from sandbox.google.oauth import CLIENT_ID, CLIENT_SECRET
from sandbox.google.world import GoogleWorld

REDIRECT = "http://127.0.0.1:3000/google/callback"


def granted(world: GoogleWorld, url: str, address: str) -> Granted:
    """Let `address` consent to everything, and return what that gave."""
    consent = GoogleConsent(
        auth_url=f"{url}/o/oauth2/v2/auth",
        token_url=f"{url}/token",
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
        deadline_seconds=10.0,
    )
    world.consent_as(address)
    page, verifier = consent.address(state="st4te", redirect_uri=REDIRECT, login_hint=address)
    answer = requests.get(page, allow_redirects=False, timeout=10)
    told = parse_qs(urlsplit(answer.headers["Location"]).query)
    return consent.exchange(code=told["code"][-1], verifier=verifier, redirect_uri=REDIRECT)
