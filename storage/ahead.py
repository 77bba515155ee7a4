"""Reading ahead: all that a send looks at of an enrollment, in one statement instead of nine.

Each row is handed out once, to whoever asks for it next in the same transaction; later askers read
it themselves. So nothing here can be older than the question that brought it.
"""

from collections.abc import Sequence as Rows
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Text,
    and_,
    bindparam,
    cast,
    exists,
    literal,
    not_,
    select,
)
from sqlalchemy.sql.selectable import FromClause

from engine.domain.enrollment import Enrollment, step_key
from engine.ports.records import Seen
from storage import tables
from storage.chains import DONE, Write
from storage.connections import MAILBOXES
from storage.contacts import CONTACTS
from storage.enrollment_mapper import ENROLLMENTS
from storage.links import link_of
from storage.mapper import Mapper
from storage.memo import packed, unpacked
from storage.prepared import Prepared
from storage.scoped import ABSENT, Scope, on_postgres
from storage.seen import is_untouched, remember, written_by
from storage.sequences import SEQUENCES, VERSIONS
from storage.workspaces import MEMBERS, WORKSPACES

Parts = tuple[Mapper[Any], ...]
Row = tuple[Any, ...]

_PLAN: Parts = (SEQUENCES, CONTACTS, VERSIONS)
_SEND: Parts = (WORKSPACES, MAILBOXES, MEMBERS)
_enrollment = tables.enrollment.c
_sequence = tables.sequence.c
_contact = tables.contact.c
_mailbox = tables.mailbox.c
_version = tables.version.c
_delivery = tables.delivery.c
_suppression = tables.suppression.c


_OWNER = and_(
    tables.member.c.workspace_id == _mailbox.workspace_id,
    tables.member.c.user_id == _mailbox.owner_id,
)
_UNDER_WAY = and_(
    _version.workspace_id == _enrollment.workspace_id,
    _version.sequence_id == _sequence.id,
    _version.number == _sequence.active_version,
)
_PLANNED = (
    tables.enrollment.join(tables.sequence, _sequence.id == _enrollment.sequence_id)
    .join(tables.contact, _contact.id == _enrollment.contact_id)
    .outerjoin(tables.version, _UNDER_WAY)
)
_SENT = (
    _PLANNED.join(tables.workspace, tables.workspace.c.id == _enrollment.workspace_id)
    .outerjoin(tables.mailbox, _mailbox.id == _enrollment.mailbox_id)
    .outerjoin(tables.member, _OWNER)
)

# The key of the next step, as `step_key` spells it.
_KEY = literal("step:") + cast(_enrollment.id, Text) + literal(":") + _enrollment.step_id
_OF_OURS = _delivery.workspace_id == _enrollment.workspace_id
_LINK = link_of(_enrollment.id).correlate(tables.enrollment).scalar_subquery()
_PREPARED = exists().where(_OF_OURS, _delivery.key == _KEY).correlate(tables.enrollment)
_SUPPRESSED = (
    exists()
    .where(_suppression.workspace_id == _enrollment.workspace_id)
    .where(_suppression.value.in_([_contact.email_key, _contact.phone]))
    .correlate(tables.enrollment, tables.contact)
)
_THIS = (_enrollment.workspace_id == bindparam("ours"), _enrollment.id == bindparam("this"))
_BY = {
    "enrollment": written_by(tables.enrollment),
    "plan": written_by(*(mapper.table for mapper in _PLAN)),
    "send": written_by(*(mapper.table for mapper in _SEND)),
}


class _Reading:
    """How the rows of these tables are read, and compared with what was seen of them."""

    def __init__(
        self,
        parts: Parts,
        joined: FromClause,
        by: Rows[str],
        *answers: ColumnElement[Any],
        unless: Rows[ColumnElement[bool]] = (),
    ) -> None:
        texts = [packed(mapper).label(mapper.table.name) for mapper in parts]
        stamps = [_BY[name].label(f"by_{name}") for name in by]
        self.columns = (*texts, *answers, *stamps)
        self.joined = joined
        found = select(*self.columns).select_from(joined).where(*_THIS)
        same = [_BY[name] == bindparam(f"by_{name}") for name in by]
        so = select(DONE).select_from(joined).where(*_THIS, *same, *map(not_, unless))
        self.parts = parts
        self.plain = Prepared(found)
        self.locked = Prepared(found.with_for_update(key_share=True, of=tables.enrollment))
        both = [tables.sequence, tables.enrollment]
        self.still = Prepared(so.with_for_update(key_share=True, skip_locked=True, of=both))


_TO_PLAN = _Reading((ENROLLMENTS, *_PLAN), _PLANNED, ("enrollment", "plan"))
TO_SEND = _Reading(
    (ENROLLMENTS, *_PLAN, *_SEND),
    _SENT,
    ("enrollment", "plan", "send"),
    _LINK.label("link"),
    _PREPARED.label("prepared"),
    _SUPPRESSED.label("suppressed"),
    unless=[_SUPPRESSED],
)
_LOCK = Prepared(
    select(_sequence.id)
    .where(_sequence.workspace_id == bindparam("ours"), _sequence.id == bindparam("this"))
    .with_for_update(key_share=True)
)


