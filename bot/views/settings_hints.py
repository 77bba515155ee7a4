"""What the calendar brings next: the next change of the clocks, the next holiday."""

from datetime import date, datetime, timedelta
from itertools import pairwise

from bot.views import kit
from engine.domain.business_days import HolidayCalendar
from engine.domain.local_time import zone
from engine.domain.sequence import Settings

DAYS_AHEAD = 366


def hints(settings: Settings, now: datetime) -> tuple[str, ...]:
    """Return short lines about the zone and the holidays that are set, as mrkdwn."""
    local = now.astimezone(zone(settings.zone))
    said = [f"It is {local:%H:%M} in {kit.escape(settings.zone)}."]
    if change := _next_change(local):
        said.append(f"Next clock change: {_day(change)}.")
    if holiday := _next_holiday(settings.holidays, local.date()):
        said.append(f"Next holiday: {_day(holiday)}.")
    return tuple(said)


def _next_change(local: datetime) -> date | None:
    """Return the first day at whose noon the clocks differ from those of the day before."""
    noon = local.replace(hour=12, minute=0, second=0, microsecond=0, fold=0)
    days = [noon + timedelta(days=count) for count in range(DAYS_AHEAD)]
    pairs = pairwise(days)
    return next(
        (late.date() for early, late in pairs if early.utcoffset() != late.utcoffset()), None
    )


def _next_holiday(country: str | None, today: date) -> date | None:
    if country is None:
        return None
    calendar = HolidayCalendar(country=country)
    days = (today + timedelta(days=count) for count in range(DAYS_AHEAD))
    return next((day for day in days if calendar.is_holiday(day)), None)


def _day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b %Y}"
