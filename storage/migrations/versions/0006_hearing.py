"""What became of a text after it was taken, and by which other address a contact answers."""

import sqlalchemy as sa
from alembic import op

from engine.domain.matching import normalised

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the columns and their indexes, and fill them for what is there."""
    op.add_column("delivery", sa.Column("delivered_at", sa.BigInteger(), nullable=True))
    op.add_column("delivery", sa.Column("check_at", sa.BigInteger(), nullable=True))
    op.create_index(
        "ix_delivery_unchecked",
        "delivery",
        ["check_at"],
        unique=False,
        sqlite_where=sa.text("check_at IS NOT NULL"),
        postgresql_where=sa.text("check_at IS NOT NULL"),
    )
    op.add_column("contact", sa.Column("textless", sa.Text(), nullable=True))
    op.add_column("contact", sa.Column("alias_key", sa.Text(), nullable=True))
    op.create_index("ix_contact_alias", "contact", ["workspace_id", "alias_key"], unique=False)
    _fill_alias_keys()


def _fill_alias_keys() -> None:
    contact = sa.table(
        "contact",
        sa.column("id", sa.BigInteger()),
        sa.column("email", sa.Text()),
        sa.column("alias_key", sa.Text()),
    )
    connection = op.get_bind()
    for row in connection.execute(sa.select(contact.c.id, contact.c.email)).all():
        filled = sa.update(contact).where(contact.c.id == row.id)
        connection.execute(filled.values(alias_key=normalised(row.email)))
