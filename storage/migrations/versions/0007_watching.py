"""What is watched from outside is counted by indexes over the few rows it is about."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the indexes."""
    _add("ix_enrollment_hold", "enrollment", "hold", "state = 'held'")
    _add("ix_inbound_quarantined", "inbound", "workspace_id", "state = 'quarantined'")


def _add(name: str, table: str, column: str, where: str) -> None:
    condition = sa.text(where)
    op.create_index(
        name, table, [column], unique=False, sqlite_where=condition, postgresql_where=condition
    )
