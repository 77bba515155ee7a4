"""When a step may go out, said once more and differently: an oracle for the engine's schedule."""

from datetime import datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

from engine.domain.sequence import Settings

NEW_YORK = "America/New_York"
MIDNIGHT = time(0)


def may_go(at: datetime, settings: Settings, *, texted: tuple[str | None, str | None]) -> bool:
    """Whether a step may go out at `at`; `texted` is a contact's (number, zone), none for mail."""
    number, zone = texted
    if number is not None and not time(9) <= at.astimezone(_zone(zone or NEW_YORK)).time() < time(
        20
    ):
        return False
    local = at.astimezone(_zone(settings.zone))
    if settings.business_days_only and not _is_business_day(local, settings.holidays):
        return False
    if settings.opens == settings.closes:
        return True
    return settings.opens <= local.time() and (
        settings.closes == MIDNIGHT or local.time() < settings.closes
    )


def may_go_within(
    at: datetime, seconds: float, settings: Settings, *, texted: tuple[str | None, str | None]
) -> bool:
    """Whether it may go out at `at`, or might have that many seconds earlier."""
    earlier = at - timedelta(seconds=seconds)
    return may_go(at, settings, texted=texted) or may_go(earlier, settings, texted=texted)


def _is_business_day(local: datetime, country: str | None) -> bool:
    if local.weekday() >= 5:
        return False
    return country is None or local.date() not in _holidays(country, local.year)


@cache
def _holidays(country: str, year: int) -> frozenset[object]:
    return frozenset(holidays.country_holidays(country, years=year))


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
