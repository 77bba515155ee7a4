"""What both databases have and each spells apart: INSERT ... ON CONFLICT, and numbers ahead."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, func, select, text
from sqlalchemy.dialects import postgresql, sqlite

_ROWS_IN_ONE_STATEMENT = 500


def insert_for(connection: Connection, table: Table) -> Any:
    """Return the dialect's INSERT, which has `on_conflict_do_nothing` and `..._do_update`."""
    return insert_on(connection.dialect.name, table)


def insert_on(dialect: str, table: Table) -> Any:
    """Return the INSERT of the dialect with this name."""
    return (postgresql if dialect == "postgresql" else sqlite).insert(table)


def allot(connection: Connection, table: Table, count: int) -> Sequence[int]:
    """Return as many ids of the table as asked for, which nobody else gets."""
    if connection.dialect.name == "postgresql":
        counter = func.pg_get_serial_sequence(table.name, "id")
        numbers = select(func.nextval(counter)).select_from(func.generate_series(1, count))
        return connection.execute(numbers).scalars().all()
    # AUTOINCREMENT counts on from the highest id ever used, and we are the only writer.
    used = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
    last = connection.execute(used, {"name": table.name}).scalar() or 0
    return range(last + 1, last + 1 + count)


def insert_new(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> int:
    """Insert the rows that no unique key has yet; returns how many these were."""
    inserted = 0
    for start in range(0, len(rows), _ROWS_IN_ONE_STATEMENT):
        part = rows[start : start + _ROWS_IN_ONE_STATEMENT]
        # Counted by what comes back: the driver's own count is not kept beside a generated key.
        statement = insert_for(connection, table).values(part).on_conflict_do_nothing()
        inserted += len(connection.execute(statement.returning(*table.primary_key)).all())
    return inserted


def replace_row(
    connection: Connection, table: Table, row: Mapping[str, Any], *, key: Sequence[str]
) -> None:
    """Insert the row, or write all its columns over the one with the same key."""
    changes = {name: value for name, value in row.items() if name not in key}
    statement = insert_for(connection, table).values(row)
    connection.execute(statement.on_conflict_do_update(index_elements=key, set_=changes))
