"""Reading ahead: all that a send looks at of an enrollment, in one statement instead of nine.

Each row is handed out once, to whoever asks for it next in the same transaction; later askers read
it themselves. So nothing here can be older than the question that brought it.
"""

from typing import Any

from sqlalchemy import ColumnElement, Text, and_, bindparam, cast, exists, literal, select
from sqlalchemy.sql.selectable import FromClause

from engine.domain.enrollment import step_key
from storage import tables
from storage.connections import MAILBOXES
from storage.contacts import CONTACTS
from storage.enrollment_mapper import ENROLLMENTS
from storage.links import OF_ENROLLMENT
from storage.mapper import Mapper
from storage.memo import packed, unpacked
from storage.prepared import Prepared
from storage.scoped import ABSENT, Scope
from storage.sequences import SEQUENCES, VERSIONS
from storage.workspaces import MEMBERS, WORKSPACES

Parts = tuple[Mapper[Any], ...]

_TO_PLAN: Parts = (ENROLLMENTS, SEQUENCES, CONTACTS, VERSIONS)
_TO_SEND: Parts = (*_TO_PLAN, WORKSPACES, MAILBOXES, MEMBERS)
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
_PREPARED = exists().where(_OF_OURS, _delivery.key == _KEY).correlate(tables.enrollment)
_SUPPRESSED = (
    exists()
    .where(_suppression.workspace_id == _enrollment.workspace_id)
    .where(_suppression.value.in_([_contact.email_key, _contact.phone]))
    .correlate(tables.enrollment, tables.contact)
)
_LINK = OF_ENROLLMENT.scalar_subquery()


def _statement(parts: Parts, tables_: FromClause, *answers: ColumnElement[Any]) -> Prepared:
    columns = [packed(mapper).label(mapper.table.name) for mapper in parts]
    this = (_enrollment.workspace_id == bindparam("ours"), _enrollment.id == bindparam("this"))
    found = select(*columns, *answers).select_from(tables_).where(*this)
    return Prepared(found.with_for_update(key_share=True, of=tables.enrollment))


_READ_TO_PLAN = _statement(_TO_PLAN, _PLANNED)
_ANSWERS = (_LINK.label("link"), _PREPARED.label("prepared"), _SUPPRESSED.label("suppressed"))
_READ_TO_SEND = _statement(_TO_SEND, _SENT, *_ANSWERS)
_LOCK = Prepared(
    select(_sequence.id)
    .where(_sequence.workspace_id == bindparam("ours"), _sequence.id == bindparam("this"))
    .with_for_update(key_share=True)
)


def to_plan(scope: Scope, enrollment_id: int, sequence_id: int) -> None:
    """Fetch the enrollment and its sequence, both locked, with what a plan is made of."""
    for row in _locked(scope, _READ_TO_PLAN, enrollment_id, sequence_id):
        _keep(scope, _TO_PLAN, row)


def to_send(scope: Scope, enrollment_id: int, sequence_id: int) -> None:
    """Fetch the enrollment and its sequence, both locked, with all that belongs to them."""
    for row in _locked(scope, _READ_TO_SEND, enrollment_id, sequence_id):
        enrollment, _, contact, *_ = _keep(scope, _TO_SEND, row)
        link, prepared, suppressed = row[len(_TO_SEND) :]
        scope.ahead["token", (enrollment.id,)] = link or ABSENT
        if not prepared and enrollment.step_id:
            scope.ahead["delivery", (step_key(enrollment.id, enrollment.step_id),)] = ABSENT
        if not suppressed:
            for value in (contact.email_key, contact.phone):
                scope.ahead["suppression", (value,)] = ABSENT


def _locked(
    scope: Scope, read: Prepared, enrollment_id: int, sequence_id: int
) -> list[tuple[Any, ...]]:
    connection, ours = scope.connection, scope.workspace_id
    if connection.dialect.name == "postgresql":
        # First: what the sequence's lock keeps others from changing has to be read after it.
        _LOCK.rows(connection, {"ours": ours, "this": sequence_id})
    return read.rows(connection, {"ours": ours, "this": enrollment_id})


def _keep(scope: Scope, parts: Parts, row: tuple[Any, ...]) -> list[Any]:
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
