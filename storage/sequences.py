"""Sequences and their activated versions."""

from collections.abc import Collection, Mapping
from collections.abc import Sequence as Rows
from datetime import datetime

from engine.domain.sequence import Content, Sequence, Version
from engine.ports.records import SequenceCounts
from storage import tables
from storage.counting import activity, sequence_counts
from storage.mapper import Mapper
from storage.scoped import Scope, Scoped

SEQUENCES = Mapper(
    tables.sequence, Sequence, {"name_key": lambda sequence: sequence.name.casefold()}
)
VERSIONS = Mapper(tables.version, Version)


class SqlSequences:
    """Sequences and their activated versions."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._rows = Scoped(SEQUENCES, scope)
        self._versions = Scoped(VERSIONS, scope)

    def add(
        self,
        *,
        name: str,
        owner_id: str,
        working: Content,
        notify_channel: str | None,
        at: datetime,
    ) -> Sequence:
        """Insert a draft and return it with its id."""
        draft = Sequence(
            id=0,
            workspace_id=self._scope.workspace_id,
            name=name,
            owner_id=owner_id,
            working=working,
            notify_channel=notify_channel,
            created_at=at,
            changed_at=at,
        )
        return self._rows.add(draft)

    def get(self, sequence_id: int) -> Sequence | None:
        """Return the sequence, if it is ours."""
        return self._rows.get(sequence_id)

    def get_locked(self, sequence_id: int) -> Sequence | None:
        """Return it and keep other writers of this sequence out until the transaction ends."""
        return self._rows.get(sequence_id, lock=True)

    def all(self) -> Rows[Sequence]:
        """Return every sequence, by name."""
        return self._rows.all(order_by=[tables.sequence.c.name_key, tables.sequence.c.id])

    def save(self, sequence: Sequence) -> None:
        """Write the whole row."""
        self._rows.save(sequence)

    def add_version(self, version: Version) -> None:
        """Keep content that was activated."""
        self._versions.insert(version)

    def version(self, sequence_id: int, number: int) -> Version | None:
        """Return what was activated under this number, if it was."""
        ahead = self._versions.read_ahead(sequence_id, number)
        return ahead or self._versions.find(sequence_id=sequence_id, number=number)

    def activity(self, since: datetime) -> Mapping[int, SequenceCounts]:
        """Return what was sent, replied and booked since then, by sequence."""
        return activity(self._scope, since)

    def counts(self, sequence_ids: Collection[int]) -> Mapping[int, SequenceCounts]:
        """Return how these sequences stand; those without enrollments stand at 0."""
        return sequence_counts(self._scope, sequence_ids)
