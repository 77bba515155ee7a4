"""Reading ahead: the rows that every send looks at, fetched in one statement instead of six.

Each row is handed out once, to whoever asks for it next in the same transaction; later askers read
it themselves. So nothing here can be older than the question that brought it.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, select
from sqlalchemy.sql.selectable import FromClause

from storage import tables
from storage.connections import MAILBOXES
from storage.contacts import CONTACTS
from storage.enrollments import ENROLLMENTS
from storage.mapper import Mapper
from storage.scoped import Scope
from storage.sequences import VERSIONS
from storage.workspaces import MEMBERS, WORKSPACES

_PARTS: tuple[Mapper[Any], ...] = (
    ENROLLMENTS,
    CONTACTS,
    WORKSPACES,
    MAILBOXES,
    MEMBERS,
    VERSIONS,
)
_enrollment = tables.enrollment.c
_mailbox = tables.mailbox.c
_version = tables.version.c


def _joined() -> FromClause:
    """Return the tables: the enrollment, with what it belongs to and is sent by."""
    number = _version.number == bindparam("number")
    under_way = and_(_version.sequence_id == _enrollment.sequence_id, number)
    owner = and_(
        tables.member.c.workspace_id == _mailbox.workspace_id,
        tables.member.c.user_id == _mailbox.owner_id,
    )
    return (
        tables.enrollment.join(tables.contact, tables.contact.c.id == _enrollment.contact_id)
        .join(tables.workspace, tables.workspace.c.id == _enrollment.workspace_id)
        .outerjoin(tables.mailbox, _mailbox.id == _enrollment.mailbox_id)
        .outerjoin(tables.member, owner)
        .outerjoin(
            tables.version, and_(_version.workspace_id == _enrollment.workspace_id, under_way)
        )
    )


def _statement() -> Select[Any]:
    columns = (
        mapper.table.c[name].label(f"{mapper.table.name}_{name}")
        for mapper in _PARTS
        for name in mapper.names
    )
    this = (_enrollment.workspace_id == bindparam("ours"), _enrollment.id == bindparam("this"))
    found = select(*columns).select_from(_joined()).where(*this)
    return found.with_for_update(key_share=True, of=tables.enrollment)


_STATEMENT = _statement()


def read_ahead(scope: Scope, enrollment_id: int, version: int | None) -> None:
    """Fetch the enrollment, locked, with its contact, mailbox, version and workspace."""
    values = {"ours": scope.workspace_id, "this": enrollment_id, "number": version or 0}
    row = scope.connection.execute(_STATEMENT, values).first()
    if row is not None:
        for mapper, value in _values(row):
            scope.ahead[mapper.table.name, mapper.key_of(value)] = value


def _values(row: Row[Any]) -> Iterator[tuple[Mapper[Any], Any]]:
    """Yield each table's value; a row that an outer join did not find has no key."""
    start = 0
    for mapper in _PARTS:
        part = row[start : start + len(mapper.names)]
        start += len(mapper.names)
        if part[0] is not None:
            yield mapper, mapper.kind(**dict(zip(mapper.names, part, strict=True)))
