"""Consent, codes, tokens: each rule of Google's OAuth, broken over raw HTTP."""

import base64
import hashlib
from collections.abc import Iterator

import pytest

from sandbox.google.oauth import CLIENT_ID, CLIENT_SECRET
from tests.standins.google_kit import (
    ANNA,
    CALENDAR,
    GMAIL,
    REDIRECT,
    SCOPES,
    Google,
    reason,
    running,
)

LONG_EMAIL = "https://www.googleapis.com/auth/userinfo.email"
VERIFIER = "v" * 64
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=")
PKCE = {"code_challenge": CHALLENGE.decode(), "code_challenge_method": "S256"}

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


def test_consent_comes_back_with_the_state_and_a_code(google: Google) -> None:
    back = google.consent(state="abc=&d")
    assert back["state"] == "abc=&d"
    told = google.exchange(back["code"]).json()
    assert told["token_type"] == "Bearer"
    assert told["expires_in"] == 3600
    assert set(told["scope"].split()) == {*SCOPES, LONG_EMAIL} - {"email"}
    assert told["refresh_token"]


def test_a_code_is_good_once(google: Google) -> None:
    code = google.consent()["code"]
    assert google.exchange(code).status_code == 200
    again = google.exchange(code)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")


def test_a_code_is_bound_to_its_redirect_uri(google: Google) -> None:
    code = google.consent()["code"]
    told = google.post_token(
        grant_type="authorization_code", code=code, redirect_uri=REDIRECT + "/other"
    )
    assert (told.status_code, told.json()["error"]) == (400, "redirect_uri_mismatch")


@pytest.mark.parametrize(
    ("verifier", "sentence"),
    [
        ("", "Missing code verifier."),
        ("w" * 64, "Invalid code verifier."),
        (CHALLENGE.decode(), "Invalid code verifier."),
    ],
)
def test_a_challenge_must_be_met_by_its_verifier(
    google: Google, verifier: str, sentence: str
) -> None:
    code = google.consent(**PKCE)["code"]
    told = google.exchange(code, **({"code_verifier": verifier} if verifier else {}))
    assert told.status_code == 400
    assert told.json() == {"error": "invalid_grant", "error_description": sentence}


def test_the_right_verifier_is_taken(google: Google) -> None:
    code = google.consent(**PKCE)["code"]
    assert google.exchange(code, code_verifier=VERIFIER).status_code == 200


@pytest.mark.parametrize("wrong", [{"client_secret": "guess"}, {"client_id": "another"}])
def test_an_unknown_client_is_refused(google: Google, wrong: dict[str, str]) -> None:
    told = google.exchange(google.consent()["code"], **wrong)
    assert (told.status_code, told.json()["error"]) == (401, "invalid_client")


def test_a_client_may_show_itself_by_http_basic(google: Google) -> None:
    told = google.session.post(
        f"{google.url}/token",
        data={
            "grant_type": "authorization_code",
            "code": google.consent()["code"],
            "redirect_uri": REDIRECT,
        },
        auth=(CLIENT_ID, CLIENT_SECRET),
        timeout=20,
    )
    assert told.status_code == 200


@pytest.mark.parametrize(
    ("more", "given"),
    [
        ({}, True),
        ({"prompt": "select_account"}, False),
        ({"prompt": ""}, False),
        ({"access_type": "online"}, False),
        ({"prompt": "select_account consent"}, True),
    ],
)
def test_a_refresh_token_needs_the_consent_screen_and_offline_access(
    google: Google, more: dict[str, str], given: bool
) -> None:
    told = google.exchange(google.consent(**more)["code"]).json()
    assert ("refresh_token" in told) == given


def test_a_denied_consent_comes_back_as_access_denied(google: Google) -> None:
    google.world.deny_consent()
    assert google.consent() == {"error": "access_denied", "state": "st4te"}


