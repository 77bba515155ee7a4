"""One transaction within one workspace."""

from engine.ports import records
from storage.ahead import read_ahead
from storage.approvals import SqlApprovals
from storage.arrivals import SqlInbox, SqlMeetings
from storage.connections import SqlMailboxRecords, SqlSmsRecords
from storage.contacts import SqlContacts
from storage.deliveries import SqlDeliveries
from storage.enrollments import SqlEnrollments
from storage.links import SqlReceipts, SqlTokens
from storage.notices import SqlJobs, SqlNotices
from storage.scoped import Scope
from storage.sequences import SqlSequences
from storage.suppressions import SqlSuppressions
from storage.workspaces import SqlMembers, SqlWorkspaceRecord


class SqlTx:
    """The aggregates of one workspace, all on one connection."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self.workspace_id: str = scope.workspace_id
        self.workspace: records.WorkspaceRecord = SqlWorkspaceRecord(scope)
        self.members: records.Members = SqlMembers(scope)
        self.mailboxes: records.MailboxRecords = SqlMailboxRecords(scope)
        self.sms: records.SmsRecords = SqlSmsRecords(scope)
        self.sequences: records.Sequences = SqlSequences(scope)
        self.contacts: records.Contacts = SqlContacts(scope)
        self.enrollments: records.Enrollments = SqlEnrollments(scope)
        self.deliveries: records.Deliveries = SqlDeliveries(scope)
        self.suppressions: records.Suppressions = SqlSuppressions(scope)
        self.approvals: records.Approvals = SqlApprovals(scope)
        self.notices: records.Notices = SqlNotices(scope)
        self.jobs: records.Jobs = SqlJobs(scope)
        self.inbox: records.Inbox = SqlInbox(scope)
        self.meetings: records.Meetings = SqlMeetings(scope)
        self.tokens: records.Tokens = SqlTokens(scope)
        self.receipts: records.Receipts = SqlReceipts(scope)

    def read_ahead(self, enrollment_id: int, *, version: int | None) -> None:
        """Fetch, in one statement, what is about to be asked for of an enrollment, locked."""
        read_ahead(self._scope, enrollment_id, version)
