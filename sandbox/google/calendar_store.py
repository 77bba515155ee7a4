"""One account's calendar: events, their changes in order, and the tokens that follow them."""

import base64
import itertools
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sandbox.google.errors import ApiError
from sandbox.google.schema import Json

_numbers = itertools.count(1)
CANCELLED = "cancelled"


def stamp(at: datetime) -> str:
    """Return an instant as Calendar writes `created` and `updated`: UTC with milliseconds."""
    at = at.astimezone(UTC)
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z"


def instant(when: Json) -> datetime:
    """Return the instant of an EventDateTime; a date alone counts from midnight UTC."""
    text = when.get("dateTime") or f"{when['date']}T00:00:00+00:00"
    at = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return at if at.tzinfo else at.replace(tzinfo=UTC)


@dataclass(slots=True, kw_only=True)
class Event:
    """An event with the number of its latest change."""

    body: Json  # Calendar's Event resource, as its details stand
    change: int

    @property
    def id(self) -> str:
        """The event's id, which outlives every change."""
        return str(self.body["id"])

    @property
    def is_cancelled(self) -> bool:
        """Whether it is a tombstone."""
        return bool(self.body["status"] == CANCELLED)

    def shown(self, *, details: bool) -> Json:
        """Return the event; a tombstone shows its details only where they are asked for.

        Calendar API, `Event.status`: "Deleted events are only guaranteed to have the id field".
        """
        if self.is_cancelled and not details:
            return {key: self.body[key] for key in ("kind", "etag", "id", "status")}
        return self.body


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What one walk through the pages goes over, fixed when the first page was asked for.

    Without it an event that changes between two pages would slip through both, and the sync token
    at the end would promise that it had been shown.
    """

    event_ids: tuple[str, ...]
    change: int  # the latest one at the start: what comes later belongs to the next sync
    query: Json


@dataclass(slots=True)
class CalendarStore:
    """The events of a primary calendar."""

    events: dict[str, Event] = field(default_factory=dict)
    latest_change: int = 0
    oldest_token_change: int = 0  # sync tokens from before this change have expired
    _open_listings: dict[str, Listing] = field(default_factory=dict)

    def put(self, body: Json, now: datetime) -> Event:
        """Keep a new state of an event; created, updated, etag and sequence are the store's."""
        self.latest_change += 1
        known = self.events.get(body.get("id", ""))
        number = next(_numbers)
        event_id = body.get("id") or f"sbx{number:05x}{'0123456789abcdefghijklmnopq'[:18]}"
        created = known.body["created"] if known else stamp(now)
        kept = body | {
            "kind": "calendar#event",
            "id": event_id,
            "etag": f'"{33_000_000_000_000 + self.latest_change * 2_000}"',
            "status": body.get("status", "confirmed"),
            "htmlLink": f"https://www.google.com/calendar/event?eid={event_id}",
            "created": created,
            "updated": stamp(now),
            "iCalUID": body.get("iCalUID") or f"{event_id}@google.com",
            "eventType": body.get("eventType", "default"),
            "sequence": known.body["sequence"] + 1 if known else 0,
        }
        event = Event(body=kept, change=self.latest_change)
        self.events[event_id] = event
        return event

    def get(self, event_id: str) -> Event:
        """Return an event, a tombstone too; raises ApiError 404 if there never was one."""
        if event_id not in self.events:
            raise ApiError(404, "notFound", "Not Found")
        return self.events[event_id]

    def expire_tokens(self) -> None:
        """Let every sync token that was handed out until now answer 410."""
        self.latest_change += 1
        self.oldest_token_change = self.latest_change

    def page(self, listing: Listing, start: int, size: int) -> tuple[list[Event], str]:
        """Return a page of a listing and the next page's token, or "" after the last."""
        end = start + size
        shown = [self.events[one] for one in listing.event_ids[start:end]]
        if end >= len(listing.event_ids):
            return shown, ""
        token = base64.urlsafe_b64encode(f"{len(self._open_listings)}:{end}".encode()).decode()
        self._open_listings[token] = listing
        return shown, token

    def resume(self, token: str) -> tuple[Listing, int]:
        """Return the listing that a page token goes on with; raises ApiError 400 for another."""
        if token not in self._open_listings:
            raise ApiError(400, "invalid", "Invalid page token value.", location="pageToken")
        start = int(base64.urlsafe_b64decode(token).decode().partition(":")[2])
        return self._open_listings[token], start

    def token(self, listing: Listing) -> str:
        """Return a sync token for what a listing held, bound to the first call's parameters."""
        content = {"change": listing.change, "query": listing.query}
        return base64.urlsafe_b64encode(json.dumps(content).encode()).decode()

    def read_token(self, token: str) -> tuple[int, Json]:
        """Return a token's change number and query; raises ApiError 410 for one of no use.

        Calendar API, "Synchronize resources efficiently": on 410 the client clears its store and
        syncs in full.
        """
        try:
            content: Any = json.loads(base64.urlsafe_b64decode(token))
            change, query = content["change"], content["query"]
        except (ValueError, KeyError, TypeError) as refusal:
            raise _gone() from refusal
        if change < self.oldest_token_change:
            raise _gone()
        return change, query


def _gone() -> ApiError:
    return ApiError(
        410,
        "fullSyncRequired",
        "Sync token is no longer valid, a full sync is required.",
        domain="calendar",
        location="syncToken",
    )
