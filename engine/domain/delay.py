"""How long a step waits, and what that comes to on the calendar."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import assert_never

from engine.domain.business_days import HolidayCalendar, add_business_days
from engine.domain.errors import Refusal
from engine.domain.local_time import to_instant, zone
from engine.domain.window import SendRules

LONGEST_DELAY_DAYS = 3650  # far beyond any sequence, well inside what dates can hold


class DelayUnit(StrEnum):
    """What a step's wait is counted in."""

    MINUTES = "minutes"  # elapsed time
    HOURS = "hours"  # elapsed time
    DAYS = "days"  # calendar days, or business days; the local time of day stays


@dataclass(frozen=True, slots=True, kw_only=True)
class Delay:
    """How long to wait before a step. Raises Refusal outside 0 to 3,650 days."""

    amount: int
    unit: DelayUnit

    def __post_init__(self) -> None:
        if not 0 <= self.amount <= LONGEST_DELAY_DAYS * _PER_DAY[self.unit]:
            raise Refusal(f"A wait is 0 to {LONGEST_DELAY_DAYS:,} days. Enter a number in between.")


_PER_DAY = {DelayUnit.MINUTES: 24 * 60, DelayUnit.HOURS: 24, DelayUnit.DAYS: 1}


def after_delay(start: datetime, delay: Delay, rules: SendRules) -> datetime:
    """Return `start` plus the delay; the window is not looked at.

    Minutes and hours are elapsed time. Days are calendar days, or business days where the rules
    say so, to the same local time of day. No delay is `start` itself.
    """
    match delay.unit:
        case DelayUnit.MINUTES:
            return start + timedelta(minutes=delay.amount)
        case DelayUnit.HOURS:
            return start + timedelta(hours=delay.amount)
        case DelayUnit.DAYS:
            return days_later(start, delay.amount, rules)
        case other:
            assert_never(other)


def days_later(start: datetime, days: int, rules: SendRules, at: time | None = None) -> datetime:
    """Return the instant `days` (business) days after the local date of `start`.

    At the local time `at`, or else at that of `start`; 0 days at no other time is `start`.
    """
    if days == 0 and at is None:
        return start
    place = zone(rules.zone)
    local = start.astimezone(place).replace(tzinfo=None)
    if rules.business_days_only:
        calendar = HolidayCalendar(country=rules.holidays)
        day = add_business_days(local.date(), days, calendar)
    else:
        day = local.date() + timedelta(days=days)
    return to_instant(datetime.combine(day, local.time() if at is None else at), place)
