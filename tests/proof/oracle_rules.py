"""When a step may go out, said a second time and in other words, sharing nothing with the engine.

Everything is numbers (see `oracle_wall`) and sets of instants: a window is a span, a plan is the
least instant in a set. Nothing is stepped through in the order in which the engine does it, and
nothing is remembered between two questions but a country's holidays.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from hashlib import blake2b
from typing import NamedTuple

from holidays import country_holidays

from tests.proof.oracle_wall import DAY, HOUR, SECOND, Wall, wall

HORIZON = 400 * DAY
_FIRST_DAY = date(1970, 1, 1).toordinal()
_THURSDAY = 3  # was the first of January 1970, where Monday is 0
_SATURDAY = 5
_YEARS = range(2024, 2042)
_SMS_OPENS, _SMS_CLOSES = 9 * HOUR, 20 * HOUR
_SOME_DAYS = 4  # before a day, whose windows may still be open in it


class Spec(NamedTuple):
    """When a sequence may send: the window's wall times are microseconds since midnight."""

    zone: str
    opens: int
    closes: int
    business_days_only: bool
    holidays: str | None


class Span(NamedTuple):
    """The instants `[start, end)`, and the length that the wall's times promised."""

    start: int
    end: int
    promised: int


def span_of(spec: Spec, day: int) -> Span | None:
    """Return the window that belongs to the day of this number, if it has one."""
    if not _counts(spec, day):
        return None
    opens, closes = day * DAY + spec.opens, day * DAY + spec.closes
    if spec.opens == spec.closes:
        opens, closes = day * DAY, day * DAY + DAY
    elif closes < opens:
        closes += DAY
    place = wall(spec.zone)
    start, end = place.reached(opens), place.passed(closes)
    return Span(start, end, closes - opens) if start < end else None


def is_open(spec: Spec, at: int) -> bool:
    """Whether an instant is in a window."""
    day = wall(spec.zone).shows(at) // DAY
    near = (span_of(spec, each) for each in range(day - _SOME_DAYS, day + _SOME_DAYS))
    return any(span.start <= at < span.end for span in near if span)


def coming(spec: Spec, at: int) -> Iterator[Span]:
    """Return the windows that are not over at `at`, each day's after the other."""
    today = wall(spec.zone).shows(at) // DAY
    for day in range(today - _SOME_DAYS, today + 400 + _SOME_DAYS):
        span = span_of(spec, day)
        if span and span.end > at:
            yield span


def opening(spec: Spec, at: int) -> tuple[int, Span] | None:
    """Return the least instant from `at` on in a window, and that window."""
    spans = coming(spec, at)
    first_few = [span for span, _ in zip(spans, range(3), strict=False)]
    if not first_few:
        return None
    best = min(first_few, key=lambda span: (max(span.start, at), span.end))
    return max(best.start, at), best


def common_opening(spec: Spec, zones: Sequence[str], at: int) -> int | None:
    """Return the least instant from `at` on in a window and in the SMS hours of every zone."""
    for span in coming(spec, at):
        if span.start > at + HORIZON:
            return None
        within = [(max(span.start, at), span.end)]
        for zone in zones:
            hours = Spec(zone, _SMS_OPENS, _SMS_CLOSES, False, None)
            within = [both for each in within for both in _met(hours, *each)]
        if within:
            return min(within)[0] if min(within)[0] <= at + HORIZON else None
    return None


def text_may_go(spec: Spec, zones: Sequence[str], at: int) -> bool:
    """Whether an instant is in a window and in the SMS hours of every zone."""
    hours = (Spec(zone, _SMS_OPENS, _SMS_CLOSES, False, None) for zone in zones)
    return all(is_open(each, at) for each in (spec, *hours))


