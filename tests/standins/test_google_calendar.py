"""Google Calendar: full and incremental sync, tombstones, and what must not be combined."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests.standins.google_kit import ANNA, BOB, NOON, Google, reason, running

NOW = NOON.isoformat()
EVENTS = "/calendar/v3/calendars/primary/events"


@pytest.fixture
def google() -> Iterator[Google]:
    with running() as running_google:
        yield running_google


def book(google: Google, days: float = 1, **more: Any) -> str:
    return google.world.book_meeting(ANNA, BOB, NOON + timedelta(days=days), **more)


def sync(google: Google, token: str, **params: Any) -> dict[str, Any]:
    told: dict[str, Any] = google.events(syncToken=token, **params).json()
    return told


def token_of(google: Google, **params: Any) -> str:
    return str(google.events(**params).json()["nextSyncToken"])


def ids(told: dict[str, Any]) -> list[str]:
    return [one["id"] for one in told["items"]]


def test_a_booked_meeting_shows_people_times_and_stamps(google: Google) -> None:
    event_id = book(google, summary="Demo", minutes=45)
    (event,) = google.events().json()["items"]
    assert (event["id"], event["summary"], event["status"]) == (event_id, "Demo", "confirmed")
    assert event["organizer"] == {"email": ANNA, "self": True}
    answers = {one["email"]: one["responseStatus"] for one in event["attendees"]}
    assert answers == {ANNA: "accepted", BOB: "needsAction"}
    assert event["start"] == {
        "dateTime": "2026-03-03T13:00:00+01:00",
        "timeZone": "Europe/Berlin",
    }
    assert event["end"]["dateTime"] == "2026-03-03T13:45:00+01:00"
    assert event["created"] == event["updated"] == "2026-03-02T12:00:00.000Z"
    assert event["iCalUID"] == f"{event_id}@google.com"
    assert event["eventType"] == "default"


def test_a_contact_may_be_the_organizer(google: Google) -> None:
    book(google, organizer="contact", response="accepted")
    (event,) = google.events().json()["items"]
    assert event["organizer"] == {"email": BOB}
    chairs = [one["email"] for one in event["attendees"] if one.get("organizer")]
    assert chairs == [BOB]


def test_a_sync_token_brings_what_changed_and_nothing_else(google: Google) -> None:
    old = book(google)
    token = token_of(google)
    new = book(google, days=2)
    told = sync(google, token)
    assert ids(told) == [new]
    google.clock.advance(minutes=5)
    google.world.move_meeting(ANNA, old, NOON + timedelta(days=4))
    moved = sync(google, told["nextSyncToken"])
    assert ids(moved) == [old]
    assert moved["items"][0]["start"]["dateTime"] == "2026-03-06T13:00:00+01:00"
    assert moved["items"][0]["end"]["dateTime"] == "2026-03-06T13:30:00+01:00"
    assert moved["items"][0]["updated"] == "2026-03-02T12:05:00.000Z"
    assert moved["items"][0]["sequence"] == 1
    assert sync(google, moved["nextSyncToken"])["items"] == []


def test_a_cancelled_meeting_is_a_bare_tombstone(google: Google) -> None:
    event_id = book(google)
    token = token_of(google)
    google.world.cancel_meeting(ANNA, event_id)
    (gone,) = sync(google, token)["items"]
    assert (gone["id"], gone["status"]) == (event_id, "cancelled")
    assert set(gone) == {"kind", "etag", "id", "status"}
    (shown,) = sync(google, token, showDeleted="true")["items"]
    assert shown["attendees"]
    assert google.events().json()["items"] == []
    assert ids(google.events(showDeleted="true").json()) == [event_id]
    assert google.ask("GET", f"{EVENTS}/{event_id}").json()["status"] == "cancelled"


def test_a_contact_declines(google: Google) -> None:
    event_id = book(google)
    token = token_of(google)
    google.world.decline_meeting(ANNA, event_id)
    (event,) = sync(google, token)["items"]
    answers = {one["email"]: one["responseStatus"] for one in event["attendees"]}
    assert answers == {ANNA: "accepted", BOB: "declined"}
    google.world.respond_to_meeting(ANNA, event_id, "declined", email=ANNA)
    (event,) = google.events().json()["items"]
    assert {one["responseStatus"] for one in event["attendees"]} == {"declined"}


@pytest.mark.parametrize(
    "params",
    [
        {"iCalUID": "x@google.com"},
        {"orderBy": "updated"},
        {"privateExtendedProperty": "a=b"},
        {"sharedExtendedProperty": "a=b"},
        {"q": "demo"},
        {"timeMin": NOW},
        {"timeMax": NOW},
        {"updatedMin": NOW},
        {"showDeleted": "false"},
        {"singleEvents": "true"},
        {"maxAttendees": "3"},
    ],
)
def test_what_must_not_stand_beside_a_sync_token_is_refused(
    google: Google, params: dict[str, str]
) -> None:
    answer = google.events(syncToken=token_of(google), **params)
    assert (answer.status_code, reason(answer)) == (400, "badRequest")


def test_the_same_parameters_as_in_the_first_call_are_taken(google: Google) -> None:
    token = token_of(google, singleEvents="true", showDeleted="true", timeMin=NOW)
    answer = google.events(syncToken=token, singleEvents="true", showDeleted="true", maxResults=5)
    assert answer.status_code == 200


def test_an_expired_or_made_up_token_is_410_and_loses_the_tombstones(google: Google) -> None:
    event_id = book(google)
    token = token_of(google)
    google.world.cancel_meeting(ANNA, event_id)
    google.world.expire_sync_token(ANNA)
    for dead in (token, "bWFkZSB1cA==", "x"):
        answer = google.events(syncToken=dead)
        assert (answer.status_code, reason(answer)) == (410, "fullSyncRequired")
    assert answer.json()["error"] == {
        "code": 410,
        "message": "Sync token is no longer valid, a full sync is required.",
        "errors": [
            {
                "domain": "calendar",
                "reason": "fullSyncRequired",
                "message": "Sync token is no longer valid, a full sync is required.",
                "location": "syncToken",
                "locationType": "parameter",
            }
        ],
    }
    full = google.events().json()
    assert full["items"] == []
    assert sync(google, full["nextSyncToken"])["items"] == []


def test_only_the_last_page_has_a_sync_token_and_changes_between_pages_are_not_lost(
    google: Google,
) -> None:
    made = [book(google, days=n) for n in range(1, 6)]
    first = google.events(maxResults=2).json()
    assert "nextSyncToken" not in first
    google.world.cancel_meeting(ANNA, made[0])
    late = book(google, days=9)
    second = google.events(maxResults=2, pageToken=first["nextPageToken"]).json()
    third = google.events(maxResults=2, pageToken=second["nextPageToken"]).json()
    assert ids(first) + ids(second) + ids(third) == made
    assert "nextPageToken" not in third
    assert sorted(ids(sync(google, third["nextSyncToken"]))) == sorted([made[0], late])
    assert google.events(pageToken="junk").status_code == 400


def test_a_change_between_the_pages_of_a_sync_slips_through_neither(google: Google) -> None:
    token = token_of(google)
    made = [book(google, days=n) for n in range(1, 4)]
    first = sync(google, token, maxResults=1)
    google.world.decline_meeting(ANNA, made[0])
    rest = sync(google, token, pageToken=first["nextPageToken"])
    assert ids(first) + ids(rest) == made
    assert ids(sync(google, rest["nextSyncToken"])) == [made[0]]


def test_order_by_suppresses_the_sync_token(google: Google) -> None:
    late, early = book(google, days=5), book(google, days=2)
    told = google.events(orderBy="startTime", singleEvents="true").json()
    assert ids(told) == [early, late]
    assert "nextSyncToken" not in told
    assert ids(google.events(orderBy="updated").json()) == [late, early]
    refused = google.events(orderBy="startTime")
    assert refused.status_code == 400


@pytest.mark.parametrize(
    ("params", "days"),
    [
        ({"timeMin": (NOON + timedelta(days=1, minutes=29)).isoformat()}, [1, 3]),
        ({"timeMin": (NOON + timedelta(days=1, minutes=30)).isoformat()}, [3]),
        ({"timeMax": (NOON + timedelta(days=3)).isoformat()}, [1]),
        ({"q": "bob@customer"}, [1, 3]),
        ({"q": "nobody"}, []),
        ({"eventTypes": "default"}, [1, 3]),
        ({"eventTypes": "outOfOffice"}, []),
        ({"updatedMin": NOW}, [1, 3]),
        ({"updatedMin": (NOON + timedelta(hours=1)).isoformat()}, []),
    ],
)
def test_a_full_list_is_narrowed(google: Google, params: dict[str, str], days: list[int]) -> None:
    made = {book(google, days=n): n for n in (1, 3)}
    assert [made[one] for one in ids(google.events(**params).json())] == days


def test_a_sync_remembers_the_first_calls_time_min(google: Google) -> None:
    token = token_of(google, timeMin=NOW)
    book(google, days=-2)
    new = book(google, days=2)
    assert ids(sync(google, token)) == [new]


def test_a_deletion_is_told_even_outside_the_first_calls_range(google: Google) -> None:
    past = book(google, days=-2)
    token = token_of(google, timeMin=NOW)
    google.world.cancel_meeting(ANNA, past)
    assert ids(sync(google, token)) == [past]
