"""LIMIT as a literal.

SQLite makes its plan for the number in a LIMIT that is a parameter, and so prepares the statement
anew at every run: for a short one that takes longer than running it.
"""

from typing import Any

from sqlalchemy import Select, literal_column


def first(statement: Select[Any], count: int = 1) -> Select[Any]:
    """Return the statement for its first rows alone; for one that is built once and run often."""
    return statement.limit(literal_column(str(count))).offset(literal_column("0"))
