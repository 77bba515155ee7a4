"""Bringing a database to the tables of this version."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from engine.domain.errors import Refusal
from storage import statistics

# Any number will do, as long as nobody else uses it in this database.
_ADVISORY_LOCK = 7_202_611_231


def migrate(connection: Connection) -> None:
    """Run the migrations that are missing, in the connection's transaction.

    Replicas that start at once do it one after the other. Raises Refusal when the database was
    made by a newer version than this one.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL lock_timeout = 0"))
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_ADVISORY_LOCK})"))
    is_new = _upgraded(connection)
    if connection.dialect.name == "sqlite" and (is_new or not statistics.are_told(connection)):
        statistics.tell(connection)


def _upgraded(connection: Connection) -> bool:
    """Run the migrations that are missing; whether any was."""
    current = MigrationContext.configure(connection).get_current_revision()
    if current == head():
        return False
    if current is not None and current not in _known():
        raise Refusal(
            "The database was made by a newer version of the app. Install that version again, or"
            " restore a backup from before the update."
        )
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    return True


@cache
def head() -> str:
    """Return the newest revision."""
    newest = _scripts().get_current_head()
    assert newest is not None
    return newest


@cache
def _known() -> frozenset[str]:
    return frozenset(script.revision for script in _scripts().walk_revisions())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    return config


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())
