"""When is somebody back who is away? Read from an absence notice in seven languages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

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


_GAP = r"(?:(?!\b(?:until|till|bis|jusqu|hasta|ate|fino|tot)\b)[^\d.;!?]){0,45}?"
# Language → (words before the day of return, words after it). Accents are folded away.
_BACK = {
    "en": (
        (
            r"(?<!call )(?<!write )\b(?:back|return(?:ing|s)?|resum(?:e|es|ing)|available again"
            r"|reachable again|available (?:from|on|as of|starting))"
        ),
        r"(?:i(?:'ll| will| am|'m)? )(?:be )?(?:back|return|available|reachable)",
    ),
    "de": (
        r"\b(?:wieder(?!holen|um)|zuruck(?! ?ruf)|zuruckgekehrt|ruckkehr)",
        r"(?:\w+ ){0,4}?(?:wieder|zuruck)",
    ),
    "fr": (
        (
            r"\b(?:retour|reviens|reviendrai|rentre|rentrerai|de nouveau|a nouveau|reprends"
            r"|reprendrai)"
        ),
        r"je (?:serai|suis) (?:de retour|a nouveau)",
    ),
    "es": (
        (
            r"\b(?:vuelv[oa]|volvere|regres[oa]|regresare|de vuelta|reincorpor\w+|retorn\w+"
            r"|nuevamente)"
        ),
        r"(?:estare|estoy) de (?:vuelta|regreso)",
    ),
    "pt": (
        r"\b(?:volto|voltarei|retorn[oa]|retornarei|de volta|regress[oa]|regressarei|novamente)",
        r"(?:estarei|estou) de volta",
    ),
    "it": (
        r"\b(?:torno|tornero|rientr[oa]|rientrero|ritorno|di nuovo|nuovamente)",
        r"(?:saro|sono) (?:di nuovo|nuovamente|di ritorno)",
    ),
    "nl": (r"\b(?:terug|weer|wederom)", r"(?:\w+ ){0,4}?(?:weer|terug)"),
}
_FROM = {
    "en": r"\b(?:on|from|as of|starting)\s+",
    "de": r"(?<!guten )\b(?:(?:ab|am|vom)\s+|(?=morgen\b))",
    "fr": r"\b(?:a partir du|des le|le)\s+",
    "es": r"\b(?:a partir del|desde el|el)\s+",
    "pt": r"\b(?:a partir de|no dia|em)\s+",
    "it": r"\b(?:a partire dal|dal|il|da)\s+",
    "nl": r"\b(?:vanaf|op|per)\s+",
}
_LAST_DAY = {
    "en": r"\b(?:until|till|through|thru|up to)\s+(?:and including\s+)?",
    "de": r"\bbis\s+(?:zum\s+|einschliesslich\s+|einschl\. |inkl\. |inklusive\s+|und mit\s+)*",
    "fr": r"\bjusqu(?:'au|'a|e)\s+(?:et y compris\s+)?",
    "es": r"\bhasta\s+(?:el\s+)?",
    "pt": r"\bate\s+(?:ao?\s+|o\s+)?",
    "it": r"\b(?:fino|sino)\s+a(?:l|ll'|d)?\s*",
    "nl": r"(?:\btot en met|\bt/m|\bt\.e\.m\.)\s+",
}
_DAY_BEFORE_WHICH = {  # on the day that is named they are there again
    "nl": r"\btot\s+(?!en met)",
    "en": r"\b(?:not|n't)\b[^.;!?]{0,40}\b(?:return|back|available|in)\b[^.;!?\d]{0,25}\buntil\s+",
}
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


@dataclass(frozen=True, slots=True)
class _Rule:
    pattern: re.Pattern[str]
    language: str
    days_later: int


def _rules() -> Iterator[_Rule]:
    """From the surest to the least: the day of return itself, then the last day away."""
    date_pattern = DATE.pattern
    for language, (before, after) in _BACK.items():
        yield _Rule(re.compile(before + _GAP + r"(?<![\d/.:-])" + date_pattern), language, 0)
        later = _FROM[language] + date_pattern + r"[^\w]{1,3}(?:\d{4} )?" + after
        yield _Rule(re.compile(later), language, 0)
    for language, pattern in _DAY_BEFORE_WHICH.items():
        yield _Rule(re.compile(pattern + date_pattern), language, 0)
    for table in (_LAST_DAY, _RANGE):
        for language, pattern in table.items():
            yield _Rule(re.compile(pattern + date_pattern), language, 1)


_RULES = tuple(_rules())


def return_date(text: str, received_at: datetime, zone: tzinfo) -> date | None:
    """Return the first day on which the writer is back, None when no date is certain.

    "Back on the 30th" means the 30th; "until the 27th" means the 28th, for the 27th is the last
    day away. Refused: dates before the mail's own day in `zone` or more than 100 days after it,
    and 9/8/2026 in English, where it is a day in August to some and in September to others.
    """
    today = Today(received_at.astimezone(zone).date(), FURTHEST_DAYS)
    words = _IN_ONE_MONTH.sub(r"\1 \2 - \1 \3", folded(text[:_FIRST_CHARS]))
    for rule in _RULES:
        for found in rule.pattern.finditer(words):
            when = date_in(found, today, day_first=rule.language not in ("en", ""))
            if when is not None:
                return when + timedelta(days=rule.days_later)
    return None
