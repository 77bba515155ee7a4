"""A transaction within one workspace: nothing of another one can be seen through it."""

from typing import Protocol

from engine.ports.records import (
    Approvals,
    Contacts,
    Deliveries,
    Enrollments,
    Inbox,
    Jobs,
    MailboxRecords,
    Meetings,
    Members,
    Notices,
    Receipts,
    Seen,
    Sends,
    Sequences,
    SmsRecords,
    Suppressions,
    Tokens,
    WorkspaceRecord,
)


class Tx(Protocol):
    """One transaction within one workspace: nothing of another one can be seen through it."""

    @property
    def workspace_id(self) -> str: ...
    @property
    def workspace(self) -> WorkspaceRecord: ...
    @property
    def members(self) -> Members: ...
    @property
    def mailboxes(self) -> MailboxRecords: ...
    @property
    def sms(self) -> SmsRecords: ...
    @property
    def sequences(self) -> Sequences: ...
    @property
    def contacts(self) -> Contacts: ...
    @property
    def enrollments(self) -> Enrollments: ...
    @property
    def deliveries(self) -> Deliveries: ...
    @property
    def suppressions(self) -> Suppressions: ...
    @property
    def approvals(self) -> Approvals: ...
    @property
    def notices(self) -> Notices: ...
    @property
    def jobs(self) -> Jobs: ...
    @property
    def inbox(self) -> Inbox: ...
    @property
    def meetings(self) -> Meetings: ...
    @property
    def tokens(self) -> Tokens: ...
    @property
    def receipts(self) -> Receipts: ...
    @property
    def sends(self) -> Sends: ...

    def read_ahead(
        self, enrollment_id: int, *, sequence_id: int, only_to_plan: bool = False
    ) -> Seen | None:
        """Fetch, in one statement, what is about to be asked for of an enrollment.

        That is its sequence with the version under way and the enrollment, both locked in this
        order, and its contact; unless it is `only_to_plan`, also its mailbox with the owner, the
        workspace, its unsubscribe link, and whether its next step was prepared before or its
        contact is suppressed. It changes how long the questions take, never the answers.

        Returns what was seen, for a write that asks whether it is so still; none if there is no
        such enrollment, or only a plan is made.
        """
        ...
