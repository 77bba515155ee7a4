"""Who has left a workspace, or is an app: nobody to own a sequence or to decide."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add the column; whoever is known counts as a person until Slack is asked again."""
    op.add_column("member", sa.Column("gone_at", sa.BigInteger(), nullable=True))
