"""The one row in which a database says which one it is, and how far it has come."""

import uuid

from sqlalchemy import Connection, Row, select, text

from engine.domain.witness import Mark, StoreState
from storage import tables
from storage.upserts import insert_new, replace_row

_meta = tables.store_meta
_NAME = "this"


def read(connection: Connection) -> StoreState:
    """Return it, locked until the transaction ends; made when it is asked for the first time."""
    found = select(_meta).where(_meta.c.name == _NAME).with_for_update()
    row = connection.execute(found).first()
    if row is None:
        new = {"name": _NAME, "store_id": str(uuid.uuid4()), "epoch": 0}
        insert_new(connection, _meta, [new])
        row = connection.execute(found).one()
    return _loaded(row)


def write(connection: Connection, state: StoreState) -> None:
    """Keep it, and for good: a witness is going to follow it.

    PostgreSQL may be set to lose its last commits in a crash; not this one.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL synchronous_commit = on"))
    row = {
        "name": _NAME,
        "store_id": state.mark.store_id,
        "epoch": state.mark.epoch,
        "doubt": state.doubt,
        "doubted_at": state.doubted_at,
        "seen_id": state.seen.store_id if state.seen else None,
        "seen_epoch": state.seen.epoch if state.seen else None,
        "accepted_id": state.accepted_id,
    }
    replace_row(connection, _meta, row, key=["name"])


def has_enrollments(connection: Connection) -> bool:
    """Whether there is, or was, anything to send to anybody."""
    return connection.execute(select(tables.enrollment.c.id).limit(1)).first() is not None


def _loaded(row: Row[tuple[object, ...]]) -> StoreState:
    seen = None if row.seen_id is None else Mark(store_id=row.seen_id, epoch=row.seen_epoch)
    return StoreState(
        mark=Mark(store_id=row.store_id, epoch=row.epoch),
        doubt=row.doubt,
        doubted_at=row.doubted_at,
        seen=seen,
        accepted_id=row.accepted_id,
    )
