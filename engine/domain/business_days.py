"""Which days count as business days: Monday to Friday, without a country's public holidays."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType

from holidays import country_holidays, list_supported_countries

from engine.domain.errors import Refusal

_SATURDAY = 5
_ONE_DAY = timedelta(days=1)

# Where the ISO list of the tzdata package lacks a name, or has one that nobody looks for.
_NAMES_OF_OURS = {"XK": "Kosovo", "GB": "United Kingdom", "US": "United States"}


class UnknownHolidays(Refusal):
    """There is no holiday calendar of this code."""

    def __init__(self, country: str) -> None:
        super().__init__(f"There is no holiday calendar “{country}”. Pick one from the list.")
        self.country = country


@dataclass(frozen=True, slots=True, kw_only=True)
class HolidayCalendar:
    """The public holidays of a country, by its ISO 3166 code; None has none."""

    country: str | None

    def is_holiday(self, day: date) -> bool:
        """Say whether `day` is a nationwide public holiday, observed days included.

        Raises UnknownHolidays for a code that `holiday_countries` doesn't have.
        """
        return self.country is not None and day in _holidays(self.country, day.year)


@lru_cache(maxsize=1)
def holiday_countries() -> MappingProxyType[str, str]:
    """Return the countries that have a calendar, code to English name, by name for a picker."""
    names = _iso_names() | _NAMES_OF_OURS
    codes = list_supported_countries(include_aliases=False)
    return MappingProxyType(
        dict(sorted(((code, names[code]) for code in codes), key=lambda pair: pair[1]))
    )


def is_business_day(day: date, calendar: HolidayCalendar) -> bool:
    """Say whether `day` is a Monday to Friday that is no holiday."""
    return day.weekday() < _SATURDAY and not calendar.is_holiday(day)


def add_business_days(day: date, count: int, calendar: HolidayCalendar) -> date:
    """Return the `count`-th business day after `day`; `day` itself never counts.

    With a count of 0 it is `day`, business day or not.
    """
    return _business_day_after(day, count, calendar.country)


def business_days_between(earlier: date, later: date, calendar: HolidayCalendar) -> int:
    """Count the business days after `earlier` up to and with `later`."""
    days = (earlier + timedelta(days=n) for n in range(1, (later - earlier).days + 1))
    return sum(is_business_day(day, calendar) for day in days)


# A day's contacts ask the same of the same dates, by the thousand.
@lru_cache(maxsize=1 << 16)
def _business_day_after(day: date, count: int, country: str | None) -> date:
    calendar = HolidayCalendar(country=country)
    while count > 0:
        day += _ONE_DAY
        count -= is_business_day(day, calendar)
    return day


@lru_cache(maxsize=4096)
def _holidays(country: str, year: int) -> frozenset[date]:
    if country not in holiday_countries():
        raise UnknownHolidays(country)
    return frozenset(country_holidays(country, years=year))


def _iso_names() -> dict[str, str]:
    text = files("tzdata").joinpath("zoneinfo/iso3166.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return {row[0]: row[1] for row in rows if len(row) == 2}
