"""One transaction within one workspace."""

from sqlalchemy.util import memoized_property

from engine.ports import records
from storage import ahead
from storage.approvals import SqlApprovals
from storage.arrivals import SqlInbox, SqlMeetings
from storage.connections import SqlMailboxRecords, SqlSmsRecords
from storage.contacts import SqlContacts
from storage.deliveries import SqlDeliveries
from storage.enrollments import SqlEnrollments
from storage.links import SqlReceipts, SqlTokens
from storage.notices import SqlJobs, SqlNotices
from storage.scoped import Scope
from storage.sends import SqlSends
from storage.sequences import SqlSequences
from storage.suppressions import SqlSuppressions
from storage.workspaces import SqlMembers, SqlWorkspaceRecord


class SqlTx:
    """The aggregates of one workspace, all on one connection; each is made when it is asked for."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self.workspace_id: str = scope.workspace_id

    @memoized_property
    def workspace(self) -> records.WorkspaceRecord:
        return SqlWorkspaceRecord(self._scope)

    @memoized_property
    def members(self) -> records.Members:
        return SqlMembers(self._scope)

    @memoized_property
    def mailboxes(self) -> records.MailboxRecords:
        return SqlMailboxRecords(self._scope)

    @memoized_property
    def sms(self) -> records.SmsRecords:
        return SqlSmsRecords(self._scope)

    @memoized_property
    def sequences(self) -> records.Sequences:
        return SqlSequences(self._scope)

    @memoized_property
    def contacts(self) -> records.Contacts:
        return SqlContacts(self._scope)

    @memoized_property
    def enrollments(self) -> SqlEnrollments:
        return SqlEnrollments(self._scope)

    @memoized_property
    def deliveries(self) -> SqlDeliveries:
        return SqlDeliveries(self._scope)

    @memoized_property
    def suppressions(self) -> records.Suppressions:
        return SqlSuppressions(self._scope)

    @memoized_property
    def approvals(self) -> records.Approvals:
        return SqlApprovals(self._scope)

    @memoized_property
    def notices(self) -> records.Notices:
        return SqlNotices(self._scope)

    @memoized_property
    def jobs(self) -> records.Jobs:
        return SqlJobs(self._scope)

    @memoized_property
    def inbox(self) -> records.Inbox:
        return SqlInbox(self._scope)

    @memoized_property
    def meetings(self) -> records.Meetings:
        return SqlMeetings(self._scope)

    @memoized_property
    def tokens(self) -> SqlTokens:
        return SqlTokens(self._scope)

    @memoized_property
    def receipts(self) -> records.Receipts:
        return SqlReceipts(self._scope)

    @memoized_property
    def sends(self) -> records.Sends:
        return SqlSends(self._scope, self.deliveries, self.enrollments, self.tokens)

    def read_ahead(
        self, enrollment_id: int, *, sequence_id: int, only_to_plan: bool = False
    ) -> records.Seen | None:
        """Fetch, in one statement, what is about to be asked for of an enrollment, locked."""
        if only_to_plan:
            ahead.to_plan(self._scope, enrollment_id, sequence_id)
            return None
        return ahead.to_send(self._scope, enrollment_id, sequence_id)
