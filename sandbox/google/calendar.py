"""Google Calendar: events.list with sync tokens, and the few writes around it.

Sources: Calendar API reference, `events.list`, and the guide "Synchronize resources efficiently".
"""

from datetime import datetime

from sandbox.google.calendar_store import CANCELLED, Event, Listing, instant, stamp
from sandbox.google.call import ApiMethod, Call
from sandbox.google.errors import ApiError
from sandbox.google.schema import Json

USUAL_PAGE = 250
LARGEST_PAGE = 2500
FORBIDDEN_WITH_TOKEN = (
    "iCalUID",
    "orderBy",
    "privateExtendedProperty",
    "q",
    "sharedExtendedProperty",
    "timeMin",
    "timeMax",
    "updatedMin",
)
# These must be the same in every call of one synchronisation.
BOUND_TO_TOKEN = ("singleEvents", "showHiddenInvitations", "eventTypes", "maxAttendees")


def list_(call: Call) -> Json:
    """A page of events; only the last page carries nextSyncToken, and none does with orderBy."""
    _check_calendar(call)
    store = call.account.calendar
    token = call.params.get("pageToken", "")
    listing, start = store.resume(token) if token else (_listing(call), 0)
    size = min(call.params.get("maxResults", USUAL_PAGE), LARGEST_PAGE)
    shown, next_token = store.page(listing, start, size)
    details = bool(call.params.get("showDeleted"))
    answer: Json = {
        "kind": "calendar#events",
        "etag": f'"p{store.latest_change:016d}"',
        "summary": call.account.email,
        "updated": stamp(call.now),
        "timeZone": call.account.timezone,
        "accessRole": "owner",
        "defaultReminders": [],
        "items": [event.shown(details=details) for event in shown],
    }
    if next_token:
        return answer | {"nextPageToken": next_token}
    return answer if "orderBy" in call.params else answer | {"nextSyncToken": store.token(listing)}


def _listing(call: Call) -> Listing:
    found, query = _changed(call) if "syncToken" in call.params else _all(call)
    change = call.account.calendar.latest_change
    return Listing(event_ids=tuple(event.id for event in found), change=change, query=query)


def _check_calendar(call: Call) -> None:
    if call.params["calendarId"].lower() not in ("primary", call.account.email):
        raise ApiError(404, "notFound", "Not Found")


def _changed(call: Call) -> tuple[list[Event], Json]:
    """Incremental: what changed since the token, deletions always included."""
    for name in FORBIDDEN_WITH_TOKEN:
        if name in call.params:
            raise _bad(f"The {name} parameter cannot be combined with syncToken.")
    if call.params.get("showDeleted") is False:
        raise _bad("showDeleted cannot be false together with syncToken.")
    since, query = call.account.calendar.read_token(call.params["syncToken"])
    for name in BOUND_TO_TOKEN:
        if call.params.get(name) != query.get(name):
            raise _bad(f"{name} differs from the initial synchronization.")
    events = [event for event in call.account.calendar.events.values() if event.change > since]
    return sorted(
        (one for one in events if one.is_cancelled or _in_range(one, query)),
        key=lambda event: event.change,
    ), query


def _all(call: Call) -> tuple[list[Event], Json]:
    """Full: what stands, narrowed by the query; deletions if asked for or with updatedMin."""
    params = call.params
    for name in ("privateExtendedProperty", "sharedExtendedProperty"):
        if name in params:
            raise ApiError(501, "notImplemented", f"the stand-in cannot filter by {name}")
    tombstones = bool(params.get("showDeleted")) or "updatedMin" in params
    found = [
        event
        for event in call.account.calendar.events.values()
        if (tombstones or not event.is_cancelled)
        and _in_range(event, params)
        and _matches(event, params)
    ]
    kept = ("timeMin", "timeMax", *BOUND_TO_TOKEN)
    return _ordered(found, params), {name: params[name] for name in kept if name in params}


def _in_range(event: Event, query: Json) -> bool:
    """timeMin bounds an event's end, timeMax its start, both exclusively."""
    ends_late = "timeMin" not in query or instant(event.body["end"]) > _at(query["timeMin"])
    starts_early = "timeMax" not in query or instant(event.body["start"]) < _at(query["timeMax"])
    return ends_late and starts_early


def _matches(event: Event, params: Json) -> bool:
    body = event.body
    if "iCalUID" in params and body["iCalUID"] != params["iCalUID"]:
        return False
    if "eventTypes" in params and body["eventType"] not in params["eventTypes"]:
        return False
    if "updatedMin" in params and _at(body["updated"]) < _at(params["updatedMin"]):
        return False
    people = [body.get("organizer", {}), *body.get("attendees", [])]
    named = [person.get(key, "") for person in people for key in ("email", "displayName")]
    text = " ".join([body.get("summary", ""), body.get("description", ""), *named]).casefold()
    return all(word in text for word in params.get("q", "").casefold().split())


def _ordered(events: list[Event], params: Json) -> list[Event]:
    match params.get("orderBy"):
        case "startTime":
            if not params.get("singleEvents"):
                raise _bad("The requested ordering is not available for the particular query.")
            return sorted(events, key=lambda event: instant(event.body["start"]))
        case "updated":
            return sorted(events, key=lambda event: str(event.body["updated"]))
        case _:
            return events


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def _bad(text: str) -> ApiError:
    return ApiError(400, "badRequest", text)


def get(call: Call) -> Json:
    """One event; a deleted one is answered too, as cancelled."""
    _check_calendar(call)
    return call.account.calendar.get(call.params["eventId"]).shown(details=True)


def insert(call: Call) -> Json:
    """Put a new event on the calendar."""
    _check_calendar(call)
    if "recurrence" in call.body:
        raise ApiError(501, "notImplemented", "the stand-in knows no recurring events")
    me = {"email": call.account.email, "self": True}
    body = call.body | {"organizer": me, "creator": me}
    return call.account.calendar.put(body, call.now).body


def patch(call: Call) -> Json:
    """Change the fields that are given; lists are replaced whole."""
    _check_calendar(call)
    event = call.account.calendar.get(call.params["eventId"])
    return call.account.calendar.put(event.body | call.body, call.now).body


def delete(call: Call) -> None:
    """Cancel an event; a second time answers 410."""
    _check_calendar(call)
    event = call.account.calendar.get(call.params["eventId"])
    if event.is_cancelled:
        raise ApiError(410, "deleted", "Resource has been deleted")
    call.account.calendar.put(event.body | {"status": CANCELLED}, call.now)


def _entry(call: Call) -> Json:
    return {
        "kind": "calendar#calendarListEntry",
        "etag": '"1700000000000000"',
        "id": call.account.email,
        "summary": call.account.email,
        "timeZone": call.account.timezone,
        "accessRole": "owner",
        "primary": True,
        "selected": True,
    }


def list_calendars(call: Call) -> Json:
    """The one calendar that every account has."""
    return {"kind": "calendar#calendarList", "etag": '"p1"', "items": [_entry(call)]}


def get_calendar(call: Call) -> Json:
    """The primary calendar's entry."""
    _check_calendar(call)
    return _entry(call)


METHODS: dict[str, ApiMethod] = {
    "calendar.events.list": list_,
    "calendar.events.get": get,
    "calendar.events.insert": insert,
    "calendar.events.patch": patch,
    "calendar.events.delete": delete,
    "calendar.calendarList.list": list_calendars,
    "calendar.calendarList.get": get_calendar,
}
