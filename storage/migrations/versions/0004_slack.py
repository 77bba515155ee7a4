"""Notices, jobs, leases and small memories."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_Identity = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables and their indexes."""
    _notice()
    _job()
    _lease()
    _seen_event()
    _oauth_state()


def _notice() -> None:
    op.create_table(
        "notice",
        sa.Column("id", _Identity, autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Text(), nullable=False),
        sa.Column("thread_key", sa.Text(), nullable=True),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("posted_channel", sa.Text(), nullable=True),
        sa.Column("posted_ts", sa.Text(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting', 'posted', 'failed')", name=op.f("ck_notice_state")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_notice_workspace_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_notice_kind", "notice", ["workspace_id", "kind", "id"], unique=False)
    op.create_index(
        "ix_notice_thread", "notice", ["workspace_id", "thread_key", "channel", "id"], unique=False
    )
    op.create_index(
        "ix_notice_waiting",
        "notice",
        ["next_at", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )


def _job() -> None:
    op.create_table(
        "job",
        sa.Column("id", _Identity, autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("view_id", sa.Text(), nullable=True),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_job_workspace_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_job_next", "job", ["next_at", "id"], unique=False)


def _lease() -> None:
    op.create_table(
        "lease",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lease")),
    )


def _seen_event() -> None:
    op.create_table(
        "seen_event",
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_seen_event")),
    )
    op.create_index("ix_seen_event_seen_at", "seen_event", ["seen_at"], unique=False)


def _oauth_state() -> None:
    op.create_table(
        "oauth_state",
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("verifier", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_oauth_state_workspace_id")
        ),
        sa.PrimaryKeyConstraint("state", name=op.f("pk_oauth_state")),
    )
    op.create_index("ix_oauth_state_expires_at", "oauth_state", ["expires_at"], unique=False)
