"""What the titles of a contact list's columns mean, and which variables they fill."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_ALIASES = {
    "e_mail": "email",
    "email_address": "email",
    "e_mail_address": "email",
    "e_mail_1_value": "email",  # Google Contacts
    "mail": "email",
    "work_email": "email",
    "firstname": "first_name",
    "first": "first_name",
    "given_name": "first_name",
    "lastname": "last_name",
    "last": "last_name",
    "surname": "last_name",
    "family_name": "last_name",
    "name": "full_name",
    "fullname": "full_name",
    "organization": "company",
    "organisation": "company",
    "company_name": "company",
    "account": "company",
    "job_title": "title",
    "position": "title",
    "phone_number": "phone",
    "phone_1_value": "phone",
    "mobile": "phone",
    "mobile_phone": "phone",
    "mobile_phone_number": "phone",
    "mobile_number": "phone",
    "cell": "phone",
    "cell_phone": "phone",
    "telephone": "phone",
    "tel": "phone",
    "time_zone": "timezone",
    "tz": "timezone",
}
_MOBILE = re.compile(r"mobile|cell", re.IGNORECASE)  # where texts arrive: before other phones


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column that fills a variable."""

    place: int  # of the cell in its row, counted from 0
    name: str  # the variable's


def column_name(header: str) -> str:
    """Return the variable's name for a column's title: “First Name” is first_name."""
    name = _plain(header)
    return _ALIASES.get(name, name)


def _plain(header: str) -> str:
    name = re.sub(r"\W+", "_", header.replace("\ufeff", "").strip().lower()).strip("_")
    return f"column_{name}" if name and name[0].isdigit() else name


def columns(titles: Iterable[str]) -> list[Column]:
    """Return the named columns; of those of one name the one that comes first is the better."""
    found = [(_rank(title), i, column_name(title)) for i, title in enumerate(titles)]
    return [Column(place=place, name=name) for _, place, name in sorted(found) if name]


def _rank(title: str) -> int:
    if _MOBILE.search(title):
        return 0
    return 1 if column_name(title) == _plain(title) else 2


def has_email(header: list[Column]) -> bool:
    """Say whether these are the columns of a list of contacts."""
    return any(column.name == "email" for column in header)
