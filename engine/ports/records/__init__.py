"""What stands in the store, by aggregate; every method is scoped to the transaction's workspace.

"Return ... or none" methods never raise for a missing row: who asked knows what to say about it.
`save` writes the whole row by its id.
"""

from engine.ports.records.accounts import MailboxRecords, SmsRecords
from engine.ports.records.messages import Deliveries, InboundEvent, Inbox, Meeting, Meetings
from engine.ports.records.outbox import Jobs, Notices
from engine.ports.records.people import Contacts, Members, Suppressions, Tokens, WorkspaceRecord
from engine.ports.records.sends import Seen, Sends
from engine.ports.records.sequences import (
    Approvals,
    Enrollments,
    Receipts,
    SequenceCounts,
    Sequences,
)

__all__ = [
    "Approvals",
    "Contacts",
    "Deliveries",
    "Enrollments",
    "InboundEvent",
    "Inbox",
    "Jobs",
    "MailboxRecords",
    "Meeting",
    "Meetings",
    "Members",
    "Notices",
    "Receipts",
    "Seen",
    "Sends",
    "SequenceCounts",
    "Sequences",
    "SmsRecords",
    "Suppressions",
    "Tokens",
    "WorkspaceRecord",
]
