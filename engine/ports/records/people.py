"""The workspace, its members, contacts, and who must not be contacted."""

from collections.abc import Callable, Collection, Mapping
from collections.abc import Sequence as Rows
from datetime import datetime
from typing import Protocol

from engine.domain.enrollment import (
    Contact,
)
from engine.domain.suppression import Suppression
from engine.domain.workspace import Member, Workspace, WorkspaceSettings


class WorkspaceRecord(Protocol):
    """The workspace itself."""

    def get(self) -> Workspace: ...
    def save_settings(self, settings: WorkspaceSettings) -> None: ...


class Members(Protocol):
    """Slack users as last described."""

    def get(self, user_id: str) -> Member | None: ...
    def admins(self) -> Rows[Member]:
        """Return those who were an admin when they were last seen, the latest first."""
        ...

    def save(self, member: Member) -> None: ...


class Contacts(Protocol):
    """People outside."""

    def get(self, contact_id: int) -> Contact | None: ...
    def many(self, contact_ids: Collection[int]) -> Mapping[int, Contact]: ...
    def by_keys(self, email_keys: Collection[str]) -> Mapping[str, Contact]:
        """Return those that exist, by `email_key`."""
        ...

    def by_phone(self, phone: str) -> Rows[Contact]: ...
    def search(self, text: str, *, limit: int) -> Rows[Contact]:
        """Return contacts whose email or name contains the text, by email."""
        ...

    def add_many(self, contacts: Rows[Contact]) -> Rows[Contact]:
        """Insert (ids are ignored) and return them with ids, in the same order."""
        ...

    def add_new(self, count: int, make: Callable[[Rows[int]], list[Contact]]) -> Rows[Contact]:
        """Insert what `make` makes of so many new ids, and return it."""
        ...

    def save(self, contact: Contact) -> None: ...
    def erase(self, contact_id: int) -> None:
        """Forget the person: contact, words of messages, events; suppressions stay."""
        ...

    def columns(self) -> frozenset[str]:
        """Return every custom column that an import has brought."""
        ...

    def add_columns(self, names: Collection[str]) -> None: ...


class Suppressions(Protocol):
    """Who gets nothing."""

    def of(self, values: Collection[str]) -> Mapping[str, Suppression]:
        """Return those of these addresses and numbers that are suppressed."""
        ...

    def add(self, suppression: Suppression) -> bool:
        """Insert; False when it was there (a STOP replaces any other origin)."""
        ...

    def remove(self, value: str) -> None: ...
    def search(self, text: str, *, limit: int, offset: int = 0) -> Rows[Suppression]: ...
    def count(self) -> int: ...


class Tokens(Protocol):
    """Unsubscribe links: random, stored, valid for good."""

    def add(
        self,
        token: str,
        *,
        contact_id: int,
        enrollment_id: int | None,
        is_test: bool,
        at: datetime,
    ) -> None: ...
    def of_enrollment(self, enrollment_id: int) -> str | None: ...
    def enrollment_of(self, token: str) -> int | None:
        """Return the enrollment a real (not a test's) link of this workspace belongs to."""
        ...
