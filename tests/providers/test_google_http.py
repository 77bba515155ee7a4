"""One attempt under one deadline, authorised by a token that is fetched as seldom as can be."""

import logging
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from engine.domain.errors import AccessRevoked, OutcomeUnknown, Permanent, Temporary
from engine.providers.gmail_read import GmailMailboxes
from engine.providers.gmail_send import GmailSender
from engine.providers.google_http import GoogleApi
from sandbox.google.oauth import CLIENT_ID, CLIENT_SECRET
from tests.providers.google_kit import ANNA, BOB, REDIRECT, Google, answer_of, mime, new_id, running

SHORT_SECONDS = 1.0
SLACK_SECONDS = 30.0  # a busy machine; without a deadline it would be ten times that


@pytest.fixture
def google() -> Iterator[Google]:
    with running() as google:
        yield google


@pytest.mark.parametrize("kind", ["hang", "drip"])
def test_a_write_that_hangs_or_drips_is_cut_off_in_time(google: Google, kind: str) -> None:
    sender = GmailSender(google.api(deadline_seconds=SHORT_SECONDS))
    google.world.fault(r"POST .*/drafts", kind, when="after")
    begun = time.monotonic()
    with pytest.raises(OutcomeUnknown):
        sender.create_draft(google.mailbox, mime(new_id()), None)
    assert SHORT_SECONDS / 2 < time.monotonic() - begun < SHORT_SECONDS + SLACK_SECONDS
    assert len(google.world.drafts(ANNA)) == 1


@pytest.mark.parametrize("kind", ["hang", "drip"])
def test_a_read_that_hangs_or_drips_is_cut_off_in_time(google: Google, kind: str) -> None:
    mailboxes = GmailMailboxes(google.api(deadline_seconds=SHORT_SECONDS))
    google.world.fault(r"GET .*/profile", kind)
    begun = time.monotonic()
    with pytest.raises(Temporary):
        mailboxes.profile(google.mailbox)
    assert SHORT_SECONDS / 2 < time.monotonic() - begun < SHORT_SECONDS + SLACK_SECONDS


@pytest.mark.parametrize("kind", ["hang", "drip", "drop", "reset", "junk", "status"])
def test_a_token_that_does_not_come_is_temporary_even_for_a_write(
    google: Google, kind: str
) -> None:
    google.world.fault(r"POST /token", kind)
    sender = GmailSender(google.api(deadline_seconds=SHORT_SECONDS))
    with pytest.raises(Temporary):
        sender.create_draft(google.mailbox, mime(new_id()), None)
    assert google.world.drafts(ANNA) == []


