"""Conversations: found by number, read back to a point in time, and swept for what is new.

The bare minimum of requests: a conversation once found is remembered, and a sweep that runs out of
requests goes on next time where it stopped.
"""

import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from engine.domain.errors import Permanent, Temporary
from engine.domain.sms import SmsText
from engine.providers.salesmsg_http import NOT_FOUND, PROVIDER, Caller, SalesmsgHttp
from engine.providers.salesmsg_wire import (
    Message,
    Person,
    message,
    moment,
    person,
    rows,
    same_number,
)

CLOCK_SKEW = timedelta(seconds=60)  # their clock may be behind ours
PAGE_SIZE = 100
MAX_PAGES = 50
MAX_KNOWN = 50_000  # numbers; forgetting one costs two requests
SETTLED_AFTER = timedelta(minutes=2)  # what is older has surely been read whole
FILTERS = ("open", "closed", "optout")  # whoever texts is in one of them


@dataclass(frozen=True, slots=True, kw_only=True)
class _Listed:
    """A conversation as the list shows it."""

    id: str
    person: Person
    last_at: datetime | None  # UTC; None if the list does not say


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """A number's texts, oldest first, and its contact; both empty for an unknown number."""

    person: Person | None = None
    messages: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """What a sweep has read of a conversation, back to `since`."""

    since: datetime
    texts: tuple[SmsText, ...]


