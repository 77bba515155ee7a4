"""Nothing passes that Google's discovery documents don't know, in either direction."""

from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.google import discovery
from sandbox.google.api import METHODS
from sandbox.google.errors import LyingStandInError
from sandbox.google.quota import UNITS
from tests.standins.google_kit import ANNA, GMAIL, Google, encoded, mail, reason, running

EVENTS = "/calendar/v3/calendars/primary/events"
ME = "/gmail/v1/users/me"


@pytest.fixture
def google() -> Iterator[Google]:
    with running() as running_google:
        yield running_google


@pytest.mark.parametrize(
    ("method", "path", "more"),
    [
        ("GET", "/gmail/v2/users/me/profile", {}),
        ("GET", "/calendars/primary/events", {}),
        ("PATCH", f"{ME}/messages/1", {}),
        ("GET", f"{ME}/messages", {"params": {"query": "x"}}),
        ("GET", f"{ME}/messages", {"params": {"maxResults": "many"}}),
        ("GET", f"{ME}/messages", {"params": {"includeSpamTrash": "True"}}),
        ("GET", f"{ME}/messages", {"params": {"pageToken": ["a", "b"]}}),
        ("GET", f"{ME}/messages/1", {"params": {"format": "METADATA_ONLY"}}),
        ("GET", f"{ME}/history", {"params": {"startHistoryId": "abc"}}),
        ("GET", f"{ME}/history", {"params": {"historyTypes": "messagesAdded"}}),
        ("POST", f"{ME}/messages/send", {"json": {}}),
        ("POST", f"{ME}/messages/send", {"json": {"raw": "x", "draftId": "1"}}),
        ("POST", f"{ME}/messages/send", {"json": {"raw": 7}}),
        ("POST", f"{ME}/messages/send", {"json": ["raw"]}),
        ("POST", f"{ME}/messages/send", {"data": b"{not json"}),
        ("POST", f"{ME}/drafts/send", {"json": {"message": {}}}),
        ("POST", f"{ME}/drafts", {"json": {"message": {"threadID": "1"}}}),
        ("DELETE", f"{ME}/drafts/r1", {"json": {"id": "r1"}}),
        ("GET", EVENTS, {"params": {"timeMin": "2026-03-02T12:00:00"}}),
        ("GET", EVENTS, {"params": {"orderBy": "created"}}),
        ("GET", EVENTS, {"params": {"maxResults": "0"}}),
        ("POST", EVENTS, {"json": {"summary": "No times"}}),
        ("POST", EVENTS, {"json": {"start": {"at": "x"}, "end": {"date": "2026-03-03"}}}),
        ("POST", EVENTS, {"json": {"start": {"date": "tomorrow"}, "end": {"date": "2026-03-03"}}}),
    ],
)
def test_what_google_does_not_know_is_refused_and_on_record(
    google: Google, method: str, path: str, more: dict[str, Any]
) -> None:
    answer = google.ask(method, path, **more)
    assert answer.status_code == 400, answer.text
    assert len(google.world.violations()) == 1
    assert google.world.delivered() == []


@pytest.mark.parametrize(
    "params",
    [
        {"alt": "json", "prettyPrint": "false", "quotaUser": "anna"},
        {"labelIds": ["SENT", "INBOX"]},
        {"includeSpamTrash": "true"},
    ],
)
def test_what_google_knows_is_no_violation(google: Google, params: dict[str, Any]) -> None:
    assert google.gmail("GET", "/messages", params=params).status_code == 200
    assert google.world.violations() == []


def test_a_method_that_is_not_built_says_so_and_is_on_record(google: Google) -> None:
    answer = google.gmail("GET", "/labels")
    assert answer.status_code == 501
    assert google.world.violations() == ["the stand-in has no gmail.users.labels.list"]


def test_an_answer_that_google_would_never_give_is_a_loud_500(google: Google) -> None:
    google.world.add_alias(ANNA, "team@acme.example", verification_status="perhaps")
    answer = google.gmail("GET", "/settings/sendAs")
    assert answer.status_code == 500
    (violation,) = google.world.violations()
    assert "perhaps" in violation


