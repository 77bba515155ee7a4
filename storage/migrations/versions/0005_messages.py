"""Deliveries, arrivals and meetings."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_Identity = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables and their indexes."""
    _delivery()
    _inbound()
    _meeting()


def _delivery() -> None:
    op.create_table(
        "delivery",
        sa.Column("number", _Identity, autoincrement=True, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("sequence_id", _Identity, nullable=True),
        sa.Column("enrollment_id", _Identity, nullable=True),
        sa.Column("contact_id", _Identity, nullable=True),
        sa.Column("step_id", sa.Text(), nullable=True),
        sa.Column("mailbox_id", _Identity, nullable=True),
        sa.Column("requested_by", sa.Text(), nullable=False),
        sa.Column("to_address", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("mime", sa.LargeBinary(), nullable=True),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("draft_id", sa.Text(), nullable=True),
        sa.Column("thread_id", sa.Text(), nullable=True),
        sa.Column("provider_id", sa.Text(), nullable=True),
        sa.Column("conversation_id", sa.Text(), nullable=True),
        sa.Column("rfc822_id", sa.Text(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("looked_at", sa.BigInteger(), nullable=True),
        sa.Column("prepared_at", sa.BigInteger(), nullable=False),
        sa.Column("sending_at", sa.BigInteger(), nullable=True),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.Column("resolve_at", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("channel IN ('email', 'sms')", name=op.f("ck_delivery_channel")),
        sa.CheckConstraint("kind IN ('step', 'reply', 'test')", name=op.f("ck_delivery_kind")),
        sa.CheckConstraint(
            "state IN ('prepared', 'drafted', 'sending', 'sent', 'failed', 'skipped', 'held')",
            name=op.f("ck_delivery_state"),
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_delivery_contact_id")
        ),
        sa.ForeignKeyConstraint(
            ["enrollment_id"], ["enrollment.id"], name=op.f("fk_delivery_enrollment_id")
        ),
        sa.ForeignKeyConstraint(
            ["mailbox_id"], ["mailbox.id"], name=op.f("fk_delivery_mailbox_id")
        ),
        sa.ForeignKeyConstraint(
            ["sequence_id"], ["sequence.id"], name=op.f("fk_delivery_sequence_id")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_delivery_workspace_id")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_delivery")),
        sa.UniqueConstraint("id", name=op.f("uq_delivery_id")),
        sa.UniqueConstraint("workspace_id", "key", name=op.f("uq_delivery_workspace_id_key")),
        postgresql_with={"fillfactor": 70, "autovacuum_vacuum_scale_factor": 0.02},
        sqlite_autoincrement=True,
    )
    op.create_index("ix_delivery_contact", "delivery", ["workspace_id", "contact_id"], unique=False)
    op.create_index(
        "ix_delivery_enrollment",
        "delivery",
        ["workspace_id", "enrollment_id", "number"],
        unique=False,
    )
    op.create_index(
        "ix_delivery_held",
        "delivery",
        ["workspace_id", "number"],
        unique=False,
        sqlite_where=sa.text("state = 'held'"),
        postgresql_where=sa.text("state = 'held'"),
    )
    op.create_index(
        "ix_delivery_provider",
        "delivery",
        ["workspace_id", "provider_id"],
        unique=False,
        sqlite_where=sa.text("provider_id IS NOT NULL"),
        postgresql_where=sa.text("provider_id IS NOT NULL"),
    )
    op.create_index(
        "ix_delivery_rfc822",
        "delivery",
        ["workspace_id", "rfc822_id"],
        unique=False,
        sqlite_where=sa.text("rfc822_id IS NOT NULL"),
        postgresql_where=sa.text("rfc822_id IS NOT NULL"),
    )
    op.create_index(
        "ix_delivery_sequence",
        "delivery",
        ["workspace_id", "sequence_id", "state", "step_id"],
        unique=False,
    )
    op.create_index(
        "ix_delivery_thread",
        "delivery",
        ["workspace_id", "thread_id"],
        unique=False,
        sqlite_where=sa.text("thread_id IS NOT NULL"),
        postgresql_where=sa.text("thread_id IS NOT NULL"),
    )
    op.create_index(
        "ix_delivery_unresolved",
        "delivery",
        ["resolve_at"],
        unique=False,
        sqlite_where=sa.text("state = 'sending'"),
        postgresql_where=sa.text("state = 'sending'"),
    )


def _inbound() -> None:
    op.create_table(
        "inbound",
        sa.Column("id", _Identity, autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("mailbox_id", _Identity, nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=True),
        sa.Column("arrived_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "state IN ('new', 'done', 'quarantined')", name=op.f("ck_inbound_state")
        ),
        sa.ForeignKeyConstraint(["mailbox_id"], ["mailbox.id"], name=op.f("fk_inbound_mailbox_id")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_inbound_workspace_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbound")),
        sa.UniqueConstraint(
            "workspace_id",
            "source",
            "external_id",
            name=op.f("uq_inbound_workspace_id_source_external_id"),
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_inbound_new",
        "inbound",
        ["workspace_id", "source", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'new'"),
        postgresql_where=sa.text("state = 'new'"),
    )


def _meeting() -> None:
    op.create_table(
        "meeting",
        sa.Column("id", _Identity, autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("mailbox_id", _Identity, nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("event_key", sa.Text(), nullable=False),
        sa.Column("contact_id", _Identity, nullable=False),
        sa.Column("enrollment_id", _Identity, nullable=True),
        sa.Column("starts_at", sa.BigInteger(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("notice_id", _Identity, nullable=True),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "state IN ('booked', 'declined', 'cancelled')", name=op.f("ck_meeting_state")
        ),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_meeting_contact_id")),
        sa.ForeignKeyConstraint(
            ["enrollment_id"], ["enrollment.id"], name=op.f("fk_meeting_enrollment_id")
        ),
        sa.ForeignKeyConstraint(["mailbox_id"], ["mailbox.id"], name=op.f("fk_meeting_mailbox_id")),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_meeting_notice_id")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_meeting_workspace_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint(
            "workspace_id", "mailbox_id", "event_key", "contact_id", name="uq_meeting"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_meeting_contact", "meeting", ["workspace_id", "contact_id"], unique=False)
