"""Contacts, enrollments, suppressions and links."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_Identity = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables and their indexes."""
    _contact()
    _contact_column()
    _enrollment()
    _suppression()
    _token()


def _contact() -> None:
    op.create_table(
        "contact",
        sa.Column("id", _Identity, autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("email_key", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=True),
        sa.Column("bounced_at", sa.BigInteger(), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_contact_workspace_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
        sa.UniqueConstraint(
            "workspace_id", "email_key", name=op.f("uq_contact_workspace_id_email_key")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_contact_phone",
        "contact",
        ["workspace_id", "phone"],
        unique=False,
        sqlite_where=sa.text("phone IS NOT NULL"),
        postgresql_where=sa.text("phone IS NOT NULL"),
    )


def _contact_column() -> None:
    op.create_table(
        "contact_column",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_contact_column_workspace_id")
        ),
        sa.PrimaryKeyConstraint("workspace_id", "name", name=op.f("pk_contact_column")),
    )


def _enrollment() -> None:
    op.create_table(
        "enrollment",
        sa.Column("id", _Identity, autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("sequence_id", _Identity, nullable=False),
        sa.Column("contact_id", _Identity, nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("exit", sa.Text(), nullable=True),
        sa.Column("hold", sa.Text(), nullable=True),
        sa.Column("hold_detail", sa.Text(), nullable=False),
        sa.Column("step_id", sa.Text(), nullable=True),
        sa.Column("anchor_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("wake_at", sa.BigInteger(), nullable=True),
        sa.Column("remainder", sa.Text(), nullable=True),
        sa.Column("paused_until", sa.BigInteger(), nullable=True),
        sa.Column("mailbox_id", _Identity, nullable=True),
        sa.Column("lane", sa.Text(), nullable=True),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("had_step_ids", sa.Text(), nullable=False),
        sa.Column("last_step_id", sa.Text(), nullable=True),
        sa.Column("thread_id", sa.Text(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("enrolled_at", sa.BigInteger(), nullable=False),
        sa.Column("enrolled_by", sa.Text(), nullable=False),
        sa.Column("exited_at", sa.BigInteger(), nullable=True),
        sa.Column("judged_until", sa.BigInteger(), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("soft_bounces", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "exit IN ("
            "'replied', 'booked', 'bounced', "
            "'unsubscribed', 'stopped', 'removed', 'failed')",
            name=op.f("ck_enrollment_exit"),
        ),
        sa.CheckConstraint(
            "hold IN ("
            "'missing_value', 'template', 'outcome_unknown', 'late', "
            "'no_open_day', 'mailbox', 'sms_connection', 'rep_replied', 'unreadable')",
            name=op.f("ck_enrollment_hold"),
        ),
        sa.CheckConstraint(
            "state IN ('active', 'paused', 'held', 'finished', 'exited')",
            name=op.f("ck_enrollment_state"),
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_enrollment_contact_id")
        ),
        sa.ForeignKeyConstraint(
            ["mailbox_id"], ["mailbox.id"], name=op.f("fk_enrollment_mailbox_id")
        ),
        sa.ForeignKeyConstraint(
            ["sequence_id"], ["sequence.id"], name=op.f("fk_enrollment_sequence_id")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_enrollment_workspace_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrollment")),
        sa.UniqueConstraint(
            "workspace_id", "sequence_id", "contact_id", "run", name="uq_enrollment_run"
        ),
        postgresql_with={"fillfactor": 70, "autovacuum_vacuum_scale_factor": 0.02},
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_enrollment_absent",
        "enrollment",
        ["paused_until"],
        unique=False,
        sqlite_where=sa.text("state = 'paused'"),
        postgresql_where=sa.text("state = 'paused'"),
    )
    op.create_index(
        "ix_enrollment_contact", "enrollment", ["workspace_id", "contact_id", "id"], unique=False
    )
    op.create_index(
        "ix_enrollment_due",
        "enrollment",
        ["lane", "priority", "wake_at", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'active'"),
        postgresql_where=sa.text("state = 'active'"),
    )
    op.create_index(
        "ix_enrollment_held",
        "enrollment",
        ["workspace_id", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'held'"),
        postgresql_where=sa.text("state = 'held'"),
    )
    op.create_index(
        "ix_enrollment_sequence", "enrollment", ["workspace_id", "sequence_id", "id"], unique=False
    )
    op.create_index(
        "ix_enrollment_thread",
        "enrollment",
        ["workspace_id", "thread_id"],
        unique=False,
        sqlite_where=sa.text("thread_id IS NOT NULL"),
        postgresql_where=sa.text("thread_id IS NOT NULL"),
    )


def _suppression() -> None:
    op.create_table(
        "suppression",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("is_phone", sa.Boolean(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "origin IN ('link', 'words', 'stop', 'bounce', 'member', 'provider')",
            name=op.f("ck_suppression_origin"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_suppression_workspace_id")
        ),
        sa.PrimaryKeyConstraint("workspace_id", "value", name=op.f("pk_suppression")),
    )


def _token() -> None:
    op.create_table(
        "token",
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("contact_id", _Identity, nullable=False),
        sa.Column("enrollment_id", _Identity, nullable=True),
        sa.Column("is_test", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_token_contact_id")),
        sa.ForeignKeyConstraint(
            ["enrollment_id"], ["enrollment.id"], name=op.f("fk_token_enrollment_id")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_token_workspace_id")
        ),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_token")),
    )
    op.create_index("ix_token_enrollment", "token", ["workspace_id", "enrollment_id"], unique=False)
