"""Events as Google writes them: whole days, tombstones, what is no meeting, what is garbled."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from engine.domain.connection import Mailbox
from engine.domain.errors import Temporary
from engine.ports.providers import CalendarChanges, Event
from engine.providers.google_calendar import GoogleCalendar
from engine.providers.google_http import GoogleApi
from sandbox.server import Request, Response, StandIn

MAILBOX = Mailbox(id=1, workspace_id="T1", owner_id="U1", email="a@b.example", refresh_token="r")
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@dataclass(slots=True)
class Told:
    """A calendar that answers what a test writes, and what it was asked for."""

    url: str
    pages: list[dict[str, Any]] = field(default_factory=list)
    asked: list[dict[str, list[str]]] = field(default_factory=list)

    def answer(self, request: Request) -> Response:
        self.asked.append(dict(request.query))
        number = int(request.arg("pageToken", "0"))
        more = {"nextPageToken": str(number + 1)} if number + 1 < len(self.pages) else {}
        return Response(payload={"timeZone": "America/New_York", **self.pages[number], **more})

    def read(self, *items: dict[str, Any]) -> tuple[Event, ...]:
        self.pages = [{"items": list(items), "nextSyncToken": "s1"}]
        return self.changes().events

    def changes(self) -> CalendarChanges:
        api = GoogleApi(
            api_url=self.url, token_url=f"{self.url}/token", client_id="c", client_secret="s"
        )
        return GoogleCalendar(api).changes(MAILBOX, now=NOON)


@pytest.fixture
def told() -> Iterator[Told]:
    server = StandIn().start()
    calendar = Told(server.url)
    token = Response(payload={"access_token": "a", "expires_in": 3600})
    server.route("POST", "/token", lambda _: token)
    server.route("GET", "/calendar/v3/calendars/primary/events", calendar.answer)
    yield calendar
    server.stop()


def test_a_whole_day_begins_at_midnight_of_the_calendar(told: Told) -> None:
    (event,) = told.read(
        {"id": "1", "start": {"date": "2026-03-08"}, "end": {"date": "2026-03-09"}}
    )
    # The clocks in New York go forward on that day: it has 23 hours.
    assert event.starts_at == datetime(2026, 3, 8, 5, 0, tzinfo=UTC)
    assert event.ends_at == datetime(2026, 3, 9, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("edge", "hour"),
    [
        ({"dateTime": "2026-03-02T09:00:00+01:00", "timeZone": "Asia/Tokyo"}, 8),
        ({"dateTime": "2026-03-02T09:00:00Z"}, 9),
        ({"dateTime": "2026-03-02T09:00:00", "timeZone": "Asia/Tokyo"}, 0),
        ({"dateTime": "2026-03-02T09:00:00"}, 14),
        ({"dateTime": "2026-03-02T09:00:00", "timeZone": "Mars/Phobos"}, 14),
    ],
)
def test_a_time_is_read_by_its_offset_else_by_its_zone(
    told: Told, edge: dict[str, str], hour: int
) -> None:
    (event,) = told.read({"id": "1", "start": edge, "end": edge})
    assert event.starts_at == datetime(2026, 3, 2, hour, 0, tzinfo=UTC)


def test_a_tombstone_may_have_nothing_but_its_id(told: Told) -> None:
    (event,) = told.read({"id": "1", "status": "cancelled"})
    assert event == Event(id="1", uid="", is_cancelled=True)


@pytest.mark.parametrize(
    ("event_type", "is_meeting"),
    [
        ("default", True),
        ("fromGmail", True),
        ("focusTime", False),
        ("outOfOffice", False),
        ("workingLocation", False),
        ("birthday", False),
    ],
)
def test_only_what_people_meet_for_is_a_meeting(
    told: Told, event_type: str, is_meeting: bool
) -> None:
    (event,) = told.read({"id": "1", "eventType": event_type, "attendeesOmitted": True})
    assert event.is_meeting is is_meeting
    assert event.people_omitted


def test_a_calendar_that_gives_no_token_is_read_in_full_each_time(told: Told) -> None:
    told.pages = [{"items": []}]
    assert told.changes() == CalendarChanges(events=(), sync_token=None, is_full=True)
    (query,) = told.asked
    assert query["timeMin"] == ["2026-03-01T12:00:00+00:00"]
    assert query["singleEvents"] == query["showDeleted"] == ["true"]
    assert query["maxResults"] == ["2500"]
    assert "orderBy" not in query


def test_an_empty_page_is_not_the_end(told: Told) -> None:
    told.pages = [{"items": []}, {}, {"items": [{"id": "1"}], "nextSyncToken": "s9"}]
    changes = told.changes()
    assert [event.id for event in changes.events] == ["1"]
    assert changes.sync_token == "s9"


@pytest.mark.parametrize(
    "item",
    [{"status": "confirmed"}, {"id": "1", "start": {"date": "soon"}}, {"id": "1", "attendees": 3}],
)
def test_a_garbled_event_is_a_temporary_error_and_not_an_empty_calendar(
    told: Told, item: dict[str, Any]
) -> None:
    with pytest.raises(Temporary):
        told.read(item)
