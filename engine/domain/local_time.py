"""Wall-clock time and instants: the two rules for times that don't exist or happen twice.

A wall time inside a gap (clocks go forward) means the first instant after the gap, so that
nothing happens before it was meant. One that happens twice (clocks go back) means its first
occurrence; the end of a span means the last. Rules and names are those of the IANA
database, as `zoneinfo` reads it.
"""

from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from engine.domain.errors import Refusal

_MIDNIGHT = time(0)
_ONE_DAY = timedelta(days=1)


class UnknownZone(Refusal):
    """The IANA database has no zone of this name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no time zone named “{name}”. Pick one from the list.")
        self.name = name


@lru_cache(maxsize=1024)
def zone(name: str) -> ZoneInfo:
    """Return the zone of an IANA name, old names such as Asia/Calcutta included.

    Raises UnknownZone. Names are looked up in the database's own list: a path, or a file of this
    machine such as "localtime" or "right/UTC" (leap seconds), is not a name.
    """
    if name not in _known_names():
        raise UnknownZone(name)
    return ZoneInfo(name)


@lru_cache(maxsize=1)
def all_zones() -> tuple[str, ...]:
    """Return the names a person picks from, sorted: one or more per country, and UTC.

    They are those of the database's zone.tab: no aliases, no abbreviations.
    """
    rows = _package_file("zoneinfo/zone.tab")
    return tuple(sorted({row.split("\t")[2] for row in rows} | {"UTC"}))


def to_instant(local: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant of a naive wall time, in UTC; the first one if it happens twice."""
    return _instant(local.replace(tzinfo=zone, fold=0), local, zone)


def last_instant(local: datetime, zone: ZoneInfo) -> datetime:
    """Return when a span ends that ends at a naive wall time, in UTC.

    That is the instant from which on the wall never again shows less: the last occurrence of
    `local`, but the first one if the clocks go back exactly to it.
    """
    first = to_instant(local, zone)
    last = _instant(local.replace(tzinfo=zone, fold=1), local, zone)
    return first if first == last or _is_transition(last, zone) else last


def even_day(instant: datetime, zone: ZoneInfo) -> tuple[datetime, datetime] | None:
    """Return the local day of an instant as `[begin, end)`, in UTC; none if the clocks change then.

    Within it, wall time and instants run alike.
    """
    day = instant.astimezone(zone).date()
    begin = to_instant(datetime.combine(day, _MIDNIGHT), zone)
    end = to_instant(datetime.combine(day + _ONE_DAY, _MIDNIGHT), zone)
    is_even = end - begin == _ONE_DAY and begin <= instant < end
    return (begin, end) if is_even else None


def _is_transition(instant: datetime, zone: ZoneInfo) -> bool:
    just_before = (instant - timedelta(microseconds=1)).astimezone(zone)
    return just_before.utcoffset() != instant.astimezone(zone).utcoffset()


def _instant(aware: datetime, local: datetime, zone: ZoneInfo) -> datetime:
    instant = aware.astimezone(UTC)
    there_and_back = instant.astimezone(zone).replace(tzinfo=None)
    return instant if there_and_back == local else _after_the_gap(local, zone)


def _after_the_gap(local: datetime, zone: ZoneInfo) -> datetime:
    """Return the transition that skips `local`: the first instant with the new offset."""
    # Inside a gap fold=0 reads the old offset, so it lies after the transition, and fold=1 before.
    after = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    before = local.replace(tzinfo=zone, fold=1).astimezone(UTC).replace(microsecond=0)
    new_offset = after.astimezone(zone).utcoffset()
    low, high = 0, int((after - before).total_seconds())  # transitions fall on whole seconds
    while low < high:
        middle = (low + high) // 2
        offset = (before + timedelta(seconds=middle)).astimezone(zone).utcoffset()
        low, high = (low, middle) if offset == new_offset else (middle + 1, high)
    return before + timedelta(seconds=low)


@lru_cache(maxsize=1)
def _known_names() -> frozenset[str]:
    return frozenset(_package_file("zones"))


def _package_file(path: str) -> list[str]:
    """Return the lines of a file in the tzdata package, comments left out."""
    text = files("tzdata").joinpath(path).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
