"""What lies in a world's database, read past the app: every row as it is kept."""

from typing import Any

from sqlalchemy import text

from storage import address, tables
from storage.engines import open_engines
from tests.world import World

Rows = dict[str, list[tuple[Any, ...]]]


def every_row(world: World) -> Rows:
    """Return all rows of each table, nothing decrypted."""
    return {name: _rows(world, f'SELECT * FROM "{name}"') for name in tables.metadata.tables}


def rows_of(world: World, team_id: str) -> Rows:
    """Return every row of one workspace, by table."""
    found = {}
    for name, table in tables.metadata.tables.items():
        own = "id" if name == "workspace" else "workspace_id"
        if own in table.columns:
            found[name] = _rows(world, f'SELECT * FROM "{name}" WHERE "{own}" = :team', team_id)
    return found


def _rows(world: World, statement: str, team_id: str = "") -> list[tuple[Any, ...]]:
    engines = open_engines(address.read(world.settings.database_url))
    try:
        with engines.reader.begin() as connection:
            rows = connection.execute(text(statement), {"team": team_id} if team_id else {})
            return sorted((tuple(row) for row in rows), key=repr)
    finally:
        engines.dispose()
