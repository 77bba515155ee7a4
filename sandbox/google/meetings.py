"""Meetings as people make, move, decline and cancel them in the calendar."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sandbox.google.calendar_store import CANCELLED, instant
from sandbox.google.schema import Json
from sandbox.google.state import Account, State


def book(state: State, account: Account, given: Json) -> str:
    """Put a meeting with a contact on the calendar and return the event's id.

    `given`: contact_email, starts_at, minutes, summary, organizer, response.
    """
    contact = given["contact_email"]
    me = {"email": account.email, "self": True, "responseStatus": "accepted"}
    guest = {"email": contact, "responseStatus": given["response"]}
    theirs = given["organizer"] == "contact"
    (guest if theirs else me)["organizer"] = True
    chair = {"email": contact} if theirs else {"email": account.email, "self": True}
    body: Json = {
        "summary": given["summary"],
        "organizer": chair,
        "creator": chair,
        "attendees": [me, guest],
    }
    times = _times(account, datetime.fromisoformat(given["starts_at"]), given["minutes"])
    return account.calendar.put(body | times, state.clock()).id


def move(state: State, account: Account, event_id: str, starts_at: datetime) -> None:
    """Move a meeting to another start; its length stays."""
    body = account.calendar.get(event_id).body
    length = instant(body["end"]) - instant(body["start"])
    times = _times(account, starts_at, length.total_seconds() / 60)
    account.calendar.put(body | times, state.clock())


def cancel(state: State, account: Account, event_id: str) -> None:
    """Delete a meeting: a tombstone stays behind."""
    body = account.calendar.get(event_id).body
    account.calendar.put(body | {"status": CANCELLED}, state.clock())


def respond(state: State, account: Account, event_id: str, email: str, response: str) -> None:
    """Let an attendee answer; an empty `email` is the one who isn't the account."""
    body = account.calendar.get(event_id).body
    attendees = [
        one | {"responseStatus": response}
        if one["email"] == email or (not email and not one.get("self"))
        else one
        for one in body["attendees"]
    ]
    account.calendar.put(body | {"attendees": attendees}, state.clock())


def _times(account: Account, starts_at: datetime, minutes: float) -> Json:
    """Return start and end in the account's zone, as Calendar answers them."""
    local = starts_at.astimezone(ZoneInfo(account.timezone))
    return {
        edge: {"dateTime": at.isoformat(timespec="seconds"), "timeZone": account.timezone}
        for edge, at in (("start", local), ("end", local + timedelta(minutes=minutes)))
    }
