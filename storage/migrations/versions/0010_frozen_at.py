"""A paused contact keeps when it was paused; what was left of its delay follows from that."""

import json
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def upgrade() -> None:
    """Keep of every remainder its one instant that stands nowhere else."""
    op.add_column("enrollment", sa.Column("frozen_at", sa.BigInteger(), nullable=True))
    connection = op.get_bind()
    found = sa.text("SELECT id, remainder FROM enrollment WHERE remainder IS NOT NULL")
    rows = [{"this": row.id, "at": _paused_at(row.remainder)} for row in connection.execute(found)]
    if rows:
        kept = sa.text("UPDATE enrollment SET frozen_at = :at WHERE id = :this")
        connection.execute(kept, rows)
    op.drop_column("enrollment", "remainder")


def _paused_at(remainder: str) -> int:
    at = datetime.fromisoformat(json.loads(remainder)["paused_at"])
    return (at - _EPOCH) // timedelta(microseconds=1)
