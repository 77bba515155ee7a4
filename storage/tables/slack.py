"""What is owed to Slack, and the small memories of the service itself."""

from sqlalchemy import Column, Index, Integer, Table, Text

from engine.domain.notice import JobKind, NoticeKind, NoticeState
from storage.tables.base import identity, metadata, one_of, partial, word, workspace_id
from storage.types import EncryptedText, Json, UtcDateTime

notice = Table(
    "notice",
    metadata,
    identity(),
    workspace_id(),
    word("kind", NoticeKind),
    Column("channel", Text, nullable=False),
    Column("owner_id", Text, nullable=False),
    Column("thread_key", Text),
    Column("payload", Json, nullable=False),
    word("state", NoticeState),
    Column("revision", Integer, nullable=False),
    Column("posted_channel", Text),
    Column("posted_ts", Text),
    Column("attempts", Integer, nullable=False),
    Column("next_at", UtcDateTime, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    one_of("state", NoticeState),
    partial("ix_notice_waiting", "next_at", "id", where="state = 'waiting'"),
    Index("ix_notice_kind", "workspace_id", "kind", "id"),
    Index("ix_notice_thread", "workspace_id", "thread_key", "channel", "id"),
    sqlite_autoincrement=True,
)

job = Table(
    "job",
    metadata,
    identity(),
    workspace_id(),
    word("kind", JobKind),
    Column("member_id", Text, nullable=False),
    Column("view_id", Text),
    Column("payload", Json, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", UtcDateTime, nullable=False),
    Index("ix_job_next", "next_at", "id"),
    sqlite_autoincrement=True,
)

lease = Table(
    "lease",
    metadata,
    Column("name", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("until", UtcDateTime, nullable=False),
)

seen_event = Table(
    "seen_event",
    metadata,
    Column("event_id", Text, primary_key=True),
    Column("seen_at", UtcDateTime, nullable=False),
    Index("ix_seen_event_seen_at", "seen_at"),
)

oauth_state = Table(
    "oauth_state",
    metadata,
    Column("state", Text, primary_key=True),
    workspace_id(),
    Column("member_id", Text, nullable=False),
    Column("verifier", EncryptedText, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Index("ix_oauth_state_expires_at", "expires_at"),
)
