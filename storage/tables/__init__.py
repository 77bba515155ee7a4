"""The tables, in SQLAlchemy Core; every row names its workspace."""

from storage.tables.base import metadata
from storage.tables.messages import delivery, inbound, meeting
from storage.tables.meta import store_meta
from storage.tables.people import contact, contact_column, enrollment, suppression, token
from storage.tables.sequences import approval, receipt, sequence, version
from storage.tables.slack import job, lease, notice, oauth_state, seen_event
from storage.tables.workspaces import lane, mailbox, member, sms_connection, workspace

__all__ = [
    "approval",
    "contact",
    "contact_column",
    "delivery",
    "enrollment",
    "inbound",
    "job",
    "lane",
    "lease",
    "mailbox",
    "meeting",
    "member",
    "metadata",
    "notice",
    "oauth_state",
    "receipt",
    "seen_event",
    "sequence",
    "sms_connection",
    "store_meta",
    "suppression",
    "token",
    "version",
    "workspace",
]
