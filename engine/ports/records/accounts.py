"""Connected accounts."""

from collections.abc import Sequence as Rows
from datetime import datetime
from typing import Protocol

from engine.domain.connection import Mailbox, SmsConnection


class MailboxRecords(Protocol):
    """Connected Gmail accounts."""

    def get(self, mailbox_id: int) -> Mailbox | None: ...
    def by_email(self, email: str) -> Mailbox | None: ...
    def of(self, owner_id: str) -> Rows[Mailbox]: ...
    def all(self) -> Rows[Mailbox]: ...
    def add(self, mailbox: Mailbox) -> Mailbox:
        """Insert (the id is ignored) and return it with its id; makes its lane as well."""
        ...

    def save(self, mailbox: Mailbox) -> None: ...
    def park(self, mailbox_id: int, *, until: datetime) -> None:
        """Let nothing go out of this mailbox before then."""
        ...


class SmsRecords(Protocol):
    """The workspace's SMS connection: one, or none."""

    def get(self) -> SmsConnection | None: ...
    def save(self, connection: SmsConnection) -> None:
        """Insert or replace; makes its lane as well."""
        ...

    def remove(self) -> None: ...
