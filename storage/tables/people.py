"""Contacts, their way through sequences, and who gets nothing."""

from sqlalchemy import Boolean, Column, Index, Integer, Table, Text, UniqueConstraint

from engine.domain.enrollment import EnrollmentState, ExitReason, HoldReason
from engine.domain.suppression import SuppressionOrigin
from storage.tables.base import (
    BUSY,
    identity,
    metadata,
    one_of,
    partial,
    reference,
    word,
    workspace_id,
)
from storage.types import Json, Names, UtcDateTime, Words

contact = Table(
    "contact",
    metadata,
    identity(),
    workspace_id(),
    Column("email", Words, nullable=False),
    Column("email_key", Words, nullable=False),
    Column("phone", Text),
    Column("fields", Json, nullable=False),
    Column("zone", Text),
    Column("bounced_at", UtcDateTime),
    Column("textless", Words),
    Column("search_text", Words, nullable=False),  # address and name, case-folded
    Column("alias_key", Words),  # the address without tag and dots: people answer from it, too
    UniqueConstraint("workspace_id", "email_key"),
    Index("ix_contact_alias", "workspace_id", "alias_key"),
    partial("ix_contact_phone", "workspace_id", "phone", where="phone IS NOT NULL"),
    sqlite_autoincrement=True,
)

contact_column = Table(
    "contact_column",
    metadata,
    workspace_id(primary_key=True),
    Column("name", Words, primary_key=True),
)

enrollment = Table(
    "enrollment",
    metadata,
    identity(),
    workspace_id(),
    reference("sequence_id", "sequence"),
    reference("contact_id", "contact"),
    Column("run", Integer, nullable=False),
    word("state", EnrollmentState),
    word("exit", ExitReason, nullable=True),
    word("hold", HoldReason, nullable=True),
    Column("hold_detail", Words, nullable=False),
    Column("step_id", Text),
    Column("anchor_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime),
    Column("wake_at", UtcDateTime),
    Column("frozen_at", UtcDateTime),
    Column("paused_until", UtcDateTime),
    reference("mailbox_id", "mailbox", nullable=True),
    Column("lane", Text),
    Column("priority", Integer, nullable=False),
    Column("had_step_ids", Names, nullable=False),
    Column("last_step_id", Text),  # the last of `had_step_ids`: what the report counts by
    Column("thread_id", Text),
    Column("subject", Words),
    Column("enrolled_at", UtcDateTime, nullable=False),
    Column("enrolled_by", Text, nullable=False),
    Column("exited_at", UtcDateTime),
    Column("judged_until", UtcDateTime),
    Column("attempt", Integer, nullable=False),
    Column("soft_bounces", Integer, nullable=False),
    UniqueConstraint("workspace_id", "sequence_id", "contact_id", "run", name="uq_enrollment_run"),
    one_of("state", EnrollmentState),
    one_of("exit", ExitReason),
    one_of("hold", HoldReason),
    # The claim's own: one probe per lane and priority, and nothing of the future is read.
    partial("ix_enrollment_due", "lane", "priority", "wake_at", "id", where="state = 'active'"),
    partial("ix_enrollment_absent", "paused_until", where="state = 'paused'"),
    partial("ix_enrollment_held", "workspace_id", "id", where="state = 'held'"),
    partial("ix_enrollment_hold", "hold", where="state = 'held'"),
    partial("ix_enrollment_thread", "workspace_id", "thread_id", where="thread_id IS NOT NULL"),
    Index("ix_enrollment_sequence", "workspace_id", "sequence_id", "id"),
    Index("ix_enrollment_contact", "workspace_id", "contact_id", "id"),
    sqlite_autoincrement=True,
    postgresql_with=BUSY,
)

suppression = Table(
    "suppression",
    metadata,
    workspace_id(primary_key=True),
    Column("value", Words, primary_key=True),
    Column("is_phone", Boolean, nullable=False),
    word("origin", SuppressionOrigin),
    Column("note", Words, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    one_of("origin", SuppressionOrigin),
)

token = Table(
    "token",
    metadata,
    Column("token", Text, primary_key=True),
    workspace_id(),
    reference("contact_id", "contact"),
    reference("enrollment_id", "enrollment", nullable=True),
    Column("is_test", Boolean, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Index("ix_token_enrollment", "workspace_id", "enrollment_id"),
)
