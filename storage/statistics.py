"""What SQLite's planner is told of our tables: that they are large, and of few workspaces.

Without being told, it takes it that a workspace has ten rows of anything, and goes through all that
it has rather than through a list of ids. ANALYZE would tell it, but also take samples, and with
samples it prepares statements anew for every value (`limits.py`). So the figures are made up, out
of the indexes alone, and are the same for everybody: plans do not change while a database grows.
https://sqlite.org/fileformat2.html#the_sqlite_stat1_table
"""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, inspect, text

_ROWS = 1_000_000
_IN_PARTIAL = 10_000
_OF_ONE = 1000  # rows that share a value in the first column besides the workspace

Figure = tuple[str, str, str]  # table, index, and what `stat` holds of it


def are_told(connection: Connection) -> bool:
    """Whether the figures are there, those of this version or of one before it."""
    table = text("SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_stat1'")
    return connection.execute(table).first() is not None


def tell(connection: Connection) -> None:
    """Write the figures of all indexes; the planner has them from then on."""
    connection.execute(text("ANALYZE sqlite_schema"))  # makes the table, and looks at no other
    connection.execute(text("DELETE FROM sqlite_stat1"))
    figures = _figures(connection)
    rows = [{"table": table, "index": index, "stat": stat} for table, index, stat in figures]
    connection.execute(text("INSERT INTO sqlite_stat1 VALUES (:table, :index, :stat)"), rows)
    connection.execute(text("ANALYZE sqlite_schema"))  # reads the table anew


def _figures(connection: Connection) -> list[Figure]:
    names = inspect(connection).get_table_names()
    return [figure for table in names for figure in _of_table(connection, table)]


def _of_table(connection: Connection, table: str) -> Iterator[Figure]:
    indexes = text('SELECT name, "unique", partial FROM pragma_index_list(:table)')
    columns = text("SELECT name FROM pragma_index_info(:index) ORDER BY seqno")
    for index, is_unique, is_partial in connection.execute(indexes, {"table": table}).all():
        names = connection.execute(columns, {"index": index}).scalars().all()
        yield table, index, _stat(names, bool(is_unique), bool(is_partial))


def _stat(columns: Sequence[str], is_unique: bool, is_partial: bool) -> str:
    """Return how many rows there are, and how many share the first one, two, three columns."""
    rows = _IN_PARTIAL if is_partial else _ROWS
    shared, found = _OF_ONE * 10, [rows]
    for column in columns:
        shared = shared if column == "workspace_id" else max(2, shared // 10)
        found.append(rows if column == "workspace_id" else min(rows, shared))
    if is_unique:
        found[-1] = 1
    return " ".join(map(str, found))
