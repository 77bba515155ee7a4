"""What all tables share: names of constraints, and the columns that recur."""

from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, MetaData, Text, text

from storage.types import Identity, Through

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# Rows of these tables change several times each: room in the page keeps the indexes untouched,
# and the dead versions are cleared away before they slow the claims down.
BUSY = {"fillfactor": 70, "autovacuum_vacuum_scale_factor": 0.02}


def identity() -> Column[int]:
    """A number given by the database and never used again."""
    return Column("id", Identity, primary_key=True, autoincrement=True)


def workspace_id(*, primary_key: bool = False) -> Column[str]:
    """The workspace the row belongs to."""
    return Column(
        "workspace_id",
        Text,
        ForeignKey("workspace.id"),
        primary_key=primary_key,
        nullable=False,
    )


def reference(name: str, target: str, *, nullable: bool = False) -> Column[int]:
    """A row of another table."""
    return Column(name, Identity, ForeignKey(f"{target}.id"), nullable=nullable)


def word(name: str, kind: type[StrEnum], *, nullable: bool = False) -> Column[Any]:
    """A member of an enumeration, kept as its word."""
    return Column(name, Through(str, kind), nullable=nullable)


def one_of(name: str, kind: type[StrEnum]) -> CheckConstraint:
    """Let the column hold nothing but the enumeration's words."""
    words = ", ".join(f"'{member}'" for member in kind)
    return CheckConstraint(f"{name} IN ({words})", name=name)


def partial(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """An index over the rows that `where`, a literal condition, picks out."""
    condition = text(where)
    return Index(name, *columns, unique=unique, sqlite_where=condition, postgresql_where=condition)
