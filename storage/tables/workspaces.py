"""Workspaces, their members, and the accounts they have connected."""

from sqlalchemy import BigInteger, Boolean, Column, Integer, Table, Text, UniqueConstraint

from engine.domain.connection import ConnectionState
from storage.tables.base import identity, metadata, one_of, word, workspace_id
from storage.types import EncryptedText, Names, SettingsText, UtcDateTime, Words

workspace = Table(
    "workspace",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Words, nullable=False),
    Column("bot_token", EncryptedText, nullable=False),
    Column("bot_user_id", Text, nullable=False),
    Column("webhook_secret", EncryptedText, nullable=False),
    # What is encrypted can't be looked up: the secret is found by its digest.
    Column("webhook_digest", Text, nullable=False, unique=True),
    Column("enterprise_id", Text),
    Column("is_installed", Boolean, nullable=False),
    Column("settings", SettingsText, nullable=False),
)

member = Table(
    "member",
    metadata,
    workspace_id(primary_key=True),
    Column("user_id", Text, primary_key=True),
    Column("name", Words, nullable=False),
    Column("first_name", Words, nullable=False),
    Column("zone", Text, nullable=False),
    Column("is_admin", Boolean, nullable=False),
    Column("email", Words, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    Column("gone_at", UtcDateTime),
)

mailbox = Table(
    "mailbox",
    metadata,
    identity(),
    workspace_id(),
    Column("owner_id", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("email_key", Text, nullable=False),  # case-folded: what sameness is judged by
    Column("name", Words, nullable=False),
    Column("signature_html", Words, nullable=False),
    Column("aliases", Names, nullable=False),
    Column("refresh_token", EncryptedText, nullable=False),
    Column("scopes", Names, nullable=False),
    Column("zone", Text, nullable=False),
    word("state", ConnectionState),
    Column("problem", Words, nullable=False),
    Column("history_id", Text),
    Column("heard_at", UtcDateTime),
    Column("calendar_token", Text),
    Column("calendar_at", UtcDateTime),
    UniqueConstraint("workspace_id", "email_key"),
    one_of("state", ConnectionState),
    sqlite_autoincrement=True,
)

sms_connection = Table(
    "sms_connection",
    metadata,
    workspace_id(primary_key=True),
    Column("token", EncryptedText, nullable=False),
    Column("refresh_token", EncryptedText),
    Column("expires_at", UtcDateTime),
    Column("team_id", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("connected_by", Text, nullable=False),
    word("state", ConnectionState),
    Column("problem", Words, nullable=False),
    Column("checked_at", UtcDateTime),
    Column("swept_at", UtcDateTime),
    one_of("state", ConnectionState),
)

lane = Table(
    "lane",
    metadata,
    Column("id", Text, primary_key=True),
    workspace_id(),
    Column("owner", Text),
    Column("lease_until", UtcDateTime),
    Column("epoch", BigInteger, nullable=False),
    Column("not_before", UtcDateTime),
    Column("last_slot_at", UtcDateTime),
    Column("day", Text),
    Column("sent_that_day", Integer, nullable=False),
    # When it was last leased: whose turn is longest ago comes next, so that nobody starves.
    Column("claimed_at", UtcDateTime),
    # Parked from outside; apart from `not_before`, which whoever works the lane writes over.
    Column("parked_until", UtcDateTime),
)
