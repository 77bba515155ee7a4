"""Rows that several write at once, each its own part."""

from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import Row

from storage.mapper import Mapper
from storage.scoped import Scope, Scoped

T = TypeVar("T")


class Merged(Scoped[T]):
    """Rows of which `save` writes what has changed since they were read in this transaction.

    A mailbox's place in the mail, its state and its token are each written by somebody else; a
    whole row would put back an old token over one that was connected a moment ago.
    """

    def __init__(self, mapper: Mapper[T], scope: Scope) -> None:
        super().__init__(mapper, scope)
        self._read: dict[tuple[Any, ...], T] = {}

    def load(self, row: Row[Any]) -> T:
        """Return the row as its dataclass and remember how it was."""
        value = super().load(row)
        self._remember(value)
        return value

    def read_ahead(self, *key: Any) -> T | None:
        """Return the row if it was read ahead, and remember how it was."""
        value = super().read_ahead(*key)
        if value is not None:
            self._remember(value)
        return value

    def was_read(self, value: T) -> bool:
        """Whether this row was read, or written, in this transaction."""
        return self.mapper.key_of(value) in self._read

    def save(self, value: T) -> None:
        """Write what has changed since it was read; the whole row if it was not."""
        if not self.was_read(value):
            super().save(value)
            return
        was = self._read[self.mapper.key_of(value)]
        if names := self.mapper.changed(was, value):
            self._remember(value)
            statement = self.mapper.update_of(names)
            statement.count(self.connection, self.by_parameter(value, names))

    def save_changed(self, before: Sequence[T], after: Sequence[T]) -> None:
        """Write those that are not as they were read: what changed in any of them."""
        super().save_changed(before, after)
        for value in after:
            self._remember(value)

    def forget(self) -> None:
        """Forget what was read: the rows are gone, or were changed by other statements."""
        self._read.clear()

    def _remember(self, value: T) -> None:
        self._read[self.mapper.key_of(value)] = value
