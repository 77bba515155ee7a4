"""Reading a primary calendar: all of it once, then only what changed."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from engine.domain.connection import Mailbox
from engine.domain.errors import Permanent
from engine.ports.providers import CalendarChanges, Event, EventPerson
from engine.providers.google_errors import CALENDAR, GoogleProblem, lost, objects, required
from engine.providers.google_http import GoogleApi
from engine.providers.google_methods import calendar_events

LOOK_BACK = timedelta(days=1)  # a meeting of yesterday may be entered today
PAGE_SIZE = 2500  # the most that events.list gives at once

# The same for the first read and every later one, or Google refuses the sync token; no orderBy,
# which keeps it from giving one (Calendar API, "Synchronize resources efficiently").
_ALWAYS: dict[str, Any] = {
    "calendarId": "primary",
    "singleEvents": True,
    "showDeleted": True,
}
_MEETINGS = frozenset({"default", "fromGmail"})


class GoogleCalendar:
    """`Calendar` for Google."""

    def __init__(self, api: GoogleApi, *, page_size: int = PAGE_SIZE) -> None:
        self._api = api
        self._page_size = page_size

    def changes(self, mailbox: Mailbox, *, now: datetime) -> CalendarChanges:
        """Return what changed; all from yesterday on if there is no token or Google forgot it."""
        if mailbox.calendar_token is None:
            return self._full(mailbox, now)
        try:
            pages = list(self._pages(mailbox, syncToken=mailbox.calendar_token))
        except Permanent as refusal:
            if refusal.kind == GoogleProblem.GONE:
                return self._full(mailbox, now)
            raise
        return _changes(pages, is_full=False)

    def _full(self, mailbox: Mailbox, now: datetime) -> CalendarChanges:
        start = (now - LOOK_BACK).astimezone(UTC).isoformat(timespec="seconds")
        return _changes(list(self._pages(mailbox, timeMin=start)), is_full=True)

    def _pages(self, mailbox: Mailbox, **where: str) -> Iterator[dict[str, Any]]:
        """Go through the pages; any of them may be short or empty."""
        events = calendar_events()
        request = events.list(maxResults=self._page_size, **_ALWAYS, **where)
        while request is not None:
            page = self._api.ask_calendar(mailbox, request)
            yield page
            request = events.list_next(request, page)


def _changes(pages: list[dict[str, Any]], *, is_full: bool) -> CalendarChanges:
    """Only the last page has the token; without one the next read is a full one again."""
    zone = _zone(pages[0].get("timeZone"), UTC)
    events = tuple(
        _event(item, zone) for page in pages for item in objects(page, "items", provider=CALENDAR)
    )
    return CalendarChanges(
        events=events, sync_token=pages[-1].get("nextSyncToken"), is_full=is_full
    )


def _event(item: dict[str, Any], zone: tzinfo) -> Event:
    try:
        return Event(
            id=required(item, "id", provider=CALENDAR),
            uid=str(item.get("iCalUID", "")),
            is_cancelled=item.get("status") == "cancelled",
            summary=str(item.get("summary", "")),
            starts_at=_edge(item.get("start"), zone),
            ends_at=_edge(item.get("end"), zone),
            created_at=_instant(item.get("created"), zone),
            updated_at=_instant(item.get("updated"), zone),
            organizer=str((item.get("organizer") or {}).get("email", "")),
            people=tuple(_people(item)),
            people_omitted=bool(item.get("attendeesOmitted")),
            is_meeting=item.get("eventType", "default") in _MEETINGS,
        )
    except ValueError as garbled:
        raise lost(
            "Google Calendar's answer can't be read.", is_write=False, provider=CALENDAR
        ) from garbled


def _people(item: dict[str, Any]) -> Iterator[EventPerson]:
    for person in objects(item, "attendees", provider=CALENDAR):
        yield EventPerson(
            email=str(person.get("email", "")),
            response=str(person.get("responseStatus", "needsAction")),
            is_self=bool(person.get("self")),
        )


def _edge(edge: dict[str, Any] | None, zone: tzinfo) -> datetime | None:
    """Return a start or end in UTC; a whole day begins at the calendar's midnight."""
    if not edge:
        return None
    if "date" in edge:
        return datetime.combine(date.fromisoformat(edge["date"]), time(), zone).astimezone(UTC)
    return _instant(edge.get("dateTime"), _zone(edge.get("timeZone"), zone))


def _instant(text: str | None, zone: tzinfo) -> datetime | None:
    """Read RFC 3339; the offset may be missing when the event names its zone."""
    if not text:
        return None
    read = datetime.fromisoformat(text)
    return (read if read.tzinfo else read.replace(tzinfo=zone)).astimezone(UTC)


def _zone(name: str | None, otherwise: tzinfo) -> tzinfo:
    try:
        return ZoneInfo(name) if name else otherwise
    except (ZoneInfoNotFoundError, ValueError):
        return otherwise  # Google may know a zone that this machine doesn't
