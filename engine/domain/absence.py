"""When is somebody back who is away? Read from an absence notice in seven languages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from engine.domain import return_words as words
from engine.domain.automatic import AutomaticKind
from engine.domain.calendar_words import DATE, MONTHS, Today, date_in, folded

FURTHEST_DAYS = 100
"""A return further ahead is more likely misread than true."""

_FIRST_CHARS = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """An automatic notice that the contact is away."""

    returns_on: date | None
    """First day back, in the zone the notice was read in; None when it names none for certain."""

    kind: AutomaticKind = AutomaticKind.ABSENCE


_ANY_MONTH = "|".join(MONTHS)
_IN_ONE_MONTH = re.compile(
    rf"\b({_ANY_MONTH})\.? (\d{{1,2}})(?:st|nd|rd|th)? ?(?:-|to|through) ?(\d{{1,2}})(?![\d:])"
)
_FIRST_DAY = (
    rf"\b(?:\d{{1,2}}\.?(?: ?(?:{_ANY_MONTH}))?|(?:{_ANY_MONTH})\.? \d{{1,2}})(?:,? \d{{4}})?"
)
_RANGE = {
    "en": r"\b(?:from|between)\b[^.;!?]{2,40}?\s(?:to|and|-)\s+",
    "de": r"\bvom\b[^;!?]{2,30}?\s-\s",
    "fr": r"\bdu\b[^.;!?]{2,30}?\s(?:au|-)\s+",
    "es": r"\bdel?\b[^.;!?]{2,30}?\sal\s+",
    "pt": r"\bde\b[^.;!?]{2,30}?\sa\s+",
    "it": r"\bdal(?:l')?\s?[^.;!?]{2,30}?\s(?:al|-)\s+",
    "": _FIRST_DAY + r" ?(?:-|to|through) ?",  # no language: "23 Nov - 27 Nov"
}


_OF_THE_CLOCK = r"\s*(?:a\.?m\b\.?|p\.?m\b\.?|uhr\b|uur\b|h\b)"
_MINUTES = r"[:.h]\d{2}"
_CLOCK_BEFORE = rf"(?:(?P<clock>\d{{1,2}}(?:{_MINUTES}(?:{_OF_THE_CLOCK})?|{_OF_THE_CLOCK})),?\s+)?"
_CLOCK_BEHIND = re.compile(
    rf"[,-]?\s*(?P<at>at|um|a las?|as|a|alle(?: ore)?|ore|om)?\s*"
    rf"(?P<clock>\d{{1,2}}(?:{_MINUTES})?(?:{_OF_THE_CLOCK})?)(?![\d:/-]|\.\d)"
)
_HOUR = re.compile(r"(\d{1,2})([:.h]\d{2})?\s*(.?)(.*)")
_WEEKDAY_BEFORE = re.compile(
    r"(?:day|tag|mon|mo|lundi|lunes|segunda|segunda-feira|lunedi|maandag) $"
)


@dataclass(frozen=True, slots=True)
class _Rule:
    pattern: re.Pattern[str]
    language: str
    is_last_day: bool


def _rules() -> Iterator[_Rule]:
    """From the surest to the least: the day of return itself, then the last day away."""
    for language, (before, after) in words.BACK.items():
        yield _rule(before + words.GAP + words.AFTER[language], language, is_last_day=True)
        yield _rule(before + words.GAP + r"(?<![\d/.:-])", language)
        yield _rule(words.FROM[language], language, r"[^\w]{1,3}(?:\d{4} )?(?:" + after + ")")
    for language, pattern in words.DAY_BEFORE_WHICH.items():
        yield _rule(pattern, language)
    for table in (words.LAST_DAY, _RANGE):
        for language, pattern in table.items():
            yield _rule(pattern + _CLOCK_BEFORE, language, is_last_day=True)


def _rule(before: str, language: str, after: str = "", *, is_last_day: bool = False) -> _Rule:
    return _Rule(re.compile(before + DATE.pattern + after), language, is_last_day)


_RULES = tuple(_rules())


def return_date(text: str, received_at: datetime, zone: tzinfo) -> date | None:
    """Return the first day on which the writer is back, None when no date is certain.

    "Back on the 30th" means the 30th; "until the 27th" means the 28th, for the 27th is the last
    day away, unless it ends in the morning ("until the 27th at 9 am"). Refused: dates before the
    mail's own day in `zone` or more than 100 days after it, and 9/8/2026 in English, where it is
    a day in August to some and in September to others.
    """
    today = Today(received_at.astimezone(zone).date(), FURTHEST_DAYS)
    line = _IN_ONE_MONTH.sub(r"\1 \2 - \1 \3", folded(text[:_FIRST_CHARS]))
    for rule in _RULES:
        for found in rule.pattern.finditer(line):
            when = _meant(rule, found, today)
            if when is not None:
                return when
    return None


def _meant(rule: _Rule, found: re.Match[str], today: Today) -> date | None:
    day_first = rule.language not in ("en", "")
    when = date_in(found, today, day_first=day_first, as_last_day=rule.is_last_day)
    if when is None or not rule.is_last_day:
        return when
    if found.group("weekday") and _WEEKDAY_BEFORE.search(found.string[: found.start()]):
        return None  # "Monday through Friday" are somebody's hours
    return when if _ends_in_the_morning(found) else when + timedelta(days=1)


def _ends_in_the_morning(found: re.Match[str]) -> bool:
    """Whether a time of day before noon stands with the date."""
    clock = found.groupdict().get("clock")
    at = ""
    if not clock and (behind := _CLOCK_BEHIND.match(found.string, found.end())):
        clock, at = behind["clock"], behind["at"]
    parts = _HOUR.match(clock or "")
    if not parts or not (at or parts[2] or parts[3]):
        return False  # a bare number is no time
    hour = int(parts[1]) % 12 if parts[3] in ("a", "p") else int(parts[1])
    return hour < 12 and parts[3] != "p"
