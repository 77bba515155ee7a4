"""The consent link: what Google refuses to show, and what userinfo tells afterwards."""

from collections.abc import Iterator

import pytest

from sandbox.google.oauth import CLIENT_ID
from tests.standins.google_kit import ANNA, GMAIL, REDIRECT, SCOPES, Google, running

LINK = {
    "client_id": CLIENT_ID,
    "redirect_uri": REDIRECT,
    "response_type": "code",
    "scope": " ".join(SCOPES),
}


@pytest.fixture
def google() -> Iterator[Google]:
    with running() as running_google:
        yield running_google


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"client_id": "another"}, "invalid_client"),
        ({"response_type": "token"}, "response_type"),
        ({"scope": ""}, "scope"),
        ({"code_challenge": "x", "code_challenge_method": "plain"}, "S256"),
    ],
)
def test_a_broken_consent_link_is_a_page_and_no_redirect(
    google: Google, wrong: dict[str, str], word: str
) -> None:
    answer = google.ask("GET", "/o/oauth2/v2/auth", params=LINK | wrong)
    assert answer.status_code == 400
    assert word in answer.text


def test_only_registered_redirect_uris_are_taken_once_there_is_one(google: Google) -> None:
    google.world.allow_redirect_uri("https://app.example/google/callback")
    answer = google.ask(
        "GET",
        "/o/oauth2/v2/auth",
        params=LINK,
    )
    assert answer.status_code == 400
    assert "redirect_uri_mismatch" in answer.text


def test_userinfo_tells_the_address_to_those_who_may_know(google: Google) -> None:
    told = google.ask("GET", "/oauth2/v3/userinfo").json()
    assert (told["email"], told["email_verified"]) == (ANNA, True)
    google.sign_in(scopes=(f"{GMAIL}modify",))
    assert google.ask("GET", "/oauth2/v3/userinfo").status_code == 401
