"""Database addresses: which of the two databases one means."""

from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from engine.domain.errors import Refusal

_EXAMPLES = "Use sqlite:///outreach.db or postgresql://user:password@host/name."


def read(url: str) -> URL:
    """Return the address with its driver. Raises Refusal for what is neither database."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise Refusal(f"DATABASE_URL is no database address. {_EXAMPLES}") from error
    match parsed.get_backend_name():
        case "sqlite":
            return _with_a_file(parsed)
        case "postgresql" | "postgres":
            return parsed.set(drivername="postgresql+psycopg")
        case other:
            raise Refusal(f"DATABASE_URL names {other}, which can't be used. {_EXAMPLES}")


def _with_a_file(url: URL) -> URL:
    if not url.database or url.database == ":memory:":
        raise Refusal(f"DATABASE_URL names no file: SQLite in memory forgets. {_EXAMPLES}")
    return url.set(drivername="sqlite+pysqlite")


def sqlite_path(url: str) -> Path | None:
    """Return the file of an SQLite address; none for PostgreSQL."""
    parsed = read(url)
    is_file = parsed.get_backend_name() == "sqlite" and parsed.database
    return Path(str(parsed.database)) if is_file else None
