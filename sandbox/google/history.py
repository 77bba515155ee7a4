"""A mailbox's history: what changed, in order, for as long as Gmail cares to remember.

Gmail API, `users.history.list`: ids increase "but are not contiguous", a start id that is too old
answers 404, and the records carry little more than the ids of messages.
"""

import random
from bisect import bisect_right
from dataclasses import dataclass, field
from enum import StrEnum

from sandbox.google.errors import gmail_not_found
from sandbox.google.schema import Json

FIRST_HISTORY_ID = 120_000
WIDEST_GAP = 37


class Change(StrEnum):
    """What a history record tells of."""

    MESSAGE_ADDED = "messageAdded"  # a message came into the mailbox, drafts and sent ones too
    MESSAGE_DELETED = "messageDeleted"  # a message is gone for good, not merely in the trash
    LABEL_ADDED = "labelAdded"  # labels were put on a message
    LABEL_REMOVED = "labelRemoved"  # labels were taken off a message


_FIELDS = {
    Change.MESSAGE_ADDED: "messagesAdded",
    Change.MESSAGE_DELETED: "messagesDeleted",
    Change.LABEL_ADDED: "labelsAdded",
    Change.LABEL_REMOVED: "labelsRemoved",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One change, with the message's labels as they were right after it."""

    id: int
    change: Change
    message_id: str
    thread_id: str
    labels: tuple[str, ...]
    changed_labels: tuple[str, ...] = ()

    def as_json(self) -> Json:
        """Return the record as Gmail's `History` resource."""
        plain: Json = {"id": self.message_id, "threadId": self.thread_id}
        entry: Json = {"message": plain | ({"labelIds": list(self.labels)} if self.labels else {})}
        if self.changed_labels:
            entry["labelIds"] = list(self.changed_labels)
        return {"id": str(self.id), "messages": [plain], _FIELDS[self.change]: [entry]}


@dataclass(slots=True)
class History:
    """The log of one mailbox."""

    records: list[Record] = field(default_factory=list)
    current_id: int = FIRST_HISTORY_ID
    oldest_known_id: int = FIRST_HISTORY_ID
    _gaps: random.Random = field(default_factory=lambda: random.Random(7))

    def note(
        self,
        change: Change,
        message_id: str,
        thread_id: str,
        labels: set[str],
        changed_labels: tuple[str, ...] = (),
    ) -> int:
        """Add a record and return its id, higher than every earlier one and rarely the next."""
        self.current_id += self._gaps.randint(1, WIDEST_GAP)
        self.records.append(
            Record(
                id=self.current_id,
                change=change,
                message_id=message_id,
                thread_id=thread_id,
                labels=tuple(sorted(labels)),
                changed_labels=changed_labels,
            )
        )
        return self.current_id

    def forget(self) -> None:
        """Lose the log: every cursor that was handed out until now answers 404 from here on."""
        self.current_id += self._gaps.randint(1, WIDEST_GAP)
        self.oldest_known_id = self.current_id
        self.records.clear()

    def since(self, start_id: int, changes: set[str], label: str | None) -> list[Record]:
        """Return the records after `start_id`, oldest first; empty `changes` means every kind.

        Raises ApiError 404 for an id older than what is remembered, or one never handed out.
        """
        if not self.oldest_known_id <= start_id <= self.current_id:
            raise gmail_not_found()
        first = bisect_right(self.records, start_id, key=lambda record: record.id)
        return [
            record
            for record in self.records[first:]
            if (not changes or record.change in changes)
            and (label is None or label in record.labels or label in record.changed_labels)
        ]
