"""When a step goes out: its delay, then the send window, then what spreads a pile-up.

    after_delay   start + delay; days keep the local time of day
    next_open     the earliest instant at or after it inside the window
    fixed_offset  on top, only when the window moved it

The same inputs give the same instant on every machine and at every call: what is shown is what
will be done. All instants are UTC.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from enum import StrEnum

from engine.domain.delay import Delay, DelayUnit, after_delay
from engine.domain.window import (
    HORIZON_DAYS,
    NoOpenDay,
    SendRules,
    Window,
    is_open,
    next_open,
    offset_seconds,
    window_from,
)

__all__ = [
    "Delay",
    "DelayUnit",
    "NoOpenDay",
    "Plan",
    "Reason",
    "ReasonKind",
    "SendRules",
    "after_delay",
    "explain",
    "fixed_offset",
    "is_open",
    "next_open",
    "plan",
    "plan_sms",
    "replan",
    "sms_is_open",
]

SMS_OPENS = time(9)
SMS_CLOSES = time(20)


class ReasonKind(StrEnum):
    """What moved a planned time."""

    DELAY = "delay"  # the step's wait, weekends and holidays counted as days
    BUSINESS_DAY = "business_day"  # Saturdays and Sundays don't count
    HOLIDAY = "holiday"  # nor do public holidays
    WINDOW = "window"  # the send window is shut at that time of day
    SMS_HOURS = "sms_hours"  # texts only 9:00-20:00 in the contact's own zone
    OFFSET = "offset"  # the fixed offset after an opening, so that not all go at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One thing that moved the time, and where it moved it to."""

    kind: ReasonKind
    moved_to: datetime  # UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """When a step is due, and what led there, in that order."""

    due_at: datetime  # UTC
    reasons: tuple[Reason, ...]


def plan(start: datetime, delay: Delay, rules: SendRules, offset_key: str) -> datetime:
    """Return when a step is due whose delay counts from `start`. Raises NoOpenDay."""
    return replan(after_delay(start, delay, rules), rules, offset_key)


def replan(at: datetime, rules: SendRules, offset_key: str) -> datetime:
    """Return `at` if the window is open then, else the next opening and the fixed offset.

    `offset_key` names the enrollment and the step. Raises NoOpenDay. Idempotent.
    """
    window = window_from(at, rules)
    return at if window.opens_at <= at else after_opening(window, offset_key)


def fixed_offset(offset_key: str, rules: SendRules) -> timedelta:
    """Return this key's share of the first half hour, or quarter, of a window; whole seconds."""
    return timedelta(seconds=spread(offset_key, offset_seconds(rules)))


def spread(key: str, below: int) -> int:
    """Return a number in [0, below) that only the key decides: a hash, the same everywhere."""
    digest = hashlib.blake2b(key.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") % below if below > 0 else 0


def sms_is_open(at: datetime, rules: SendRules, contact_zones: tuple[str, ...]) -> bool:
    """Say whether a text may go out at `at`: inside the window and every zone's SMS hours.

    `contact_zones` are those the contact may live in, by their number; none where unknown.
    """
    return is_open(at, rules) and all(is_open(at, _sms_rules(name)) for name in contact_zones)


def plan_sms(
    at: datetime, rules: SendRules, contact_zones: tuple[str, ...], offset_key: str
) -> datetime:
    """Return `at` if a text may go out then, else the next time it may, and the fixed offset.

    The offset is left out where it would run past the common hours. Raises NoOpenDay when the
    window and the contact's SMS hours don't meet within 400 days.
    """
    opening = _common_opening(at, rules, contact_zones)
    if opening == at:
        return at
    later = opening + _offset_in(window_from(opening, rules), offset_key)
    return later if sms_is_open(later, rules, contact_zones) else opening


def explain(
    start: datetime,
    delay: Delay,
    rules: SendRules,
    offset_key: str,
    contact_zones: tuple[str, ...] = (),
) -> Plan:
    """Return what `plan` (for an SMS: `plan_sms`) returns, with what led there.

    Only what moved the time is a reason, in the order in which it did. Raises NoOpenDay.
    """
    due_at = after_delay(start, delay, rules)
    steps = [*_delay_steps(start, delay, rules), *_window_steps(due_at, rules)]
    steps.append((ReasonKind.SMS_HOURS, _common_opening(due_at, rules, contact_zones)))
    steps.append((ReasonKind.OFFSET, plan_sms(due_at, rules, contact_zones, offset_key)))
    before = [start, *(moved_to for _, moved_to in steps)]
    reasons = (
        Reason(kind=kind, moved_to=moved_to)
        for (kind, moved_to), earlier in zip(steps, before, strict=False)
        if moved_to != earlier
    )
    return Plan(due_at=steps[-1][1], reasons=tuple(reasons))


def _delay_steps(
    start: datetime, delay: Delay, rules: SendRules
) -> list[tuple[ReasonKind, datetime]]:
    return [(kind, after_delay(start, delay, weaker)) for kind, weaker in _ever_stricter(rules)]


def _window_steps(at: datetime, rules: SendRules) -> list[tuple[ReasonKind, datetime]]:
    steps = [(kind, next_open(at, weaker)) for kind, weaker in _ever_stricter(rules)]
    return [(ReasonKind.WINDOW, steps[0][1]), *steps[1:]]


def _ever_stricter(rules: SendRules) -> tuple[tuple[ReasonKind, SendRules], ...]:
    """Return the rules without business days, without holidays, and as they are."""
    return (
        (ReasonKind.DELAY, replace(rules, business_days_only=False)),
        (ReasonKind.BUSINESS_DAY, replace(rules, holidays=None)),
        (ReasonKind.HOLIDAY, rules),
    )


def _common_opening(at: datetime, rules: SendRules, contact_zones: tuple[str, ...]) -> datetime:
    """Return the earliest instant at or after `at` when all are open. Raises NoOpenDay."""
    everything = (rules, *map(_sms_rules, contact_zones))
    horizon = at + timedelta(days=HORIZON_DAYS)
    opening = at
    while opening <= horizon:
        latest = max(next_open(opening, each) for each in everything)
        if latest == opening:
            return opening
        opening = latest
    raise NoOpenDay(at)


def _sms_rules(contact_zone: str) -> SendRules:
    return SendRules(
        zone=contact_zone,
        opens=SMS_OPENS,
        closes=SMS_CLOSES,
        business_days_only=False,
        holidays=None,
    )


def after_opening(window: Window, offset_key: str) -> datetime:
    """Return this key's place behind the opening: not everybody goes at once."""
    return window.opens_at + _offset_in(window, offset_key)


def _offset_in(window: Window, offset_key: str) -> timedelta:
    return timedelta(seconds=spread(offset_key, window.offset_seconds))
