"""The primary Google calendar of an account, by its sync token."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from engine.domain.connection import Mailbox


@dataclass(frozen=True, slots=True, kw_only=True)
class EventPerson:
    """Someone on an event."""

    email: str
    response: str  # needsAction | accepted | tentative | declined
    is_self: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A calendar event, as far as meetings go."""

    id: str
    uid: str  # iCalUID, the same for everyone invited; empty for a bare tombstone
    is_cancelled: bool
    summary: str = ""
    starts_at: datetime | None = None  # UTC; for a whole day, its midnight in the calendar's zone
    ends_at: datetime | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    organizer: str = ""
    people: tuple[EventPerson, ...] = ()
    people_omitted: bool = False
    is_meeting: bool = True  # not focus time, out of office, working location or a birthday


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarChanges:
    """Events changed since a sync token."""

    events: tuple[Event, ...]
    sync_token: str | None
    is_full: bool  # read anew, because there was no token or Google forgot it


class Calendar(Protocol):
    """Reads the primary calendar of an account."""

    def changes(self, mailbox: Mailbox, *, now: datetime) -> CalendarChanges:
        """Return what changed since `mailbox.calendar_token`, all of it when there is none."""
        ...
