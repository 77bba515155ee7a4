"""The pace of one mailbox: a spacing between sends, and so many a day.

The day is the local one of the mailbox's owner. A reached limit is no error: the next slot is
the start of tomorrow.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from engine.domain.copying import replace
from engine.domain.local_time import last_instant, zone
from engine.domain.schedule import spread

_JITTER_SHARE = 5  # up to a fifth of the spacing comes on top


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxPace:
    """What a mailbox may do, and what it has done of it."""

    zone: str  # IANA name, of the mailbox's owner
    daily_limit: int
    spacing_seconds: int
    last_slot_at: datetime | None  # UTC
    day: date | None  # the owner's local date that `sent_that_day` counts
    sent_that_day: int


def next_slot(pace: MailboxPace, at: datetime, jitter_key: str) -> datetime:
    """Return the earliest instant at or after `at` when the mailbox may send, in UTC.

    `jitter_key` names the enrollment and the step, so that asking again gives the same instant.
    With a limit of 0 there is always only a tomorrow.
    """
    slot = at
    if pace.last_slot_at is not None:
        slot = max(at, pace.last_slot_at + _gap(pace.spacing_seconds, jitter_key))
    day = _counted_day(pace, slot)
    if _sent_on(pace, day) < pace.daily_limit:
        return slot
    return _start_of(day + timedelta(days=1), pace.zone)


def take_slot(pace: MailboxPace, at: datetime) -> MailboxPace:
    """Return the pace after a send at `at`."""
    day = _counted_day(pace, at)
    last_slot_at = at if pace.last_slot_at is None else max(at, pace.last_slot_at)
    return replace(pace, last_slot_at=last_slot_at, day=day, sent_that_day=_sent_on(pace, day) + 1)


def _gap(spacing_seconds: int, jitter_key: str) -> timedelta:
    jitter_milliseconds = spread(jitter_key, spacing_seconds * 1000 // _JITTER_SHARE + 1)
    return timedelta(seconds=spacing_seconds, milliseconds=jitter_milliseconds)


def _counted_day(pace: MailboxPace, at: datetime) -> date:
    """Return the local date of `at`, but none before the one already counted.

    A clock or a zone set back must not open yesterday's count again.
    """
    day = at.astimezone(zone(pace.zone)).date()
    return day if pace.day is None else max(day, pace.day)


def _sent_on(pace: MailboxPace, day: date) -> int:
    return pace.sent_that_day if day == pace.day else 0


def _start_of(day: date, zone_name: str) -> datetime:
    # Clocks that go back over midnight show yesterday once more: the day starts after that.
    return last_instant(datetime.combine(day, time(0)), zone(zone_name))