def _met(hours: Spec, start: int, end: int) -> list[tuple[int, int]]:
    """Return where a span meets these hours."""
    place = wall(hours.zone)
    days = range(place.shows(start) // DAY - 2, place.shows(end) // DAY + 3)
    spans = (span_of(hours, day) for day in days)
    both = ((max(start, each.start), min(end, each.end)) for each in spans if each)
    return [each for each in both if each[0] < each[1]]


def delayed(spec: Spec, start: int, unit: str, amount: int) -> int:
    """Return where a delay ends, the window not looked at."""
    if unit != "days":
        return start + amount * (HOUR if unit == "hours" else HOUR // 60)
    if amount == 0:
        return start
    shown = wall(spec.zone).shows(start)
    return _day_after(spec, wall(spec.zone), shown // DAY, amount, shown % DAY)


def _day_after(spec: Spec, place: Wall, day: int, amount: int, time_of_day: int) -> int:
    if spec.business_days_only:
        ahead = range(day + 1, day + 3 * amount + 30)
        day = [day, *(each for each in ahead if _counts(spec, each))][amount]
    else:
        day += amount
    return place.reached(day * DAY + time_of_day)


def settled(spec: Spec, at: int, key: str) -> int | None:
    """Return `at` where the window is open, else its next opening and the key's own offset."""
    found = opening(spec, at)
    if found is None or found[0] == at:
        return found and at
    return found[0] + offset_in(found[1], key)


def settled_text(spec: Spec, zones: Sequence[str], at: int, key: str) -> int | None:
    """Return the same for a text, whose contact may be in any of these zones."""
    first = common_opening(spec, zones, at)
    if first is None or first == at:
        return first
    found = opening(spec, first)
    assert found is not None
    later = first + offset_in(found[1], key)
    return later if text_may_go(spec, zones, later) else first


def offset_in(span: Span, key: str) -> int:
    """Return the key's share of half an hour, or of a quarter of the window, in whole seconds."""
    most = min(30 * 60, min(span.promised, span.end - span.start) // 4 // SECOND)
    return share(key, most) * SECOND


def share(key: str, below: int) -> int:
    """Return the number in [0, below) that goes with a key for good: shown times must not drift."""
    return int(blake2b(key.encode(), digest_size=8).hexdigest(), 16) % below if below else 0


def resumed(spec: Spec, due: int, paused: int, at: int, unit: str, key: str) -> int | None:
    """Return when a step is due that was due at `due`, after a pause from `paused` to `at`."""
    at = max(at, paused)
    if due <= paused:
        found = opening(spec, at)
        # Who was due longest ago goes first, by millionths of a second.
        in_turn = 999_999 - min((paused - due) // (10 * SECOND), 999_999)
        return found and found[0] + in_turn * is_open(spec, found[0] + in_turn)
    missed = opening(spec, paused)
    if missed is None or at <= missed[0]:  # nothing could have gone out meanwhile
        return settled(spec, due, key)
    if unit != "days":
        return settled(spec, at + (due - paused), key)
    place = wall(spec.zone)
    first, last = place.shows(paused) // DAY, place.shows(due) // DAY
    left = sum(_counts(spec, day) for day in range(first + 1, last + 1))
    again = _day_after(spec, place, place.shows(at) // DAY, left, place.shows(due) % DAY)
    return settled(spec, max(again, at, due), key)


def next_slot(zone: str, sent: Sequence[int], limit: int, spacing: int, key: str, at: int) -> int:
    """Return the least instant from `at` on with room in its day and after the last send's gap.

    `spacing` in seconds. A day that has begun is never gone back from.
    """
    place = wall(zone)
    slot = at
    if sent:
        slot = max(at, sent[-1] + spacing * SECOND + share(key, spacing * 200 + 1) * 1000)
    days: list[int] = []
    for each in sent:
        days.append(max([place.shows(each) // DAY, *days]))
    today = max([place.shows(slot) // DAY, *days])
    return slot if days.count(today) < limit else place.passed((today + 1) * DAY)


def _counts(spec: Spec, day: int) -> bool:
    if not spec.business_days_only:
        return True
    return (day + _THURSDAY) % 7 < _SATURDAY and day not in _days_off(spec.holidays)


@cache
def _days_off(country: str | None) -> frozenset[int]:
    if country is None:
        return frozenset()
    return frozenset(
        each.toordinal() - _FIRST_DAY for each in country_holidays(country, years=_YEARS)
    )
