"""Months and weekdays in seven languages, and a date as people write it in a sentence."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_MONTH_NAMES = (
    "january jan januar jaenner janner janvier janv enero ene janeiro gennaio gen genn januari",
    "february feb februar februari fevrier fevr fev febrero fevereiro febbraio febb",
    "march mar marz maerz mrz mars marzo marco maart mrt",
    "april apr avril avr abril abr aprile",
    "may mai mayo maio maggio mag mei",
    "june jun juni juin junio junho giugno giu",
    "july jul juli juillet juil julio julho luglio lug",
    "august aug aout agosto ago augustus",
    "september sep sept septembre septiembre setiembre setembro settembre sett",
    "october oct oktober okt octobre octubre outubro ottobre ott",
    "november nov novembre noviembre novembro",
    "december dec dezember dez decembre diciembre dic dezembro dicembre",
)
_WEEKDAY_NAMES = (
    "monday mon montag mo lundi lun lunes segunda segunda-feira lunedi maandag ma",
    "tuesday tue tues dienstag di mardi mar martes terca terca-feira martedi dinsdag",
    "wednesday wed mittwoch mi mercredi mer miercoles quarta quarta-feira mercoledi woensdag wo",
    "thursday thu thur thurs donnerstag do jeudi jeu jueves quinta quinta-feira giovedi donderdag",
    "friday fri freitag fr vendredi ven viernes sexta sexta-feira venerdi vrijdag vr",
    "saturday sat samstag sonnabend sa samedi sam sabado sabato zaterdag za",
    "sunday sun sonntag so dimanche dim domingo domenica zondag zo",
)
MONTHS = {name: n for n, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}
_WEEKDAYS = {name: n for n, names in enumerate(_WEEKDAY_NAMES) for name in names.split()}
_SPELLED_OUT = {name: n for name, n in _WEEKDAYS.items() if len(name) >= 5}


def _any(names: dict[str, int]) -> str:
    return "|".join(sorted(names, key=len, reverse=True))


_DAY = r"(\d{1,2})(?:st|nd|rd|th|er|e|[ºª°])?"
_YEAR = r"(?:,?[\s-]*(?:de\s|del\s|of\s|do\s)?\s*(\d{4})(?!\d))?"
_WEEK = r"(?:kw|kalenderwoche|calendar week|week|cw|wk|semaine|sem|semana|settimana)"
_FORMS = (
    (
        "week",
        (
            rf"{_WEEK}\.?\s?(?:nr\.?\s?)?(\d{{1,2}})(?![\d/:-]|\.\d|st|nd|rd|th|\s"
            rf"(?:{_any(MONTHS)})\b)"
            r"|(\d{1,2})\.?\s?(?:kw|kalenderwoche)\b"
        ),
    ),
    ("iso", r"(\d{4})-(\d{2})-(\d{2})(?!\d)"),
    ("numeric", r"(\d{1,2})([./-])(\d{1,2})(?:\2(\d{4}|\d{2})(?!\d)|\.?(?![\d/-]))"),
    ("day_month", rf"{_DAY}\.?[\s-]*(?:of\s|de\s|the\s)?\s*({_any(MONTHS)})\b\.?{_YEAR}"),
    ("month_day", rf"({_any(MONTHS)})\b\.?\s+(?:the\s)?{_DAY}\b{_YEAR}"),
    ("ordinal", r"(\d{1,2})(?:st|nd|rd|th)\b(?!\s*(?:floor|anniversary|edition))"),
    ("weekday", rf"({_any(_SPELLED_OUT)})\b"),
    (
        "day_after",
        (
            r"(?:day after tomorrow|ubermorgen|apres-demain|pasado manana|depois de"
            r" amanha|dopodomani"
            r"|overmorgen)\b"
        ),
    ),
    ("tomorrow", r"(tomorrow|morgen|demain|manana|amanha|domani)\b"),
)
_LEAD_IN = (
    rf"(?:(?:(?:{_any(_WEEKDAYS)})\b\.?|the|den|dem|der|le|la|el|il|lo|dia|day|next|coming|this"
    r"|(?:kommende|nachste)[nmr]?|volgende|aanstaande|komende|am|on|op|em|a|o|de|,|\(|including"
    r"|and|und|einschliesslich|einschl\.|inkl\.|inklusive)[\s,(]*){0,5}"
)
DATE = re.compile(_LEAD_IN + "(?:" + "|".join(f"(?P<{n}>{p})" for n, p in (
    (name, re.sub(r"\\2", "(?P=sep)", pattern.replace("([./-])", "(?P<sep>[./-])")))
    for name, pattern in _FORMS
)) + ")")  # fmt: skip
_WHOLE = {name: re.compile(pattern) for name, pattern in _FORMS}


@dataclass(frozen=True, slots=True)
class Today:
    """The day from which words such as "Monday" or "5 January" are read, and how far they reach."""

    day: date
    furthest_days: int

    def holds(self, when: date) -> bool:
        """Say whether the date is neither past nor too far ahead."""
        return self.day <= when <= self.day + timedelta(days=self.furthest_days)


def folded(text: str) -> str:
    """Return the text in lower case without accents, on one line."""
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss").replace("ß", "ss"))
    kept = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(kept.replace("’", "'").replace("–", "-").replace("—", "-").lower().split())


def date_in(
    found: re.Match[str], today: Today, *, day_first: bool, as_last_day: bool = False
) -> date | None:
    """Return the date a match of `DATE` means, None when it is ambiguous, past or too far.

    `day_first` says that the sentence's language writes days before months; otherwise only dots
    or a number above 12 tell which is which. A week (ISO 8601) means its Monday, or its Sunday
    `as_last_day`.
    """
    form = next(name for name, _ in _FORMS if found.group(name))
    parts = _WHOLE[form].match(found.group(form))
    groups = parts.groups() if parts else ()
    if form == "week":
        readings = _weeks(int(next(filter(None, groups))), 7 if as_last_day else 1, today)
    else:
        readings = _readings(form, groups, today, day_first)
    possible = (when for when in readings if today.holds(when))
    return next(possible, None)


def _readings(
    form: str, groups: tuple[str | None, ...], today: Today, day_first: bool
) -> Iterator[date]:
    first, second, third, fourth = (*(group or "" for group in groups), "", "", "", "")[:4]
    match form:
        case "iso":
            yield from _dates(int(third), int(second), first, today)
        case "numeric":
            yield from _numeric(first, second, third, fourth, today, day_first)
        case "day_month":
            yield from _dates(int(first), MONTHS[second], third, today)
        case "month_day":
            yield from _dates(int(second), MONTHS[first], third, today)
        case "ordinal":
            for month in (today.day.month, today.day.month % 12 + 1):
                yield from _dates(int(first), month, "", today)
        case "weekday":
            ahead = (_WEEKDAYS[first] - today.day.weekday()) % 7 or 7
            yield today.day + timedelta(days=ahead)
        case "day_after":
            yield today.day + timedelta(days=2)
        case _:
            yield today.day + timedelta(days=1)


def _weeks(number: int, weekday: int, today: Today) -> Iterator[date]:
    year = today.day.isocalendar().year
    for candidate in (year, year + 1):
        try:
            yield date.fromisocalendar(candidate, number, weekday)
        except ValueError:  # no such week
            continue


def _numeric(
    first: str, separator: str, second: str, year: str, today: Today, day_first: bool
) -> Iterator[date]:
    a, b = int(first), int(second)
    if a == b or a > 12 or separator == "." or (day_first and b <= 12):
        yield from _dates(a, b, year, today)
    elif b > 12:
        yield from _dates(b, a, year, today)


def _dates(day: int, month: int, year: str, today: Today) -> Iterator[date]:
    """The date in the year it names, else in this year and the next."""
    full = int(year) + (2000 if len(year) == 2 else 0) if year else 0
    for candidate in [full] if full else [today.day.year, today.day.year + 1]:
        try:
            yield date(candidate, month, day)
        except ValueError:  # no such day
            continue
