"""Bad days: what was sent although the answer was lost, and what was not."""

from collections.abc import Iterator
from typing import Any

import httplib2
import pytest
import requests
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError

from tests.standins.google_kit import ANNA, BOB, Google, encoded, mail, running

SEND = "POST .*/drafts/send"


@pytest.fixture
def google() -> Iterator[Google]:
    with running() as running_google:
        yield running_google


def times_asked(google: Google, ending: str) -> int:
    return sum(one.path.endswith(ending) for one in google.world.requests())


@pytest.mark.parametrize("kind", ["drop", "reset"])
@pytest.mark.parametrize(("when", "sent"), [("before", 0), ("after", 1)])
def test_a_lost_answer_says_nothing_but_the_draft_and_the_ledger_do(
    google: Google, kind: str, when: str, sent: int
) -> None:
    draft = google.draft(mail())
    google.world.fault(SEND, kind, when=when)
    with pytest.raises(requests.ConnectionError):
        google.send_draft(draft["id"])
    assert len(google.world.delivered(BOB)) == sent
    still_there = google.gmail("GET", f"/drafts/{draft['id']}").status_code
    assert still_there == (404 if sent else 200)
    assert google.send_draft(draft["id"]).status_code == (404 if sent else 200)
    assert len(google.world.delivered(BOB)) == 1
    assert times_asked(google, "/drafts/send") == 2


def test_a_503_after_acting_has_sent(google: Google) -> None:
    draft = google.draft(mail())
    google.world.fault(SEND, "status", when="after", status=503, retry_after=7)
    answer = google.send_draft(draft["id"])
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "7")
    assert len(google.world.delivered(BOB)) == 1
    assert google.world.drafts(ANNA) == []


def test_a_garbled_200_after_acting_has_sent(google: Google) -> None:
    draft = google.draft(mail())
    google.world.fault(SEND, "junk", when="after")
    answer = google.send_draft(draft["id"])
    assert answer.status_code == 200
    assert answer.text.startswith("<html>")
    assert len(google.world.delivered(BOB)) == 1


def test_a_fault_can_word_an_error_as_google_does(google: Google) -> None:
    body = {"error": {"code": 403, "message": "Mail service not enabled"}}
    google.world.fault("GET .*/profile", "status", status=403, payload=body)
    answer = google.gmail("GET", "/profile")
    assert (answer.status_code, answer.json()) == (403, body)
    google.world.fault("GET .*/profile", "drop")
    google.world.clear_faults()
    assert google.gmail("GET", "/profile").status_code == 200


def test_a_dropped_token_answer_leaves_the_code_spent(google: Google) -> None:
    code = google.consent()["code"]
    google.world.fault("POST /token", "drop", when="after")
    with pytest.raises(requests.ConnectionError):
        google.exchange(code)
    assert google.exchange(code).json()["error"] == "invalid_grant"


class Bearing:
    """httplib2 with a token: the transport that google-api-python-client takes by default."""

    def __init__(self, token: str) -> None:
        self.token = token
        self.inner = httplib2.Http(timeout=20)
        self.close = self.inner.close

    def request(self, uri: str, method: str = "GET", body: Any = None, **more: Any) -> Any:
        """Add the token and let httplib2 do what it does."""
        headers = {**(more.pop("headers", None) or {}), "authorization": f"Bearer {self.token}"}
        return self.inner.request(uri, method, body, headers, **more)


def test_httplib2_posts_again_by_itself_and_the_ledger_sees_two_mails(google: Google) -> None:
    """Known of httplib2: a connection closed without an answer is retried, for POST as well."""
    transport = Bearing(google.token)
    gmail = build("gmail", "v1", http=transport, client_options={"api_endpoint": google.url + "/"})
    google.world.fault("POST .*/messages/send", "drop", when="after")
    gmail.users().messages().send(userId="me", body={"raw": encoded(mail())}).execute()
    assert len(google.world.delivered(BOB)) == 2
    draft = google.draft(mail())
    google.world.fault(SEND, "drop", when="after")
    with pytest.raises(HttpError) as caught:
        gmail.users().drafts().send(userId="me", body={"id": draft["id"]}).execute()
    assert caught.value.resp.status == 404
    assert len(google.world.delivered(BOB)) == 3
    gmail.close()
