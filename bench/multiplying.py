"""Rows by the hundred thousand, copied inside the database from those that are there."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from pysqlite3 import dbapi2
from sqlalchemy import Connection, Engine, Table, create_engine, text
from sqlalchemy import select as selecting

from bench import databases
from storage import address, tables


def multiply(url: str, *, team: str, due: int, later: int, now: datetime) -> None:
    """Copy the team's enrollments until there are so many, and let the first `due` be due."""
    engine = _opened(url)
    with engine.begin() as connection:
        firsts = _firsts(connection, team)
        rest = due + later - len(firsts)
        ahead = _highest(connection, tables.contact)
        _copy_contacts(connection, firsts, ahead, rest)
        _schedule(connection, firsts, due, now)
        _copy_enrollments(connection, firsts, ahead, rest, due, now)
        _count_on(connection)
    engine.dispose()
    databases.tidy(url)


def _opened(url: str) -> Engine:
    """Open the database for statements of ours, which need no durability."""
    if url.startswith("sqlite"):
        return create_engine(address.read(url), module=dbapi2)
    return create_engine(address.read(url))


def _firsts(connection: Connection, team: str) -> list[int]:
    """Return the enrollments to copy, one for each mailbox."""
    column = tables.enrollment.c
    found = selecting(column.id).where(column.workspace_id == team).order_by(column.id)
    return list(connection.execute(found).scalars())


def _highest(connection: Connection, table: Table) -> int:
    return int(connection.execute(text(f"SELECT max(id) FROM {table.name}")).scalar_one())


_NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {count})"


def _copy(table: Table, changed: Mapping[str, str], source: str, count: int) -> Any:
    names = [column.name for column in table.columns]
    values = ", ".join(changed.get(name, f"f.{name}") for name in names)
    numbers = _NUMBERS.format(count=count)
    if count <= 0:
        return text("SELECT 1")
    return text(f"INSERT INTO {table.name} ({', '.join(names)}) {numbers} SELECT {values} {source}")


def _copy_contacts(connection: Connection, firsts: list[int], ahead: int, count: int) -> None:
    own = f"'c' || (n.i + {ahead} + 1) || '@client.example'"
    changed = {
        "id": f"n.i + {ahead} + 1",
        "email": own,
        "email_key": own,
        "alias_key": own,
        "search_text": f"{own} || ' ada byron'",
    }
    source = (
        "FROM n JOIN contact f ON f.id ="
        f" (SELECT contact_id FROM enrollment WHERE id = {firsts[0]})"
    )
    connection.execute(_copy(tables.contact, changed, source, count))


def _copy_enrollments(
    connection: Connection, firsts: list[int], ahead: int, count: int, due: int, now: datetime
) -> None:
    own = f"n.i + {_highest(connection, tables.enrollment)} + 1"
    at = _at(own, firsts[0], due, now)
    changed = {"id": own, "contact_id": f"n.i + {ahead} + 1", "due_at": at, "wake_at": at}
    source = f"FROM n JOIN enrollment f ON f.id = {firsts[0]} + n.i % {len(firsts)}"
    connection.execute(_copy(tables.enrollment, changed, source, count))


def _schedule(connection: Connection, firsts: list[int], due: int, now: datetime) -> None:
    at = _at("id", firsts[0], due, now)
    those = f"id BETWEEN {firsts[0]} AND {firsts[-1]}"
    connection.execute(text(f"UPDATE enrollment SET due_at = {at}, wake_at = {at} WHERE {those}"))


def _at(own: str, first: int, due: int, now: datetime) -> str:
    """Return when each is due: the first `due` of them by now, a microsecond after each other."""
    just_now = _microseconds(now - timedelta(seconds=30))
    in_a_month = _microseconds(now + timedelta(days=30))
    is_due = f"{own} - {first} < {due}"
    return f"CASE WHEN {is_due} THEN {just_now} + {own} ELSE {in_a_month} + ({own}) * 1000 END"


def _microseconds(at: datetime) -> int:
    return int((at - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(microseconds=1))


def _count_on(connection: Connection) -> None:
    """Let the next ids be those after ours; SQLite does so by itself."""
    if connection.dialect.name == "postgresql":
        for table in ("contact", "enrollment"):
            number = f"pg_get_serial_sequence('{table}', 'id')"
            connection.execute(text(f"SELECT setval({number}, (SELECT max(id) FROM {table}))"))


def spread(url: str, *, start: datetime, apart: timedelta, team: str) -> None:
    """Let the enrollments that are due come due one after another instead, from `start` on."""
    at = ":start + (id - (SELECT min(id) FROM enrollment WHERE workspace_id = :team)) * :apart"
    now = _microseconds(datetime.now(UTC))
    engine = _opened(url)
    with engine.begin() as connection:
        connection.execute(
            text(
                f"UPDATE enrollment SET due_at = {at}, wake_at = {at}"
                " WHERE workspace_id = :team AND wake_at <= :now"
            ),
            {
                "start": _microseconds(start),
                "apart": apart // timedelta(microseconds=1),
                "team": team,
                "now": now,
            },
        )
    engine.dispose()