class Threads:
    """Reads conversations; remembers where each number's are, and what a sweep has read."""

    def __init__(self, http: SalesmsgHttp, now: Callable[[], datetime]) -> None:
        self._http = http
        self._now = now
        self._known: dict[tuple[str, str], tuple[str, ...]] = {}
        self._swept: dict[tuple[str, str, datetime], _Read] = {}
        self._lock = threading.Lock()

    def remember(self, caller: Caller, number: str, conversation_id: str) -> None:
        """Keep where a number's texts stand."""
        with self._lock:
            if len(self._known) >= MAX_KNOWN:
                self._known.clear()
            before = self._known.get((caller.account, number), ())
            if conversation_id and conversation_id not in before:
                self._known[caller.account, number] = (*before, conversation_id)

    def person(self, caller: Caller, number: str) -> Person | None:
        """Return the contact with this number, if Salesmsg knows one."""
        found = rows(self._http.get(caller, "/contacts/search", term=number, limit=50))
        people = (person(row) for row in found)
        return next((p for p in people if p and same_number(p.number, number)), None)

    def of_number(self, caller: Caller, number: str, since: datetime) -> History:
        """Return a number's texts in and out since then, and the contact as shown now."""
        with self._lock:
            known = self._known.get((caller.account, number), ())
        found = self._read_all(caller, known, since) if known else None
        if found is None:
            self._forget(caller, number)
            found = self._look_up(caller, number, since)
        if found is None:
            raise Temporary("Salesmsg lists a conversation it can't show", provider=PROVIDER)
        return found

    def sweep(self, caller: Caller, since: datetime) -> list[SmsText]:
        """Return the inbound texts of every conversation that changed since then, oldest first."""
        found: dict[str, SmsText] = {}
        for listed in self._changed(caller, since):
            for text in self._inbound(caller, listed, since):
                found[text.message_id] = text
        with self._lock:
            self._swept = {k: v for k, v in self._swept.items() if k[0] != caller.account}
        return sorted(found.values(), key=lambda text: text.received_at)

    def pages(self, caller: Caller, conversation_id: str) -> Iterator[list[Message]]:
        """Yield a conversation's messages page by page, newest page first."""
        for page in range(1, MAX_PAGES + 1):
            path = f"/messages/{conversation_id}/paginated"
            payload = self._http.get(caller, path, page=page, per_page=PAGE_SIZE)
            listed = rows(payload)
            yield [m for m in map(message, listed) if m]
            if page >= _last_page(payload, full=len(listed) >= PAGE_SIZE):
                return

    def _look_up(self, caller: Caller, number: str, since: datetime) -> History | None:
        who = self.person(caller, number)
        if who is None:
            return History()
        found = rows(self._http.get(caller, f"/contacts/{who.id}/conversations"))
        ids = tuple(str(row["id"]) for row in found if row.get("id"))
        for each in ids:
            self.remember(caller, number, each)
        read = self._read_all(caller, ids, since)
        return read and History(person=who, messages=read.messages)

    def _forget(self, caller: Caller, number: str) -> None:
        with self._lock:
            self._known.pop((caller.account, number), None)

    def _read_all(self, caller: Caller, ids: tuple[str, ...], since: datetime) -> History | None:
        try:
            read = [self._since(caller, each, since) for each in ids]
        except Permanent as refusal:
            if refusal.kind != NOT_FOUND:
                raise
            return None
        return History(
            person=next((each.person for each in read if each.person), None),
            messages=tuple(sorted((m for each in read for m in each.messages), key=_age)),
        )

    def _since(self, caller: Caller, conversation_id: str, since: datetime) -> History:
        found: list[Message] = []
        who: Person | None = None
        for page in self.pages(caller, conversation_id):
            who = who or next((m.person for m in page if m.person), None)
            recent = [m for m in page if m.at is None or m.at >= since - CLOCK_SKEW]
            found += recent
            if len(recent) < len(page):
                break  # newest first: the rest is older
        return History(person=who, messages=tuple(found))

    def _changed(self, caller: Caller, since: datetime) -> Iterator[_Listed]:
        seen: set[str] = set()
        for name in FILTERS:
            for listed in self._listed(caller, name, since):
                if listed.id not in seen:
                    seen.add(listed.id)
                    yield listed

    def _listed(self, caller: Caller, name: str, since: datetime) -> Iterator[_Listed]:
        # No `after`: what it means to the vendor is not written down, and a wrong guess would
        # hide replies. The list is newest first.
        for page in range(MAX_PAGES):
            offset = page * PAGE_SIZE
            found = rows(
                self._http.get(
                    caller, "/conversations", filter=name, limit=PAGE_SIZE, offset=offset
                )
            )
            recent = [c for c in map(_listed, found) if c and _is_recent(c, since)]
            yield from recent
            if len(found) < PAGE_SIZE or not recent:
                return

    def _inbound(self, caller: Caller, listed: _Listed, since: datetime) -> tuple[SmsText, ...]:
        if listed.last_at is None:
            return self._texts(caller, listed, since)
        key = (caller.account, listed.id, listed.last_at)
        with self._lock:
            known = self._swept.get(key)
        if known and known.since <= since:
            return known.texts
        texts = self._texts(caller, listed, since)
        if listed.last_at < self._now() - SETTLED_AFTER:
            with self._lock:
                self._swept[key] = _Read(since=since, texts=texts)
        return texts

    def _texts(self, caller: Caller, listed: _Listed, since: datetime) -> tuple[SmsText, ...]:
        found = self._since(caller, listed.id, since).messages
        return inbound(found, listed.person, seen_at=self._now())


def inbound(messages: Iterable[Message], who: Person, *, seen_at: datetime) -> tuple[SmsText, ...]:
    """Return the contact's own texts among the messages."""
    return tuple(m.as_text(who, seen_at=seen_at) for m in messages if m.is_inbound)


def _listed(row: dict[str, Any]) -> _Listed | None:
    who = person(row.get("contact"))
    if who is None or not row.get("id"):
        return None
    return _Listed(id=str(row["id"]), person=who, last_at=moment(row.get("last_message_at")))


def _is_recent(listed: _Listed, since: datetime) -> bool:
    return listed.last_at is None or listed.last_at >= since - CLOCK_SKEW


def _last_page(payload: Any, *, full: bool) -> int:
    meta = payload.get("meta") if isinstance(payload, dict) else None
    last = meta.get("last_page") if isinstance(meta, dict) else None
    if isinstance(last, int):
        return last
    return MAX_PAGES if full else 0


def _age(each: Message) -> tuple[bool, int, str]:
    return (not each.id.isdecimal(), int(each.id) if each.id.isdecimal() else 0, each.id)
