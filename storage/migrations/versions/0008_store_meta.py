"""What a database says of itself, so that a copy or an older backup is noticed."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make the table; its row is made at the first start."""
    op.create_table(
        "store_meta",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("store_id", sa.Text(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("doubt", sa.Text(), nullable=True),
        sa.Column("doubted_at", sa.BigInteger(), nullable=True),
        sa.Column("seen_id", sa.Text(), nullable=True),
        sa.Column("seen_epoch", sa.BigInteger(), nullable=True),
        sa.Column("accepted_id", sa.Text(), nullable=True),
        sa.CheckConstraint("doubt IN ('copy', 'older')", name=op.f("ck_store_meta_doubt")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_store_meta")),
    )