@pytest.mark.parametrize("kind", ["drop", "reset", "junk", "status"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_read_whose_answer_is_lost_is_temporary_and_asked_once(
    google: Google, kind: str, when: str
) -> None:
    mailboxes = google.mailboxes()
    google.world.fault(r"GET .*/profile", kind, when=when)
    with pytest.raises(Temporary):
        mailboxes.profile(google.mailbox)
    assert len([one for one in google.world.requests() if one.path.endswith("/profile")]) == 1
    assert mailboxes.profile(google.mailbox).email == ANNA


def test_a_server_that_asks_for_patience_is_heard(google: Google) -> None:
    google.world.fault(r"GET .*/profile", "status", status=429, retry_after=17)
    with pytest.raises(Temporary) as caught:
        google.mailboxes().profile(google.mailbox)
    assert caught.value.retry_after_seconds == 17


def test_a_write_that_found_nobody_listening_was_surely_not_done(google: Google) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound but not listening: connecting is refused
        api = GoogleApi(
            api_url=f"http://127.0.0.1:{taken.getsockname()[1]}",
            token_url=f"{google.url}/token",
            client_id=CLIENT_ID,
            client_secret=CLIENT_SECRET,
        )
        with pytest.raises(Temporary):
            GmailSender(api).send_draft(google.mailbox, "r-1")


def test_a_redirect_is_not_followed(google: Google) -> None:
    google.world.fault(r"POST .*/drafts", "status", status=307)
    with pytest.raises(Temporary):
        google.sender().create_draft(google.mailbox, mime(new_id()), None)
    assert google.world.drafts(ANNA) == []


def test_one_token_serves_many_calls_on_many_threads(google: Google) -> None:
    mailboxes = google.mailboxes()
    google.world.set_switches(access_token_seconds=3600)
    with ThreadPoolExecutor(6) as pool:
        first = pool.submit(mailboxes.profile, google.mailbox)
        rest = [pool.submit(mailboxes.profile, google.mailbox) for _ in range(11)]
        assert {one.result().email for one in (first, *rest)} == {ANNA}
    google.world.fault(r"POST /token", "status")  # a second fetching would fail
    assert mailboxes.profile(google.mailbox).email == ANNA


def test_an_access_token_that_google_refuses_is_replaced_once(google: Google) -> None:
    sender = google.sender()
    sender.create_draft(google.mailbox, mime(new_id()), None)
    google.world.expire_tokens(ANNA)
    sender.create_draft(google.mailbox, mime(new_id()), None)
    assert len(google.world.drafts(ANNA)) == 2
    statuses = [one.status for one in google.world.requests() if one.path.endswith("/drafts")]
    assert statuses == [200, 401, 200]


def test_a_token_is_fetched_anew_before_it_runs_out(google: Google) -> None:
    google.world.set_switches(access_token_seconds=100)  # less than the margin
    mailboxes = google.mailboxes()
    mailboxes.profile(google.mailbox)
    google.world.fault(r"POST /token", "status")
    with pytest.raises(Temporary):
        mailboxes.profile(google.mailbox)
    assert mailboxes.profile(google.mailbox).email == ANNA


def test_a_call_that_is_refused_twice_needs_a_person(google: Google) -> None:
    google.world.fault(r"GET .*/profile", "status", status=401, times=2)
    with pytest.raises(AccessRevoked):
        google.mailboxes().profile(google.mailbox)


def test_a_revoked_grant_needs_a_person_with_or_without_a_cached_token(google: Google) -> None:
    used = google.sender()
    used.create_draft(google.mailbox, mime(new_id()), None)
    google.world.revoke(ANNA)
    for sender in (used, google.sender()):
        with pytest.raises(AccessRevoked):
            sender.create_draft(google.mailbox, mime(new_id()), None)
    assert len(google.world.drafts(ANNA)) == 1


def test_a_mailbox_that_is_connected_anew_does_not_use_the_old_token(google: Google) -> None:
    mailboxes = google.mailboxes()
    mailboxes.profile(google.mailbox)
    google.world.revoke(ANNA)
    again = replace(google.mailbox, refresh_token=google.connected().refresh_token)
    assert mailboxes.profile(again).email == ANNA
    with pytest.raises(AccessRevoked):
        mailboxes.profile(google.mailbox)


def test_a_wrong_client_needs_a_person(google: Google) -> None:
    api = GoogleApi(
        api_url=google.url,
        token_url=f"{google.url}/token",
        client_id=CLIENT_ID,
        client_secret="wrong",
    )
    with pytest.raises(AccessRevoked):
        GmailMailboxes(api).profile(google.mailbox)


def test_an_ungranted_scope_needs_a_person(google: Google) -> None:
    google.world.consent_as(ANNA, ["https://www.googleapis.com/auth/calendar.events.readonly"])
    without_calendar = google.connected()
    with pytest.raises(AccessRevoked):
        google.calendar().changes(without_calendar, now=google.clock.now())


def test_a_thread_that_gmail_does_not_know_is_permanent(google: Google) -> None:
    with pytest.raises(Permanent) as caught:
        google.sender().create_draft(google.mailbox, mime(new_id()), "00000000deadbeef")
    assert caught.value.kind == "not_found"


def test_no_secret_is_logged_or_shown(google: Google, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    consent = google.consent()
    address, verifier = consent.address(state="st4te", redirect_uri=REDIRECT, login_hint=ANNA)
    code = answer_of(address)["code"]
    caplog.clear()
    granted = consent.exchange(code=code, verifier=verifier, redirect_uri=REDIRECT)
    google.sent(new_id(), to=BOB)
    google.world.revoke(ANNA)
    with pytest.raises(AccessRevoked) as caught:
        google.mailboxes().profile(google.mailbox)
    told = f"{caplog.text} {caught.value!r} {caught.value.__cause__!r} {google.mailbox!r}"
    secrets = (CLIENT_SECRET, code, verifier, granted.refresh_token, google.mailbox.refresh_token)
    assert [secret for secret in (*secrets, "Bearer ") if secret in told] == []
    assert caplog.records
