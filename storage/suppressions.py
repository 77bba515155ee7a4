"""Who gets nothing."""

from collections.abc import Collection, Mapping
from collections.abc import Sequence as Rows

from sqlalchemy import delete, func, select, update

from engine.domain.suppression import Suppression, SuppressionOrigin
from storage import tables
from storage.mapper import Mapper
from storage.scoped import ABSENT, Scope, Scoped
from storage.upserts import insert_new

_suppression = tables.suppression.c

SUPPRESSIONS = Mapper(tables.suppression, Suppression)


class SqlSuppressions:
    """Who gets nothing."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._rows = Scoped(SUPPRESSIONS, scope)

    def of(self, values: Collection[str]) -> Mapping[str, Suppression]:
        """Return those of these addresses and numbers that are suppressed."""
        unknown = [
            value for value in values if self._scope.take_ahead("suppression", value) is not ABSENT
        ]
        found = self._rows.within(_suppression.value, unknown)
        return {suppression.value: suppression for suppression in found}

    def add(self, suppression: Suppression) -> bool:
        """Insert; False when it was there (a STOP replaces any other origin)."""
        row = self._rows.dump(suppression)
        if insert_new(self._scope.connection, tables.suppression, [row]):
            return True
        if suppression.origin is SuppressionOrigin.STOP:
            # Only the contact can open a STOP again, so a weaker origin must not hide it.
            statement = update(tables.suppression).where(
                self._rows.ours,
                _suppression.value == suppression.value,
                _suppression.origin != SuppressionOrigin.STOP,
            )
            self._scope.connection.execute(statement.values(row))
        return False

    def remove(self, value: str) -> None:
        """Forget the suppression, if there is one."""
        ours = (self._rows.ours, _suppression.value == value)
        self._scope.connection.execute(delete(tables.suppression).where(*ours))

    def search(self, text: str, *, limit: int, offset: int = 0) -> Rows[Suppression]:
        """Return a page of those that contain the text, newest first."""
        # Values are normalised, so lower case is all there is to fold.
        contains = _suppression.value.contains(text.strip().lower(), autoescape=True)
        newest_first = (_suppression.created_at.desc(), _suppression.value)
        statement = self._rows.select(contains).order_by(*newest_first)
        return self._rows.fetch(statement.limit(limit).offset(offset))

    def count(self) -> int:
        """Return how many there are."""
        statement = select(func.count()).select_from(tables.suppression).where(self._rows.ours)
        return self._scope.connection.execute(statement).scalar_one()
