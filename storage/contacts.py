"""People outside, and how to forget one."""

from collections.abc import Callable, Collection, Mapping
from collections.abc import Sequence as Rows

from sqlalchemy import select

from engine.domain.enrollment import Contact
from engine.domain.matching import normalised
from storage import tables
from storage.erasure import erase
from storage.mapper import Mapper
from storage.merging import Merged
from storage.scoped import Scope
from storage.upserts import insert_new

_contact = tables.contact.c


def _search_text(contact: Contact) -> str:
    return f"{contact.email}\n{contact.name}".casefold()


def _alias_key(contact: Contact) -> str:
    return normalised(contact.email)


CONTACTS = Mapper(tables.contact, Contact, {"search_text": _search_text, "alias_key": _alias_key})


class SqlContacts:
    """People outside."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._rows = Merged(CONTACTS, scope)

    def get(self, contact_id: int) -> Contact | None:
        """Return the contact, if it is ours."""
        return self._rows.get(contact_id)

    def many(self, contact_ids: Collection[int]) -> Mapping[int, Contact]:
        """Return those that exist, by id."""
        return {found.id: found for found in self._rows.within(_contact.id, contact_ids)}

    def by_keys(self, email_keys: Collection[str]) -> Mapping[str, Contact]:
        """Return those that exist, by `email_key`."""
        found = self._rows.within(_contact.email_key, email_keys)
        return {contact.email_key: contact for contact in found}

    def by_phone(self, phone: str) -> Rows[Contact]:
        """Return the contacts with this number, by id."""
        return self._rows.all(_contact.phone == phone, order_by=[_contact.id])

    def search(self, text: str, *, limit: int) -> Rows[Contact]:
        """Return contacts whose email or name contains the text, by email."""
        contains = _contact.search_text.contains(text.strip().casefold(), autoescape=True)
        statement = self._rows.select(contains, _contact.email != "")
        return self._rows.fetch(statement.order_by(_contact.email, _contact.id).limit(limit))

    def add_many(self, contacts: Rows[Contact]) -> Rows[Contact]:
        """Insert (ids are ignored) and return them with ids, in the same order."""
        return self._rows.add_many(contacts)

    def add_new(self, count: int, make: Callable[[Rows[int]], list[Contact]]) -> Rows[Contact]:
        """Insert what `make` makes of so many new ids, and return it."""
        return self._rows.add_new(count, make)

    def save(self, contact: Contact) -> None:
        """Write what has changed since it was read here."""
        self._rows.save(contact)

    def erase(self, contact_id: int) -> None:
        """Forget the person: contact, words of messages, events; suppressions stay."""
        if contact := self.get(contact_id):
            erase(self._scope, contact)
            self._rows.forget()

    def columns(self) -> frozenset[str]:
        """Return every custom column that an import has brought."""
        columns = tables.contact_column.c
        statement = select(columns.name).where(columns.workspace_id == self._scope.workspace_id)
        return frozenset(self._scope.connection.execute(statement).scalars())

    def add_columns(self, names: Collection[str]) -> None:
        """Remember columns; known ones stay as they are."""
        rows = [{"workspace_id": self._scope.workspace_id, "name": name} for name in sorted(names)]
        insert_new(self._scope.connection, tables.contact_column, rows)
