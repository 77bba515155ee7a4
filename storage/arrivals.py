"""What arrived, each once, and meetings as they were last seen."""

from collections.abc import Collection, Mapping
from collections.abc import Sequence as Rows
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Text, bindparam, cast, exists, or_, select, text, update

from engine.ports.records import InboundEvent, Meeting
from storage import tables
from storage.limits import first
from storage.mapper import Mapper
from storage.memo import packed, unpacked
from storage.prepared import Prepared
from storage.scoped import ABSENT, Scope, Scoped
from storage.upserts import insert_new, replace_row

_inbound = tables.inbound.c
_meeting = tables.meeting.c

INBOUND = Mapper(tables.inbound, InboundEvent)
HAS_NEW_MAIL = (
    exists()
    .where(_inbound.workspace_id == tables.mailbox.c.workspace_id)
    .where(_inbound.source == cast(tables.mailbox.c.id, Text), text("inbound.state = 'new'"))
    .correlate(tables.mailbox)
)
MEETINGS = Mapper(
    tables.meeting, Meeting, {"event_key": lambda meeting: meeting.uid or meeting.event_id}
)


@lru_cache
def _new(at_most: int) -> Prepared:
    """Return what is asked before every send: the first that wait to be judged."""
    source = (_inbound.workspace_id == bindparam("ours"), _inbound.source == bindparam("source"))
    waiting = select(packed(INBOUND)).where(*source, text("inbound.state = 'new'"))
    return Prepared(first(waiting.order_by(_inbound.id), at_most))


def _source(mailbox_id: int | None) -> str:
    return "" if mailbox_id is None else str(mailbox_id)


class SqlInbox:
    """What arrived, each once: written with the cursor, judged in a step of its own."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._rows = Scoped(INBOUND, scope)

    def add_mail(self, mailbox_id: int, gmail_ids: Collection[str], *, at: datetime) -> int:
        """Remember messages to be judged; returns how many were not known before."""
        ids = dict.fromkeys(gmail_ids)
        return self._remember([self._row(mailbox_id, gmail_id, None, at) for gmail_id in ids])

    def add_text(self, message_id: str, payload: Mapping[str, Any], *, at: datetime) -> bool:
        """Remember a text to be judged; False when it was known before."""
        return self._remember([self._row(None, message_id, payload, at)]) == 1

    def new_mail(self, mailbox_id: int, *, limit: int) -> Rows[InboundEvent]:
        """Return mail that waits to be judged, in the order it was found."""
        return self._new(mailbox_id, limit)

    def has_new_mail(self, mailbox_id: int) -> bool:
        """Whether mail waits to be judged."""
        if self._scope.take_ahead("inbound", mailbox_id) is ABSENT:
            return False
        return bool(self._new(mailbox_id, 1))

    def new_texts(self, *, limit: int) -> Rows[InboundEvent]:
        """Return texts that wait to be judged, in the order they arrived."""
        return self._new(None, limit)

    def done(self, event_id: int, *, verdict: str) -> bool:
        """Mark a new event as judged; False when somebody judged it before.

        The words are not kept any longer.
        """
        judged = {"state": "done", "verdict": verdict, "payload": None}
        return self._change(event_id, _inbound.state == "new", **judged)

    def failed(self, event_id: int, *, quarantine: bool, reason: str) -> None:
        """Count the failure; quarantined ones are not tried again by themselves."""
        state = "quarantined" if quarantine else "new"
        attempts = _inbound.attempts + 1
        waits = _inbound.state == "new"
        self._change(event_id, waits, state=state, verdict=reason, attempts=attempts)

    def is_judged(self, mailbox_id: int | None, external_id: str) -> bool:
        """Whether this message has its verdict."""
        source = _source(mailbox_id)
        return self._rows.find(source=source, external_id=external_id, state="done") is not None

    def _row(
        self,
        mailbox_id: int | None,
        external_id: str,
        payload: Mapping[str, Any] | None,
        at: datetime,
    ) -> dict[str, Any]:
        event = InboundEvent(
            id=0, mailbox_id=mailbox_id, external_id=external_id, state="new", payload=payload
        )
        row = self._rows.dump(event) | {"source": _source(mailbox_id), "arrived_at": at}
        del row["id"]
        return row

    def _remember(self, rows: list[dict[str, Any]]) -> int:
        return insert_new(self._scope.connection, tables.inbound, rows)

    def _new(self, mailbox_id: int | None, limit: int) -> Rows[InboundEvent]:
        values = {"ours": self._scope.workspace_id, "source": _source(mailbox_id)}
        connection = self._scope.connection
        rows = _new(limit).rows(connection, values)
        return [unpacked(INBOUND, connection.dialect, row) for (row,) in rows]

    def _change(self, event_id: int, condition: ColumnElement[bool], **changes: Any) -> bool:
        this = (self._rows.ours, _inbound.id == event_id, condition)
        statement = update(tables.inbound).where(*this).values(changes)
        return self._scope.connection.execute(statement).rowcount > 0


class SqlMeetings:
    """Meetings, one row per event and contact: what was judged once is passed over."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._rows = Scoped(MEETINGS, scope)

    def of_event(self, mailbox_id: int, event_id: str, uid: str) -> Rows[Meeting]:
        """Return the rows of the event that has this id or, if there is one, this UID."""
        same = [_meeting.event_id == event_id] + ([_meeting.uid == uid] if uid else [])
        ours = (_meeting.mailbox_id == mailbox_id, or_(*same))
        return self._rows.all(*ours, order_by=[_meeting.id])

    def save(self, meeting: Meeting) -> None:
        """Insert or replace by mailbox, uid (else event id) and contact."""
        row = self._rows.dump(meeting)
        key = ("workspace_id", "mailbox_id", "event_key", "contact_id")
        replace_row(self._scope.connection, tables.meeting, row, key=key)

    def known_events(self, mailbox_id: int) -> frozenset[str]:
        """Return the ids of every event that has a row."""
        ours = (self._rows.ours, _meeting.mailbox_id == mailbox_id)
        statement = select(_meeting.event_id).distinct().where(*ours)
        return frozenset(self._scope.connection.execute(statement).scalars())
