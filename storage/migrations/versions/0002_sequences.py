"""Sequences, versions, approvals and receipts."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_Identity = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables and their indexes."""
    _sequence()
    _version()
    _approval()
    _receipt()


def _sequence() -> None:
    op.create_table(
        "sequence",
        sa.Column("id", _Identity, autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("working", sa.Text(), nullable=False),
        sa.Column("active_version", sa.Integer(), nullable=True),
        sa.Column("notify_channel", sa.Text(), nullable=True),
        sa.Column("editor_ids", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "state IN ('draft', 'active', 'paused')", name=op.f("ck_sequence_state")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_sequence_workspace_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sequence")),
        sa.UniqueConstraint(
            "workspace_id", "name_key", name=op.f("uq_sequence_workspace_id_name_key")
        ),
        sqlite_autoincrement=True,
    )


def _version() -> None:
    op.create_table(
        "version",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("sequence_id", _Identity, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("activated_by", sa.Text(), nullable=False),
        sa.Column("activated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sequence_id"], ["sequence.id"], name=op.f("fk_version_sequence_id")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_version_workspace_id")
        ),
        sa.PrimaryKeyConstraint("workspace_id", "sequence_id", "number", name=op.f("pk_version")),
    )


def _approval() -> None:
    op.create_table(
        "approval",
        sa.Column("id", _Identity, autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("sequence_id", _Identity, nullable=False),
        sa.Column("requested_by", sa.Text(), nullable=False),
        sa.Column("requested_at", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("contact_count", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("withdrawn_because", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "state IN ('open', 'approved', 'changes', 'withdrawn')", name=op.f("ck_approval_state")
        ),
        sa.ForeignKeyConstraint(
            ["sequence_id"], ["sequence.id"], name=op.f("fk_approval_sequence_id")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_approval_workspace_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_approval_sequence", "approval", ["workspace_id", "sequence_id", "id"], unique=False
    )
    op.create_index(
        "uq_approval_open",
        "approval",
        ["workspace_id", "sequence_id"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )


def _receipt() -> None:
    op.create_table(
        "receipt",
        sa.Column("id", _Identity, autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("sequence_id", _Identity, nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sequence_id"], ["sequence.id"], name=op.f("fk_receipt_sequence_id")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_receipt_workspace_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt")),
        sqlite_autoincrement=True,
    )
