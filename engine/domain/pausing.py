"""Pause and resume: what is left of a delay is kept, and goes on from the moment of resuming.

A pause that no instant of the send window falls into changes nothing: nobody could have been
sent to meanwhile.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from engine.domain.business_days import HolidayCalendar, business_days_between
from engine.domain.delay import days_later
from engine.domain.local_time import zone
from engine.domain.schedule import DelayUnit, SendRules, is_open, next_open, replan

# Less than a second, so that no time that people are shown moves.
A_TURN = timedelta(seconds=10)  # of lateness, for each of which one goes a microsecond sooner
LAST_TURN = 999_999  # microseconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Remainder:
    """What was left of a delay when it was paused; nothing, if it was due already.

    For minutes and hours the time from `paused_at` to `due_at`; for days the (business) days
    from the one date to the other, and the local time of day, as the rules were at the pause.
    """

    paused_at: datetime  # UTC
    due_at: datetime  # UTC, the plan that the pause interrupted
    days: int | None = None  # none: minutes and hours
    local_time: time | None = None  # of `due_at`; goes with `days`

    @property
    def seconds(self) -> float:
        """The time that was left, 0 if it was due already."""
        return max(0.0, (self.due_at - self.paused_at).total_seconds())


def freeze(due_at: datetime, paused_at: datetime, unit: DelayUnit, rules: SendRules) -> Remainder:
    """Return what is left at `paused_at` of a delay given in `unit` that ends at `due_at`."""
    if unit is not DelayUnit.DAYS or due_at <= paused_at:
        return Remainder(paused_at=paused_at, due_at=due_at)
    place = zone(rules.zone)
    earlier, due = paused_at.astimezone(place), due_at.astimezone(place)
    days = (due.date() - earlier.date()).days
    if rules.business_days_only:
        calendar = HolidayCalendar(country=rules.holidays)
        days = business_days_between(earlier.date(), due.date(), calendar)
    return Remainder(paused_at=paused_at, due_at=due_at, days=days, local_time=due.time())


def thaw(remainder: Remainder, resumed_at: datetime, rules: SendRules, offset_key: str) -> datetime:
    """Return when the step is due after resuming, inside the window. Raises NoOpenDay.

    Never before `resumed_at`, nor before the old due. What was due at the pause is due within a
    second of the next opening, in its old order and without the fixed offset: the mailbox's spacing
    keeps those apart.
    """
    # A clock that was set back must not make a pause end before it began.
    resumed_at = max(resumed_at, remainder.paused_at)
    if not remainder.seconds:
        opening = next_open(resumed_at, rules)
        in_turn = opening + turn(remainder.paused_at - remainder.due_at)
        return in_turn if is_open(in_turn, rules) else opening
    at = max(moved(remainder, resumed_at, rules), resumed_at, remainder.due_at)
    return replan(at, rules, offset_key)


def turn(late: timedelta) -> timedelta:
    """Return how long whoever was due that long before the pause lets others go before them.

    Less than a second, by which those of one pause go first who had waited longest. It tells ten
    seconds apart, up to 115 days.
    """
    return timedelta(microseconds=LAST_TURN - min(late // A_TURN, LAST_TURN))


def moved(remainder: Remainder, resumed_at: datetime, rules: SendRules) -> datetime:
    """Return when what was left ends; neither the window nor the past is looked at."""
    if _nothing_could_go_out(remainder.paused_at, resumed_at, rules):
        return remainder.due_at
    if remainder.days is None:
        return resumed_at + timedelta(seconds=remainder.seconds)
    return days_later(resumed_at, remainder.days, rules, remainder.local_time)


def _nothing_could_go_out(since: datetime, until: datetime, rules: SendRules) -> bool:
    return next_open(since, rules) == next_open(until, rules)
