"""Consent gives a grant that lasts, or says what to tick."""

import os
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from engine.domain.errors import AccessRevoked, Permanent, Refusal, Temporary
from engine.ports.providers import Consent, Granted
from engine.providers.google_oauth import COMPOSE_MAIL, READ_EVENTS, READ_MAIL, SCOPES
from tests.providers.google_kit import ANNA, REDIRECT, Google, answer_of, running


@pytest.fixture
def google() -> Iterator[Google]:
    with running() as google:
        yield google


def consented(google: Google, *unticked: str) -> tuple[str, str]:
    """Go through the page as Anna and return the code and the verifier."""
    google.world.consent_as(ANNA, unticked)
    address, verifier = google.consent().address(
        state="st4te", redirect_uri=REDIRECT, login_hint=None
    )
    return answer_of(address)["code"], verifier


def exchanged(google: Google, *unticked: str) -> Granted:
    code, verifier = consented(google, *unticked)
    return google.consent().exchange(code=code, verifier=verifier, redirect_uri=REDIRECT)


def test_the_client_is_a_consent(google: Google) -> None:
    consent: Consent = google.consent()
    consent.revoke(google.mailbox.refresh_token)


def test_the_page_is_asked_for_a_lasting_grant_with_a_proof_key(google: Google) -> None:
    address, verifier = google.consent().address(
        state="st4te", redirect_uri=REDIRECT, login_hint=ANNA
    )
    assert address.startswith(f"{google.url}/o/oauth2/v2/auth?")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert asked["scope"].split() == list(SCOPES)
    assert (asked["access_type"], asked["prompt"]) == ("offline", "consent")
    assert (asked["state"], asked["login_hint"]) == ("st4te", ANNA)
    assert asked["code_challenge_method"] == "S256"
    assert "include_granted_scopes" not in asked
    assert 43 <= len(verifier) <= 128  # RFC 7636, 4.1
    assert verifier not in address


def test_each_page_has_a_verifier_of_its_own(google: Google) -> None:
    pages = [
        google.consent().address(state="s", redirect_uri=REDIRECT, login_hint=None)
        for _ in range(3)
    ]
    assert len({verifier for _, verifier in pages}) == 3


def test_the_state_comes_back_with_the_code(google: Google) -> None:
    address, _ = google.consent().address(state="st4te", redirect_uri=REDIRECT, login_hint=ANNA)
    assert answer_of(address)["state"] == "st4te"


def test_all_ticked_gives_a_grant_that_works(google: Google) -> None:
    granted = exchanged(google)
    assert set(granted.scopes) == set(SCOPES)
    mailbox = replace(google.mailbox, refresh_token=granted.refresh_token)
    assert google.mailboxes().profile(mailbox).email == ANNA


@pytest.mark.parametrize(
    ("unticked", "named"),
    [
        ((READ_MAIL,), ("View your email",)),
        ((COMPOSE_MAIL,), ("Manage drafts",)),
        ((READ_MAIL, COMPOSE_MAIL, READ_EVENTS), ("View your email", "Manage drafts")),
    ],
)
def test_an_unticked_mail_box_is_refused_by_name(
    google: Google, unticked: tuple[str, ...], named: tuple[str, ...]
) -> None:
    with pytest.raises(Refusal) as caught:
        exchanged(google, *unticked)
    assert [name for name in named if name not in caught.value.sentence] == []


def test_an_unticked_calendar_is_fine_and_shows_in_the_mailbox(google: Google) -> None:
    granted = exchanged(google, READ_EVENTS)
    assert set(granted.scopes) == set(SCOPES) - {READ_EVENTS}
    assert not replace(google.mailbox, scopes=granted.scopes).reads_calendar
    assert google.mailbox.reads_calendar


def test_a_code_works_once_and_only_with_its_verifier(google: Google) -> None:
    code, verifier = consented(google)
    consent = google.consent()
    with pytest.raises(Refusal):
        consent.exchange(code=code, verifier="x" * 64, redirect_uri=REDIRECT)
    code, verifier = consented(google)
    consent.exchange(code=code, verifier=verifier, redirect_uri=REDIRECT)
    with pytest.raises(Refusal):
        consent.exchange(code=code, verifier=verifier, redirect_uri=REDIRECT)


def test_a_wrong_secret_is_for_whoever_set_it_up(google: Google) -> None:
    code, verifier = consented(google)
    consent = google.consent(client_secret="wrong")
    with pytest.raises(Permanent):
        consent.exchange(code=code, verifier=verifier, redirect_uri=REDIRECT)


@pytest.mark.parametrize("kind", ["drop", "reset", "junk", "status"])
def test_a_lost_answer_to_the_code_is_temporary(google: Google, kind: str) -> None:
    code, verifier = consented(google)
    google.world.fault("POST /token", kind, when="after")
    with pytest.raises(Temporary):
        google.consent().exchange(code=code, verifier=verifier, redirect_uri=REDIRECT)


def test_revoking_ends_the_access_and_a_second_time_is_fine(google: Google) -> None:
    for _ in range(2):
        google.consent().revoke(google.mailbox.refresh_token)
    with pytest.raises(AccessRevoked):
        google.mailboxes().profile(google.mailbox)


def test_revoking_that_google_does_not_answer_is_temporary(google: Google) -> None:
    google.world.fault("POST /revoke", "status")
    with pytest.raises(Temporary):
        google.consent().revoke(google.mailbox.refresh_token)
    assert google.mailboxes().profile(google.mailbox).email == ANNA


def test_the_environment_stays_as_it_was(google: Google) -> None:
    before = dict(os.environ)
    exchanged(google)
    assert dict(os.environ) == before
