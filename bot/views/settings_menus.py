"""The searchable menus of Settings: time zones, holiday calendars, mailboxes."""

from collections.abc import Sequence as Rows

from bot.views import kit
from bot.views.kit import Block
from engine.domain.business_days import holiday_countries
from engine.domain.connection import ConnectionState, Mailbox
from engine.domain.local_time import all_zones

ZONE = "settings.zone"
HOLIDAYS = "settings.holidays"
MAILBOX = "settings.mailbox"
NO_HOLIDAYS = "none"


def zones(current: str) -> Block:
    """Return the menu of time zones."""
    return kit.search_select(ZONE, _zone(current), "City or zone")


def zone_options(query: str, first: str) -> list[Block]:
    """Return the zones whose name has the query in it; cities that start with it come first.

    `first` is offered before all others when nothing is typed yet: the person's own.
    """
    wanted = _folded(query)
    if not wanted:
        return [_zone(name) for name in dict.fromkeys([first, *all_zones()])]
    found = [name for name in all_zones() if wanted in _folded(name)]
    found.sort(key=lambda name: not _folded(name.rpartition("/")[2]).startswith(wanted))
    return [_zone(name) for name in found]


def holidays(current: str | None) -> Block:
    """Return the menu of countries."""
    return kit.search_select(HOLIDAYS, _country(current), "Country")


def holiday_options(query: str) -> list[Block]:
    """Return the countries whose name has the query in it, and "None"."""
    wanted = query.casefold().strip()
    named = [None, *holiday_countries()]
    found = [_country(code) for code in named]
    fitting = [each for each in found if wanted in each["text"]["text"].casefold()]
    fitting.sort(key=lambda each: not each["text"]["text"].casefold().startswith(wanted))
    return fitting


def country_of(value: str | None) -> str | None:
    """Return the country's code, none for no holidays."""
    return None if value in (None, NO_HOLIDAYS) else value


def mailboxes(listed: Rows[Mailbox], chosen: int | None) -> Block:
    """Return the menu of mailboxes: all of them, or a searchable one when there are many."""
    options = [_mailbox(each) for each in listed]
    if len(options) <= kit.OPTIONS_MAX:
        initial = str(chosen) if chosen is not None else None
        return kit.select(options, initial, "Choose a Gmail account")
    current = next((_mailbox(each) for each in listed if each.id == chosen), None)
    return kit.search_select(MAILBOX, current, "Choose a Gmail account")


def mailbox_options(listed: Rows[Mailbox], query: str) -> list[Block]:
    """Return the mailboxes whose address has the query in it."""
    wanted = query.casefold().strip()
    return [_mailbox(each) for each in listed if wanted in each.email.casefold()]


def _zone(name: str) -> Block:
    return kit.option(name, name)


def _country(code: str | None) -> Block:
    if code is None:
        return kit.option("None", NO_HOLIDAYS)
    return kit.option(holiday_countries().get(code, code), code)


def _mailbox(mailbox: Mailbox) -> Block:
    works = mailbox.state is ConnectionState.ACTIVE
    description = None if works else "has to be connected again"
    return kit.option(mailbox.email, str(mailbox.id), description)


def _folded(text: str) -> str:
    return " ".join(text.casefold().replace("_", " ").split())
