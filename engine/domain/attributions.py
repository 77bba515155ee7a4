"""The line by which mail programs announce a quote: "On …, X wrote:", in seven languages and more.

People's own words may stand right above it, or even before it on the line, without a blank one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_VERB = (
    r"wrote|writes|schrieb|geschrieben|a [ée]crit|[ée]crivait|escribi[óo]|escreveu|ha scritto"
    r"|scrisse|schreef|geschreven|skrev|napisał(?:\(a\))?|pisze|napsal(?:\(a\))?|kirjoitti"
    r"|написал\(?а?\)?"
)
_HEAD = r"on|am|le|el|em|il|op|den|a(?! las? )|dnia|w dniu|dne|no dia|il giorno"
_MOMENT = r"\d{1,2}[:.h]\d{2}|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\b(?:19|20)\d\d\b"

_WROTE = re.compile(rf"(?:^|\s)(?:{_VERB})(?:\s.*)?:$", re.I)
_STARTS_LIKE_ONE = re.compile(rf"^(?:{_HEAD})[\s,.]", re.I)
_OPENS = re.compile(rf"^(?:(?:{_HEAD})[\s,.].*\d|\d{{1,4}}[/.-]\d{{1,2}}[/.-]\d)", re.I)
_HAS_MOMENT = re.compile(_MOMENT)
_HAS_ADDRESS = re.compile(r"[<(\[]?(?:mailto:)?[^\s<>@]+@[^\s<>@]+[>)\]]?")
_QUOTING = re.compile(  # Horde: "Zitat von Robin Vale <robin@northwind.example>:"
    r"^(?:quoting|zitat von|selon|citando(?: a)?|citaat van|citazione di)\s", re.I
)
_NAME_FIRST = re.compile(r"[^\W\d_a-zà-ÿ]")
_ON_THE_LINE = re.compile(r"(?<=\S)\s+(?=(?:On|Am|Le|El|Em|Il|Op)\s.{0,40}\d)")
# Yahoo's apps go on with the earlier mail on the very line; the address tells it from prose.
_RUNS_ON = re.compile(rf"^(.*\d.*<[^\s<>@]+@[^\s<>@]+>,?\s(?:{_VERB}):)\s+\S", re.I)
_LONGEST_LINES = 4
_LONGEST_CHARS = 400
_QUOTED = re.compile(r"^\s{0,3}>")


@dataclass(frozen=True, slots=True)
class Attribution:
    """An announcement of a quote."""

    lines: int
    """How many lines it takes; long ones are wrapped."""

    own_words: str
    """What a person wrote before it on its first line; "" as a rule."""

    quote_follows: bool
    """Whether the next line is marked as quoted; if not, all that is below is the earlier mail."""


def attribution_at(lines: Sequence[str], start: int) -> Attribution | None:
    """Return the announcement that begins with the given line, None when none does."""
    group: list[str] = []
    for line in lines[start : start + _LONGEST_LINES]:
        group.append(line.strip())
        if not group[-1] or _QUOTED.match(line):
            return None
        if runs_on := _RUNS_ON.match(group[-1][:_LONGEST_CHARS]):
            return _on_one_line(runs_on.group(1)) if len(group) == 1 else None
        if not group[-1].endswith((":", " ----")):
            continue
        quote_follows = _quote_follows(lines, start + len(group))
        if _is_one(group, quote_follows=quote_follows):
            if _begins_later(group, quote_follows=quote_follows):
                return None
            words = _words_before(group, quote_follows=quote_follows)
            return Attribution(len(group), words, quote_follows)
    return None


def _on_one_line(announced: str) -> Attribution | None:
    if not _is_one([announced], quote_follows=False):
        return None
    return Attribution(1, _words_before([announced], quote_follows=False), quote_follows=False)


def _quote_follows(lines: Sequence[str], start: int) -> bool:
    following = next((line for line in lines[start : start + 4] if line.strip()), "")
    return bool(_QUOTED.match(following))


def _begins_later(group: list[str], *, quote_follows: bool) -> bool:
    """Whether the first line is somebody's own words, for the rest is an announcement by itself.

    Both the first line and the rest may look like one where it is wrapped; then its opening
    ("On 23 Nov 2026", "Robin Vale wrote on …") tells where it begins.
    """
    return any(
        _is_one(group[at:], quote_follows=quote_follows)
        and (not _OPENS.match(group[0]) or _is_whole(group[at:]))
        for at in range(1, len(group))
    )


def _is_whole(group: list[str]) -> bool:
    if _OPENS.match(group[0]):
        return True
    line = _unruled(" ".join(group))
    return bool(_NAME_FIRST.match(line) and _WROTE.search(line) and _HAS_MOMENT.search(line))


def _words_before(group: list[str], *, quote_follows: bool) -> str:
    """The words before "On 23 Nov 2026 …" on the same line, as HTML without line breaks has it."""
    if _OPENS.match(group[0]):
        return ""
    for found in _ON_THE_LINE.finditer(group[0][:_LONGEST_CHARS]):
        rest = [group[0][found.end() :], *group[1:]]
        if _HAS_MOMENT.search(rest[0]) and _is_one(rest, quote_follows=quote_follows):
            return group[0][: found.start()]
    return ""


def _unruled(line: str) -> str:
    """Zoho rules its own off: "---- On … wrote ----"."""
    return re.sub(r"\s*-{3,}$", ":", line.lstrip("- "))


def _is_one(group: list[str], *, quote_follows: bool) -> bool:
    """Whether the lines, joined, are "On …, X wrote:" in some language.

    When no quoted line follows, everything below would be taken for the earlier mail, so that
    more has to be there than a verb and a colon: a date or time, and an opening, an address or
    the other of the two.
    """
    line = " ".join(group)
    if len(line) > _LONGEST_CHARS:
        return False
    line = _unruled(line)
    if not line.endswith(":"):
        return False
    wrote = bool(_WROTE.search(line))
    moment, address = bool(_HAS_MOMENT.search(line)), bool(_HAS_ADDRESS.search(line))
    if quote_follows:
        named = wrote or bool(_QUOTING.match(line))
        certain = moment or address or len(group) == 1
        return (named and certain) or (moment and address)
    opening = bool(_STARTS_LIKE_ONE.match(line))
    return wrote and moment and (opening or address or len(_HAS_MOMENT.findall(line)) > 1)
