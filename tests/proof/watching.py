"""What the database says after each commit, read beside the engine and without its code."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from engine.domain.sequence import Content, load_content


class EnrollmentRow(NamedTuple):
    """An enrollment."""

    id: int
    sequence_id: int
    contact_id: int
    state: str
    exit: str | None
    hold: str | None
    step_id: str | None
    wake_at: int | None
    paused_until: int | None


class SequenceRow(NamedTuple):
    """A sequence."""

    id: int
    state: str
    version: int | None


class DeliveryRow(NamedTuple):
    """A delivery."""

    id: str
    key: str
    enrollment_id: int
    step_id: str
    channel: str
    mailbox_id: int | None
    state: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The rows as one commit left them."""

    enrollments: Mapping[int, EnrollmentRow] = field(default_factory=dict)
    sequences: Mapping[int, SequenceRow] = field(default_factory=dict)
    deliveries: Mapping[str, DeliveryRow] = field(default_factory=dict)


class Cursor(Protocol):
    """What both drivers give."""

    def fetchall(self) -> list[Any]: ...


class RawConnection(Protocol):
    """A driver's connection that commits by itself."""

    def execute(self, query: Any) -> Cursor: ...


_ENROLLMENTS = (
    "SELECT id, sequence_id, contact_id, state, exit, hold, step_id, wake_at, paused_until"
    " FROM enrollment"
)
_SEQUENCES = "SELECT id, state, active_version FROM sequence"
_DELIVERIES = (
    "SELECT id, key, enrollment_id, step_id, channel, mailbox_id, state, reason FROM delivery"
    " WHERE kind = 'step' ORDER BY number"
)
_ALARMS = (
    "SELECT wake_at FROM enrollment WHERE state = 'active' AND wake_at > {now}"
    " UNION ALL SELECT paused_until FROM enrollment"
    " WHERE state = 'paused' AND paused_until > {now}"
    " UNION ALL SELECT resolve_at FROM delivery WHERE state = 'sending' AND resolve_at > {now}"
    " UNION ALL SELECT not_before FROM lane WHERE not_before > {now}"
    " UNION ALL SELECT lease_until FROM lane WHERE lease_until > {now}"
    " UNION ALL SELECT check_at FROM delivery WHERE state = 'sent' AND check_at > {now}"
)
_TO_RECOVER = (
    "SELECT 1 FROM delivery WHERE state = 'sending' AND resolve_at <= {now}"
    " UNION ALL SELECT 1 FROM enrollment WHERE state = 'paused' AND paused_until <= {now}"
)


@dataclass(slots=True, kw_only=True)
class Watcher:
    """Reads the rows."""

    connection: RawConnection
    _contents: dict[tuple[int, int], Content] = field(default_factory=dict)

    def seen(self) -> Seen:
        """Return the rows as they stand."""
        enrollments = map(EnrollmentRow._make, self._rows(_ENROLLMENTS))
        sequences = map(SequenceRow._make, self._rows(_SEQUENCES))
        deliveries = map(DeliveryRow._make, self._rows(_DELIVERIES))
        return Seen(
            enrollments={each.id: each for each in enrollments},
            sequences={each.id: each for each in sequences},
            deliveries={each.id: each for each in deliveries},
        )

    def content(self, sequence: SequenceRow) -> Content:
        """Return what is under way in a sequence."""
        number = sequence.version or 0
        if (sequence.id, number) not in self._contents:
            query = f"SELECT content FROM version WHERE sequence_id = {sequence.id}"
            ((text,),) = self._rows(f"{query} AND number = {number}")
            self._contents[sequence.id, number] = load_content(text)
        return self._contents[sequence.id, number]

    def next_alarm(self, now: int) -> int | None:
        """Return when something is next to be done, in microseconds since 1970."""
        found = [each for (each,) in self._rows(_ALARMS.format(now=now))]
        return min(found, default=None)

    def is_to_recover(self, now: int) -> bool:
        """Whether recovery has something to look at."""
        return bool(self._rows(_TO_RECOVER.format(now=now)))

    def phones(self) -> dict[int, tuple[str | None, str | None]]:
        """Return each contact's number and zone."""
        rows = self._rows("SELECT id, phone, zone FROM contact")
        return {each: (phone, zone) for each, phone, zone in rows}

    def asked(self) -> int:
        """Return how many questions wait for a person."""
        ((count,),) = self._rows("SELECT count(*) FROM notice WHERE kind = 'outcome_unknown'")
        return int(count)

    def _rows(self, query: str) -> list[Any]:
        return self.connection.execute(query).fetchall()
