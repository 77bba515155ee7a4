"""The migrations make exactly the tables that the code works with."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from cryptography.fernet import Fernet
from sqlalchemy import Connection, text

from engine.domain.errors import Refusal
from storage import address
from storage.engine_tx import SqlEngineTx
from storage.engines import open_engines
from storage.migrating import head, migrate
from storage.tables import metadata
from storage.types import give_keys
from tests.postgres import fresh_database
from tests.storage.rows import LATER, NOW, a_world, workspace
from tests.stores import DATABASES

_SQLITE_SCHEMA = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name"
_POSTGRES_SCHEMA = (
    "SELECT 'column', table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable"
    " || ' ' || is_identity || ' ' || coalesce(column_default, '')"
    " FROM information_schema.columns WHERE table_schema = 'public'"
    " UNION ALL SELECT 'index', indexdef FROM pg_indexes WHERE schemaname = 'public'"
    " UNION ALL SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace"
    " UNION ALL SELECT relname, reloptions::text FROM pg_class"
    " WHERE relnamespace = 'public'::regnamespace AND reloptions IS NOT NULL"
)


@pytest.fixture(params=DATABASES)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Connection]:
    """A connection to a database without tables, in a transaction."""
    if request.param == "sqlite":
        yield from _connected(f"sqlite:///{tmp_path / 'empty.db'}")
    else:
        with fresh_database(migrated=False) as url:
            yield from _connected(url)


def _connected(url: str) -> Iterator[Connection]:
    engines = open_engines(address.read(url))
    with engines.writer.begin() as connection:
        yield connection
    engines.dispose()


def _schema(connection: Connection) -> set[tuple[str, ...]]:
    """Return every table, column, index and constraint as the database itself tells it."""
    is_sqlite = connection.dialect.name == "sqlite"
    rows = connection.execute(text(_SQLITE_SCHEMA if is_sqlite else _POSTGRES_SCHEMA))
    told = {tuple(" ".join(str(part).split()) for part in row) for row in rows}
    return {row for row in told if "alembic_version" not in " ".join(row)}


def test_the_migrated_tables_are_those_of_the_code(empty: Connection) -> None:
    migrate(empty)
    assert compare_metadata(MigrationContext.configure(empty), metadata) == []


def test_constraints_indexes_and_storage_options_are_those_of_the_code(empty: Connection) -> None:
    # What alembic's comparison leaves out: CHECKs, the WHERE of an index, fillfactor.
    migrate(empty)
    migrated = _schema(empty)
    metadata.drop_all(empty)
    metadata.create_all(empty)
    made = _schema(empty)
    if empty.dialect.name == "postgresql":
        assert migrated == made
    else:
        assert _words(migrated) == _words(made)


def _words(schema: set[tuple[str, ...]]) -> set[tuple[object, ...]]:
    # Columns and constraints stand in another order in the two ways of making a table.
    return {
        (
            *row[:-1],
            frozenset(row[-1].replace("(", " ").replace(")", " ").replace(",", " ").split()),
        )
        for row in schema
    }


def test_migrating_twice_changes_nothing(empty: Connection) -> None:
    migrate(empty)
    before = _schema(empty)
    migrate(empty)
    assert _schema(empty) == before
    assert MigrationContext.configure(empty).get_current_revision() == head()


def test_a_database_of_a_newer_version_is_refused(empty: Connection) -> None:
    migrate(empty)
    empty.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Refusal, match="newer version"):
        migrate(empty)


def test_a_migration_that_fails_leaves_nothing_behind(empty: Connection) -> None:
    empty.execute(text("CREATE TABLE meeting (id INTEGER)"))  # in the way of the last one
    savepoint = empty.begin_nested()
    with pytest.raises(Exception, match="already exists"):
        migrate(empty)
    savepoint.rollback()
    assert {name for _, name, *_ in _schema(empty) if "contact" in name} == set()


def test_whoever_was_paused_before_0010_keeps_when_that_was(empty: Connection) -> None:
    migrate(empty)
    give_keys([Fernet.generate_key().decode()], empty.dialect)
    etx = SqlEngineTx(empty)
    etx.save_workspace(workspace("T1"))
    tx = etx.within("T1")
    paused = a_world(tx).enrollment
    awake = tx.enrollments.add_many([replace(paused, run=2)])[0]
    _back_to_0009(empty)
    remainder = {"paused_at": NOW.isoformat(), "due_at": LATER.isoformat()}
    kept = text("UPDATE enrollment SET remainder = :remainder WHERE id = :this")
    empty.execute(kept, {"remainder": json.dumps(remainder), "this": paused.id})
    migrate(empty)
    assert tx.enrollments.of_contact(paused.contact_id) == [awake, replace(paused, frozen_at=NOW)]


def _back_to_0009(connection: Connection) -> None:
    connection.execute(text("ALTER TABLE enrollment DROP COLUMN frozen_at"))
    connection.execute(text("ALTER TABLE enrollment ADD COLUMN remainder TEXT"))
    connection.execute(text("UPDATE alembic_version SET version_num = '0009'"))
