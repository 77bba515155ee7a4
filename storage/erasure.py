"""Forgetting a person: the counts stay, the words and the address go."""

from typing import Any

from sqlalchemy import Table, Text, delete, select, type_coerce, update

from engine.domain.enrollment import Contact
from storage import tables
from storage.scoped import Scope

_NOBODY: dict[str, Any] = {
    "email": "",
    "phone": None,
    "fields": {},
    "zone": None,
    "bounced_at": None,
    "textless": None,
    "alias_key": None,
    "search_text": "",
}
_NO_WORDS: dict[str, Any] = {
    "to_address": "",
    "subject": "",
    "text": "",
    "mime": None,
    "reason": "",
}


def erase(scope: Scope, contact: Contact) -> None:
    """Empty or drop every row that tells of this person; suppressions stay.

    Rows of reports (enrollments, deliveries) stay without words and address, so that what was
    sent is still counted. The emptied contact's key can never be an address.
    """
    columns = tables.contact.c
    ours = (columns.workspace_id == scope.workspace_id, columns.id == contact.id)
    nobody = _NOBODY | {"email_key": f"erased:{contact.id}"}
    scope.connection.execute(update(tables.contact).where(*ours).values(nobody))
    _empty(scope, tables.delivery, contact.id, _NO_WORDS)
    _empty(scope, tables.enrollment, contact.id, {"subject": None, "hold_detail": ""})
    _drop_meetings(scope, contact.id)
    _drop_notices(scope, contact.id)
    _drop_texts(scope, contact.phone)


def _empty(scope: Scope, table: Table, contact_id: int, values: dict[str, Any]) -> None:
    ours = (table.c.workspace_id == scope.workspace_id, table.c.contact_id == contact_id)
    scope.connection.execute(update(table).where(*ours).values(values))


def _drop_meetings(scope: Scope, contact_id: int) -> None:
    columns = tables.meeting.c
    ours = (columns.workspace_id == scope.workspace_id, columns.contact_id == contact_id)
    scope.connection.execute(delete(tables.meeting).where(*ours))


def _drop_notices(scope: Scope, contact_id: int) -> None:
    """Drop what was told in Slack about this contact in any sequence."""
    enrollment, notice = tables.enrollment.c, tables.notice.c
    sequences = select(enrollment.sequence_id).where(
        enrollment.workspace_id == scope.workspace_id, enrollment.contact_id == contact_id
    )
    found = scope.connection.execute(sequences.distinct()).scalars()
    threads = [f"{sequence_id}:{contact_id}" for sequence_id in found]
    ours = (notice.workspace_id == scope.workspace_id, notice.thread_key.in_(threads))
    ids = scope.connection.execute(select(notice.id).where(*ours)).scalars().all()
    _unlink_meetings(scope, ids)
    scope.connection.execute(delete(tables.notice).where(notice.id.in_(ids)))


def _unlink_meetings(scope: Scope, notice_ids: Any) -> None:
    """Let other people's meetings forget a notice that goes: one notice may tell of several."""
    columns = tables.meeting.c
    theirs = (columns.workspace_id == scope.workspace_id, columns.notice_id.in_(notice_ids))
    scope.connection.execute(update(tables.meeting).where(*theirs).values(notice_id=None))


def _drop_texts(scope: Scope, phone: str | None) -> None:
    """Drop texts that were not judged yet; judged ones keep no words (see the inbox)."""
    if phone is None:
        return
    columns = tables.inbound.c
    theirs = (
        columns.workspace_id == scope.workspace_id,
        columns.source == "",
        columns.payload.is_not(None),
        type_coerce(columns.payload, Text).contains(phone, autoescape=True),
    )
    scope.connection.execute(delete(tables.inbound).where(*theirs))
