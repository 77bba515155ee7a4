"""Sequences, their activated versions, requests for approval, and receipts."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from engine.domain.approval import ApprovalState
from engine.domain.sequence import SequenceState
from storage.tables.base import (
    identity,
    metadata,
    one_of,
    partial,
    reference,
    word,
    workspace_id,
)
from storage.types import ContentText, Identity, Json, Names, UtcDateTime, Words

sequence = Table(
    "sequence",
    metadata,
    identity(),
    workspace_id(),
    Column("name", Words, nullable=False),
    Column("name_key", Words, nullable=False),  # case-folded: names are unique by it
    Column("owner_id", Text, nullable=False),
    word("state", SequenceState),
    Column("working", ContentText, nullable=False),
    Column("active_version", Integer),
    Column("notify_channel", Text),
    Column("editor_ids", Names, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    UniqueConstraint("workspace_id", "name_key"),
    one_of("state", SequenceState),
    sqlite_autoincrement=True,
)

version = Table(
    "version",
    metadata,
    workspace_id(primary_key=True),
    Column("sequence_id", Identity, ForeignKey("sequence.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("content", ContentText, nullable=False),
    Column("activated_by", Text, nullable=False),
    Column("activated_at", UtcDateTime, nullable=False),
)

approval = Table(
    "approval",
    metadata,
    identity(),
    workspace_id(),
    reference("sequence_id", "sequence"),
    Column("requested_by", Text, nullable=False),
    Column("requested_at", UtcDateTime, nullable=False),
    Column("content", ContentText, nullable=False),
    Column("contact_count", Integer, nullable=False),
    word("state", ApprovalState),
    Column("decided_by", Text),
    Column("decided_at", UtcDateTime),
    Column("comment", Words, nullable=False),
    Column("withdrawn_because", Words, nullable=False),
    one_of("state", ApprovalState),
    Index("ix_approval_sequence", "workspace_id", "sequence_id", "id"),
    partial("uq_approval_open", "workspace_id", "sequence_id", where="state = 'open'", unique=True),
    sqlite_autoincrement=True,
)

receipt = Table(
    "receipt",
    metadata,
    identity(),
    workspace_id(),
    reference("sequence_id", "sequence"),
    Column("member_id", Text, nullable=False),
    Column("payload", Json, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    sqlite_autoincrement=True,
)
