"""Reading ahead: all that a send looks at of an enrollment, in one statement instead of nine.

Each row is handed out once, to whoever asks for it next in the same transaction; later askers read
it themselves. So nothing here can be older than the question that brought it.
"""

from typing import Any

from sqlalchemy import Select, Text, and_, bindparam, cast, exists, literal, select
from sqlalchemy.sql.selectable import FromClause

from engine.domain.enrollment import step_key
from storage import tables
from storage.connections import MAILBOXES
from storage.contacts import CONTACTS
from storage.enrollments import ENROLLMENTS
from storage.links import OF_ENROLLMENT
from storage.mapper import Mapper
from storage.memo import packed, unpacked
from storage.prepared import Prepared
from storage.scoped import ABSENT, Scope
from storage.sequences import SEQUENCES, VERSIONS
from storage.workspaces import MEMBERS, WORKSPACES

_PARTS: tuple[Mapper[Any], ...] = (
    ENROLLMENTS,
    SEQUENCES,
    CONTACTS,
    WORKSPACES,
    MAILBOXES,
    MEMBERS,
    VERSIONS,
)
_enrollment = tables.enrollment.c
_sequence = tables.sequence.c
_contact = tables.contact.c
_mailbox = tables.mailbox.c
_version = tables.version.c
_delivery = tables.delivery.c
_suppression = tables.suppression.c


def _joined() -> FromClause:
    """Return the tables: the enrollment, with what it belongs to and is sent by."""
    owner = and_(
        tables.member.c.workspace_id == _mailbox.workspace_id,
        tables.member.c.user_id == _mailbox.owner_id,
    )
    under_way = and_(
        _version.workspace_id == _enrollment.workspace_id,
        _version.sequence_id == _sequence.id,
        _version.number == _sequence.active_version,
    )
    return (
        tables.enrollment.join(tables.sequence, _sequence.id == _enrollment.sequence_id)
        .join(tables.contact, _contact.id == _enrollment.contact_id)
        .join(tables.workspace, tables.workspace.c.id == _enrollment.workspace_id)
        .outerjoin(tables.mailbox, _mailbox.id == _enrollment.mailbox_id)
        .outerjoin(tables.member, owner)
        .outerjoin(tables.version, under_way)
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


def _statement() -> Select[Any]:
    columns: list[Any] = [packed(mapper).label(mapper.table.name) for mapper in _PARTS]
    columns += [_LINK.label("link"), _PREPARED.label("prepared")]
    columns += [_SUPPRESSED.label("suppressed")]
    this = (_enrollment.workspace_id == bindparam("ours"), _enrollment.id == bindparam("this"))
    found = select(*columns).select_from(_joined()).where(*this)
    return found.with_for_update(key_share=True, of=tables.enrollment)


_STATEMENT = Prepared(_statement())
_LOCK = Prepared(
    select(_sequence.id)
    .where(_sequence.workspace_id == bindparam("ours"), _sequence.id == bindparam("this"))
    .with_for_update(key_share=True)
)


def read_ahead(scope: Scope, enrollment_id: int, sequence_id: int) -> None:
    """Fetch the enrollment and its sequence, both locked, with all that belongs to them."""
    connection, ours = scope.connection, scope.workspace_id
    if connection.dialect.name == "postgresql":
        # First: what the sequence's lock keeps others from changing has to be read after it.
        _LOCK.rows(connection, {"ours": ours, "this": sequence_id})
    for row in _STATEMENT.rows(connection, {"ours": ours, "this": enrollment_id}):
        _keep(scope, row)


def _keep(scope: Scope, row: tuple[Any, ...]) -> None:
    """Keep each table's value, and which of the next questions have no answer."""
    dialect = scope.connection.dialect
    *rows, link, prepared, suppressed = row
    values = [
        None if text is None else unpacked(mapper, dialect, text)
        for mapper, text in zip(_PARTS, rows, strict=True)
    ]
    for mapper, value in zip(_PARTS, values, strict=True):
        if value is not None:
            scope.keep_ahead(mapper, value)
    enrollment: Any = values[_PARTS.index(ENROLLMENTS)]
    contact: Any = values[_PARTS.index(CONTACTS)]
    scope.ahead["token", (enrollment.id,)] = link or ABSENT
    if not prepared and enrollment.step_id:
        scope.ahead["delivery", (step_key(enrollment.id, enrollment.step_id),)] = ABSENT
    if not suppressed:
        for value in (contact.email_key, contact.phone):
            scope.ahead["suppression", (value,)] = ABSENT
