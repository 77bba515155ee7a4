"""Google Calendar beyond the list: writes over the API, the calendar list, scopes."""

from collections.abc import Iterator

import pytest

from tests.standins.google_kit import ANNA, BOB, CALENDAR, Google, reason, running

EVENTS = "/calendar/v3/calendars/primary/events"


@pytest.fixture
def google() -> Iterator[Google]:
    with running() as running_google:
        yield running_google


def test_events_are_written_over_the_api_as_well(google: Google) -> None:
    body = {
        "summary": "Call",
        "start": {"dateTime": "2026-03-05T10:00:00Z"},
        "end": {"dateTime": "2026-03-05T10:30:00Z"},
        "attendees": [{"email": BOB}],
    }
    made = google.ask("POST", EVENTS, json=body).json()
    path = f"{EVENTS}/{made['id']}"
    patched = google.ask("PATCH", path, json={"summary": "Longer call"}).json()
    assert (patched["summary"], patched["attendees"]) == ("Longer call", [{"email": BOB}])
    assert google.ask("DELETE", path).status_code == 204
    again = google.ask("DELETE", path)
    assert (again.status_code, reason(again)) == (410, "deleted")
    assert google.ask("GET", f"{EVENTS}/nothing").status_code == 404
    assert google.ask("POST", EVENTS, json=body | {"recurrence": ["RRULE:X"]}).status_code == 501


def test_the_calendar_list_has_the_primary_calendar(google: Google) -> None:
    google.sign_in(scopes=(f"{CALENDAR}readonly",))
    (entry,) = google.ask("GET", "/calendar/v3/users/me/calendarList").json()["items"]
    assert (entry["id"], entry["timeZone"], entry["primary"]) == (ANNA, "Europe/Berlin", True)
    one = google.ask("GET", "/calendar/v3/users/me/calendarList/primary").json()
    assert one == entry
    other = google.ask("GET", "/calendar/v3/calendars/rob%40acme.example/events")
    assert other.status_code == 404


def test_reading_events_takes_a_reading_scope_and_writing_another(google: Google) -> None:
    google.sign_in(scopes=(f"{CALENDAR}events.readonly",))
    assert google.events().status_code == 200
    body = {"start": {"date": "2026-03-05"}, "end": {"date": "2026-03-06"}}
    refused = google.ask("POST", EVENTS, json=body)
    assert (refused.status_code, reason(refused)) == (403, "insufficientPermissions")
    assert "status" not in refused.json()["error"]