def test_unticked_scopes_are_not_granted(google: Google) -> None:
    google.world.consent_as(ANNA, scopes_denied=[f"{CALENDAR}events", "email"])
    told = google.exchange(google.consent()["code"]).json()
    assert set(told["scope"].split()) == {"openid", f"{GMAIL}modify"}
    google.token = told["access_token"]
    assert google.gmail("GET", "/profile").status_code == 200
    refused = google.events()
    assert (refused.status_code, reason(refused)) == (403, "insufficientPermissions")


def test_incremental_consent_adds_to_what_was_granted(google: Google) -> None:
    told = google.exchange(
        google.consent(scope=f"{GMAIL}settings.basic", include_granted_scopes="true")["code"]
    ).json()
    assert {f"{GMAIL}settings.basic", f"{GMAIL}modify"} <= set(told["scope"].split())


def test_who_consents_is_the_ordered_one_else_the_hint_else_a_person_chooses(
    google: Google,
) -> None:
    def consented(**more: str) -> str:
        google.token = google.exchange(google.consent(**more)["code"]).json()["access_token"]
        return str(google.gmail("GET", "/profile").json()["emailAddress"])

    google.world.add_account("rob@acme.example", "Rob")
    google.world.consent_as("rob@acme.example")
    assert consented(login_hint=ANNA) == "rob@acme.example"
    assert consented(login_hint=ANNA) == ANNA
    chooser = google.ask("GET", "/o/oauth2/v2/auth", params=LINK)
    assert chooser.status_code == 200
    assert "sandbox_account=rob%40acme.example" in chooser.text
    assert consented(sandbox_account="rob@acme.example") == "rob@acme.example"


def test_refreshing_gives_another_access_token_and_no_refresh_token(google: Google) -> None:
    refresh = google.sign_in()["refresh_token"]
    told = google.post_token(grant_type="refresh_token", refresh_token=refresh).json()
    assert told["access_token"] != google.token
    assert "refresh_token" not in told


def test_refreshing_cannot_widen_the_scopes(google: Google) -> None:
    refresh = google.sign_in()["refresh_token"]
    told = google.post_token(
        grant_type="refresh_token", refresh_token=refresh, scope=f"{GMAIL}settings.basic"
    )
    assert (told.status_code, told.json()["error"]) == (400, "invalid_scope")


def test_a_revoked_grant_dies_with_googles_words(google: Google) -> None:
    refresh = google.sign_in()["refresh_token"]
    google.world.revoke(ANNA)
    told = google.post_token(grant_type="refresh_token", refresh_token=refresh)
    assert told.status_code == 400
    assert told.json() == {
        "error": "invalid_grant",
        "error_description": "Token has been expired or revoked.",
    }
    assert google.gmail("GET", "/profile").status_code == 401


def test_the_app_can_revoke_its_own_grant_by_either_token(google: Google) -> None:
    for kind in ("access_token", "refresh_token"):
        told = google.sign_in()
        assert google.ask("POST", "/revoke", data={"token": told[kind]}).status_code == 200
        assert google.gmail("GET", "/profile").status_code == 401
        refused = google.ask("POST", "/revoke", data={"token": told[kind]})
        assert (refused.status_code, refused.json()["error"]) == (400, "invalid_token")


def test_access_tokens_run_out(google: Google) -> None:
    google.world.expire_tokens(ANNA)
    answer = google.gmail("GET", "/profile")
    assert answer.status_code == 401
    assert reason(answer) == "authError"
    assert answer.json()["error"]["status"] == "UNAUTHENTICATED"
    google.world.set_switches(access_token_seconds=0)
    google.sign_in()
    assert google.gmail("GET", "/profile").status_code == 401


def test_the_hundred_and_first_refresh_token_kills_the_first(google: Google) -> None:
    google.world.revoke(ANNA)
    tokens = [google.exchange(google.consent()["code"]).json() for _ in range(101)]
    first, second = (
        google.post_token(grant_type="refresh_token", refresh_token=one["refresh_token"])
        for one in tokens[:2]
    )
    assert (first.status_code, second.status_code) == (400, 200)
