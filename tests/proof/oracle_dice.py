"""Cases for the oracle: at random over a decade, and around every change of every zone's clocks."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files

from tests.proof.oracle_cases import UNITS, Case
from tests.proof.oracle_rules import Spec
from tests.proof.oracle_wall import DAY, HOUR, MINUTE, SECOND, Stretch, number, wall

FROM, TO = (number(datetime(year, 1, 1, tzinfo=UTC)) for year in (2026, 2038))
COUNTRIES = (None, None, "US", "DE", "JP", "GB", "BR")
NAMED = ("America/New_York", "America/Los_Angeles", "Europe/London", "Asia/Tokyo")
_LONGEST = {"minutes": 20_000, "hours": 400, "days": 40}
_ROUND = (0, 0, 0, 1, 15, 30, 59)


@cache
def zones() -> tuple[str, ...]:
    """Return every name of the IANA database, old ones included."""
    return tuple(files("tzdata").joinpath("zones").read_text(encoding="utf-8").split())


def at_random(dice: random.Random, names: tuple[str, ...]) -> Case:
    """Return any case in one of these zones."""
    opens, closes = _wall_time(dice), _wall_time(dice)
    spec = Spec(dice.choice(names), opens, closes, dice.random() < 0.6, dice.choice(COUNTRIES))
    return _case(dice, spec, dice.randrange(FROM, TO))


def around(dice: random.Random, zone: str) -> Iterator[Case]:
    """Return cases around every change of this zone's clocks from 2026 to 2037."""
    for before, after in wall(zone).transitions():
        if FROM <= after.start < TO:
            for shown in _edges(before, after):
                yield from _arriving_at(dice, zone, after.start, shown)


def changes(zone: str) -> int:
    """Return how many changes of clocks a zone has from 2026 to 2037."""
    return sum(FROM <= after.start < TO for _, after in wall(zone).transitions())


def _edges(before: Stretch, after: Stretch) -> list[int]:
    """Return what the wall shows just before, in, and after what is skipped or shown twice."""
    one, other = after.start + before.offset, after.start + after.offset
    first, last = min(one, other), max(one, other)
    middle = (first + last) // 2
    return [first - MINUTE, first - 1, first, middle, last - 1, last, last + MINUTE]


def _arriving_at(dice: random.Random, zone: str, change: int, shown: int) -> Iterator[Case]:
    """Return cases that come to this wall time by a delay, or whose window has it as an edge."""
    time_of_day = shown % DAY // SECOND * SECOND
    other = (time_of_day + dice.choice((MINUTE, 20 * MINUTE, HOUR, 8 * HOUR))) % DAY
    business, country = dice.random() < 0.3, dice.choice((None, "US"))
    windows = ((time_of_day, other), (other, time_of_day), (time_of_day, time_of_day))
    for opens, closes in (*windows, (9 * HOUR, 17 * HOUR)):
        spec = Spec(zone, opens, closes, business, country)
        days = dice.randrange(4)
        start = wall(zone).reached(shown - days * DAY)
        yield _case(dice, spec, start, unit="days", amount=days)
        near = change + dice.choice((-1, 0, 1, dice.randint(-DAY, DAY)))
        yield _case(dice, spec, near)


def _case(
    dice: random.Random, spec: Spec, start: int, *, unit: str = "", amount: int | None = None
) -> Case:
    unit = unit or dice.choice(UNITS)
    if amount is None:
        amount = dice.choice((0, 1, dice.randrange(_LONGEST[unit])))
    near = sorted(start + dice.randint(-3 * DAY, HOUR) for _ in range(dice.randrange(5)))
    paused = start + dice.choice((0, 1, dice.randint(0, 2 * DAY), dice.randint(0, 40 * DAY)))
    return Case(
        spec=spec,
        start=start,
        unit=unit,
        amount=amount,
        key=f"{dice.randrange(10_000)}:{dice.randrange(9)}",
        contact_zones=_contact_zones(dice, spec),
        paused=paused,
        resumed=paused + dice.choice((0, 1, dice.randint(0, DAY), dice.randint(0, 30 * DAY))),
        sends=tuple(near),
        limit=dice.choice((0, 1, 2, 3, 200)),
        spacing=dice.choice((0, 60, 3600)),
        owner_zone=dice.choice((spec.zone, *NAMED)),
    )


def _contact_zones(dice: random.Random, spec: Spec) -> tuple[str, ...]:
    """Return none or the own one; seldom others: where hours never meet, a year is searched."""
    chance = dice.random()
    if chance < 0.01:
        return tuple(dice.choice(NAMED) for _ in range(dice.choice((1, 1, 2))))
    is_by_day = spec.opens < 19 * HOUR and (spec.closes > 10 * HOUR or spec.closes < spec.opens)
    return (spec.zone,) if is_by_day and chance < 0.4 else ()


def _wall_time(dice: random.Random) -> int:
    return dice.randrange(24) * HOUR + dice.choice(_ROUND) * MINUTE