@pytest.mark.parametrize(
    ("method_id", "answer"),
    [
        ("gmail.users.getProfile", {"historyId": 5}),
        ("gmail.users.getProfile", {"email": ANNA}),
        ("gmail.users.messages.get", {"labelIds": "SENT"}),
        ("gmail.users.messages.get", {"payload": {"body": {"data": "a+b/"}}}),
        ("gmail.users.messages.get", {"sizeEstimate": 2**40}),
        ("gmail.users.drafts.delete", {}),
        ("calendar.events.list", {"items": [{"created": "yesterday"}]}),
        ("calendar.events.list", {"items": [{"sequence": True}]}),
    ],
)
def test_the_checker_sees_each_kind_of_lie(method_id: str, answer: Any) -> None:
    with pytest.raises(LyingStandInError):
        discovery.method(method_id).check_answer(answer)


def test_every_method_that_is_built_is_googles_and_has_its_price() -> None:
    known = {method.id for method in discovery.methods()}
    assert set(METHODS) <= known
    assert {one for one in METHODS if one.startswith("gmail.")} == set(UNITS)


@pytest.mark.parametrize(
    ("scope", "method", "path", "allowed"),
    [
        ("send", "POST", "/messages/send", True),
        ("send", "POST", "/drafts", False),
        ("send", "GET", "/profile", False),
        ("compose", "POST", "/drafts", True),
        ("compose", "GET", "/history", False),
        ("compose", "GET", "/messages", False),
        ("readonly", "GET", "/settings/sendAs", True),
        ("readonly", "POST", "/drafts", False),
        ("readonly", "GET", "/drafts", True),
        ("metadata", "GET", "/messages", True),
        ("metadata", "GET", "/settings/sendAs", False),
        ("metadata", "GET", "/drafts", False),
    ],
)
def test_scopes_are_enforced_by_method(
    google: Google, scope: str, method: str, path: str, allowed: bool
) -> None:
    google.sign_in(scopes=(GMAIL + scope,))
    body: dict[str, Any] = {}
    if method == "POST":
        message = {"raw": encoded(mail())}
        body = {"json": message if path.endswith("send") else {"message": message}}
    params = {"startHistoryId": "1"} if path == "/history" else {}
    answer = google.gmail(method, path, params=params, **body)
    assert (answer.status_code == 200) == allowed
    if not allowed:
        assert (answer.status_code, reason(answer)) == (403, "insufficientPermissions")
        assert answer.json()["error"]["status"] == "PERMISSION_DENIED"


@pytest.mark.parametrize(
    ("path", "params"),
    [("/messages", {"q": "from:me"}), ("/messages/{id}", {"format": "full"})],
)
def test_the_metadata_scope_neither_searches_nor_reads_bodies(
    google: Google, path: str, params: dict[str, str]
) -> None:
    sent = google.send(mail()).json()["id"]
    google.sign_in(scopes=(f"{GMAIL}metadata",))
    answer = google.gmail("GET", path.format(id=sent), params=params)
    assert (answer.status_code, reason(answer)) == (403, "forbidden")


def test_no_token_opens_somebody_elses_mailbox(google: Google) -> None:
    answer = google.ask("GET", "/gmail/v1/users/rob@acme.example/profile")
    assert (answer.status_code, reason(answer)) == (403, "forbidden")
    assert google.ask("GET", f"/gmail/v1/users/{ANNA}/profile").status_code == 200
    google.token = "ya29.made-up"
    assert google.gmail("GET", "/profile").status_code == 401


@pytest.mark.parametrize(
    ("fields", "kept"),
    [
        ("historyId", {"historyId"}),
        ("emailAddress,historyId", {"emailAddress", "historyId"}),
        ("*", {"emailAddress", "messagesTotal", "threadsTotal", "historyId"}),
    ],
)
def test_a_partial_answer_holds_the_fields_asked_for(
    google: Google, fields: str, kept: set[str]
) -> None:
    assert set(google.gmail("GET", "/profile", params={"fields": fields}).json()) == kept


def test_partial_answers_reach_into_lists_and_refuse_what_cannot_be_read(google: Google) -> None:
    sent = google.send(mail()).json()["id"]
    asked = {"fields": "id,payload(headers/name)"}
    told = google.message(sent, **asked)
    assert set(told) == {"id", "payload"}
    assert {"name": "Subject"} in told["payload"]["headers"]
    broken = google.gmail("GET", "/profile", params={"fields": "a(b"})
    assert broken.status_code == 400
