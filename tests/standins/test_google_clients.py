"""Google's own clients work against the stand-in: OAuth flow, refresh, Gmail, Calendar."""

import base64
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from google.auth.exceptions import RefreshError
from google.auth.transport.requests import Request as AuthRequest
from google.oauth2.credentials import Credentials
from google_auth_oauthlib.flow import Flow
from googleapiclient.errors import HttpError

from sandbox.google.oauth import CLIENT_ID, CLIENT_SECRET
from tests.standins.google_kit import (
    ANNA,
    BOB,
    REDIRECT,
    SCOPES,
    Google,
    OneAttempt,
    client,
    encoded,
    mail,
    names,
    running,
)


@pytest.fixture
def google() -> Iterator[Google]:
    with running() as running_google:
        yield running_google


def flow_for(google: Google, **more: Any) -> Flow:
    config = {
        "web": {
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
            "auth_uri": f"{google.url}/o/oauth2/v2/auth",
            "token_uri": f"{google.url}/token",
        }
    }
    return Flow.from_client_config(config, SCOPES, redirect_uri=REDIRECT, **more)


def credentials_for(google: Google) -> Any:
    """Walk through consent with google-auth-oauthlib, in two Flow objects as a server does."""
    first = flow_for(google)
    link, state = first.authorization_url(prompt="consent", login_hint=ANNA)
    location = requests.get(link, allow_redirects=False, timeout=20).headers["Location"]
    second = flow_for(google, state=state, code_verifier=first.code_verifier)
    second.fetch_token(authorization_response=location)
    credentials = second.credentials
    first.oauth2session.close()
    second.oauth2session.close()
    assert isinstance(credentials, Credentials)
    return credentials


@pytest.fixture
def transport(google: Google) -> Iterator[OneAttempt]:
    opened = OneAttempt(credentials_for(google))
    yield opened
    opened.close()


def test_the_flow_gives_credentials_that_refresh(google: Google) -> None:
    credentials = credentials_for(google)
    old = credentials.token
    with requests.Session() as session:
        credentials.refresh(AuthRequest(session))
    assert credentials.refresh_token
    assert credentials.token != old


def test_a_revoked_grant_is_google_auths_refresh_error(google: Google) -> None:
    credentials = credentials_for(google)
    google.world.revoke(ANNA)
    with requests.Session() as session, pytest.raises(RefreshError) as caught:
        credentials.refresh(AuthRequest(session))
    assert "invalid_grant: Token has been expired or revoked." in str(caught.value)
    assert not caught.value.retryable


def test_an_expired_access_token_is_refreshed_by_the_session(
    google: Google, transport: OneAttempt
) -> None:
    gmail = client(google, "gmail", transport)
    google.world.expire_tokens(ANNA)
    assert gmail.users().getProfile(userId="me").execute()["emailAddress"] == ANNA


def test_the_gmail_client_drafts_sends_and_reads_back(
    google: Google, transport: OneAttempt
) -> None:
    users = client(google, "gmail", transport).users()
    start = users.getProfile(userId="me").execute()["historyId"]
    body = {"message": {"raw": encoded(mail(headers=(("X-Outreach-Id", "d-1"),)))}}
    draft = users.drafts().create(userId="me", body=body).execute()
    sent = users.drafts().send(userId="me", body={"id": draft["id"]}).execute()
    read = (
        users.messages()
        .get(userId="me", id=sent["id"], format="metadata", metadataHeaders=["X-Outreach-Id"])
        .execute()
    )
    assert names(read) == {"x-outreach-id": "d-1"}
    log = users.history().list(userId="me", startHistoryId=start).execute()
    added = [one["message"] for row in log["history"] for one in row.get("messagesAdded", ())]
    assert added[-1] == {"id": sent["id"], "threadId": sent["threadId"], "labelIds": ["SENT"]}
    with pytest.raises(HttpError) as caught:
        users.drafts().send(userId="me", body={"id": draft["id"]}).execute()
    assert caught.value.resp.status == 404
    assert len(google.world.delivered(BOB)) == 1


def test_the_gmail_client_reads_signatures_threads_and_raw_mail(
    google: Google, transport: OneAttempt
) -> None:
    users = client(google, "gmail", transport).users()
    sent = users.messages().send(userId="me", body={"raw": encoded(mail())}).execute()
    (alias,) = users.settings().sendAs().list(userId="me").execute()["sendAs"]
    assert (alias["sendAsEmail"], alias["signature"]) == (ANNA, "<b>Anna</b>")
    thread = users.threads().get(userId="me", id=sent["threadId"], format="minimal").execute()
    assert [one["id"] for one in thread["messages"]] == [sent["id"]]
    raw = users.messages().get(userId="me", id=sent["id"], format="raw").execute()["raw"]
    assert b"Good morning." in base64.urlsafe_b64decode(raw)
    assert users.threads().list(userId="me", q=f"to:{BOB}").execute()["resultSizeEstimate"] == 1


def test_the_calendar_client_syncs(google: Google, transport: OneAttempt) -> None:
    events = client(google, "calendar", transport).events()
    first = events.list(calendarId="primary", singleEvents=True).execute()
    event_id = google.world.book_meeting(ANNA, BOB, google.clock.now())
    changed = events.list(
        calendarId="primary", singleEvents=True, syncToken=first["nextSyncToken"]
    ).execute()
    assert [one["id"] for one in changed["items"]] == [event_id]
    google.world.expire_sync_token(ANNA)
    with pytest.raises(HttpError) as caught:
        events.list(
            calendarId="primary", singleEvents=True, syncToken=changed["nextSyncToken"]
        ).execute()
    assert caught.value.resp.status == 410
    assert google.world.violations() == []
