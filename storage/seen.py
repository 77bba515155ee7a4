"""What a decision was taken on, so that a write can ask whether all of it is so still.

In every row PostgreSQL keeps which transaction wrote it (`xmin`, "System Columns" in its manual):
the rows seen are named by that, and the statement that writes locks and compares them itself. It
waits for nobody: a row that somebody else has just locked may be about to change. On SQLite the
rows are read once more, by a transaction that is the only writer; which also knows whether anything
at all was written since, and then need not.
"""

from typing import Any

from sqlalchemy import ColumnElement, Connection, String, Table, literal_column
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

from engine.ports.records import Seen

_STANDS = "stands so"


class _written_by(GenericFunction[str]):  # noqa: N801 - named as SQL would
    """Which transactions wrote these rows last, as text; nothing on SQLite."""

    type = String()
    inherit_cache = True


@compiles(_written_by, "sqlite")
def _on_sqlite(_element: _written_by, _compiler: Any, **_: Any) -> str:
    return "NULL"


@compiles(_written_by, "postgresql")
def _on_postgres(element: _written_by, compiler: Any, **options: Any) -> str:
    each = (f"coalesce({compiler.process(one, **options)}::text, '-')" for one in element.clauses)
    return f"concat_ws(',', {', '.join(each)})"


def written_by(*tables: Table) -> ColumnElement[str]:
    """Return which transactions wrote the rows of these tables that a statement reads."""
    return _written_by(*(literal_column(f"{table.name}.xmin") for table in tables))


def remember(connection: Connection, seen: Seen) -> None:
    """Let the only writer remember that all of this stands so now."""
    connection.info[_STANDS] = (seen, _written(connection))


def is_untouched(connection: Connection, seen: Seen) -> bool:
    """Whether the only writer has written nothing since it was told that this stands so."""
    told, count = connection.info.get(_STANDS, (None, 0))
    return told is seen and bool(count == _written(connection))


def _written(connection: Connection) -> int:
    """Return how many rows this connection has written since it was opened, by SQLite's count."""
    driver: Any = connection.connection.dbapi_connection
    count: int = driver.total_changes
    return count