# In a row of `TO_SEND`, behind the enrollment's text.
_OF_A_PLAN = slice(1, 1 + len(_PLAN))
_OF_A_SEND = slice(_OF_A_PLAN.stop, _OF_A_PLAN.stop + len(_SEND))
_ANSWERS = slice(_OF_A_SEND.stop, _OF_A_SEND.stop + 3)
_STAMPS = slice(_ANSWERS.stop, _ANSWERS.stop + len(_BY))
_SEEN = "seen"  # among what was read ahead


def to_plan(scope: Scope, enrollment_id: int, sequence_id: int) -> None:
    """Fetch the enrollment and its sequence, both locked, with what a plan is made of."""
    for row in _rows(scope, _TO_PLAN, enrollment_id, sequence_id):
        _keep(scope, _TO_PLAN.parts, row)


def to_send(scope: Scope, enrollment_id: int, sequence_id: int) -> Seen | None:
    """Fetch the enrollment and its sequence, both locked, with all that belongs to them.

    Returns what was seen; none if there is no such enrollment.
    """
    known: Seen | None = scope.take_ahead(_SEEN, enrollment_id)
    if known is not None:
        return known
    for row in _rows(scope, TO_SEND, enrollment_id, sequence_id):
        return _kept(scope, row)
    return None


def keep_to_send(scope: Scope, row: Row) -> None:
    """Keep a row of `TO_SEND` that was read without a lock, and what was seen by it."""
    seen = _kept(scope, row)
    scope.ahead[_SEEN, (seen.enrollment_id,)] = seen


def _kept(scope: Scope, row: Row) -> Seen:
    enrollment, _, contact, *_ = _keep(scope, TO_SEND.parts, row)
    link, prepared, suppressed = row[_ANSWERS]
    scope.ahead["token", (enrollment.id,)] = link or ABSENT
    if not prepared and enrollment.step_id:
        scope.ahead["delivery", (step_key(enrollment.id, enrollment.step_id),)] = ABSENT
    if not suppressed:
        for value in (contact.email_key, contact.phone):
            scope.ahead["suppression", (value,)] = ABSENT
    return _seen(scope, enrollment, row)


def _seen(scope: Scope, enrollment: Enrollment, row: Row) -> Seen:
    by = (enrollment, row[_OF_A_PLAN], row[_OF_A_SEND])
    if on_postgres(scope):
        by = row[_STAMPS]
    seen = Seen(enrollment_id=enrollment.id, enrollment=by[0], plan=by[1], send=by[2])
    if scope.locks and not on_postgres(scope):
        remember(scope.connection, seen)
    return seen


def still(scope: Scope, seen: Seen, *, only_to_plan: bool) -> Write:
    """Return the question, first of a chain on PostgreSQL, whether all is as it was seen."""
    reading = _TO_PLAN if only_to_plan else TO_SEND
    stamps = {"by_enrollment": seen.enrollment, "by_plan": seen.plan}
    given = stamps if only_to_plan else stamps | {"by_send": seen.send}
    return reading.still, given | {"ours": scope.workspace_id, "this": seen.enrollment_id}


def is_still(scope: Scope, seen: Seen, *, only_to_plan: bool) -> bool:
    """Whether all is as it was seen, in a transaction of SQLite's only writer."""
    if is_untouched(scope.connection, seen):
        return True
    reading = _TO_PLAN if only_to_plan else TO_SEND
    values = {"ours": scope.workspace_id, "this": seen.enrollment_id}
    for row in reading.plain.rows(scope.connection, values):
        enrollment = unpacked(ENROLLMENTS, scope.connection.dialect, row[0])
        is_as_planned = (enrollment, row[_OF_A_PLAN]) == (seen.enrollment, seen.plan)
        if only_to_plan or not is_as_planned:
            return is_as_planned
        _link, _prepared, suppressed = row[_ANSWERS]
        return bool(row[_OF_A_SEND] == seen.send and not suppressed)
    return False


def _rows(scope: Scope, reading: _Reading, enrollment_id: int, sequence_id: int) -> list[Row]:
    connection, ours = scope.connection, scope.workspace_id
    if scope.locks and on_postgres(scope):
        # First: what the sequence's lock keeps others from changing has to be read after it.
        _LOCK.rows(connection, {"ours": ours, "this": sequence_id})
    statement = reading.locked if scope.locks else reading.plain
    return statement.rows(connection, {"ours": ours, "this": enrollment_id})


def _keep(scope: Scope, parts: Parts, row: Row) -> list[Any]:
    """Keep each table's value and return them; none where there is no row."""
    dialect = scope.connection.dialect
    values = [
        None if text is None else unpacked(mapper, dialect, text)
        for mapper, text in zip(parts, row, strict=False)
    ]
    for mapper, value in zip(parts, values, strict=True):
        if value is not None:
            scope.keep_ahead(mapper, value)
    return values
