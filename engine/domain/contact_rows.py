"""Contacts as people paste or export them, read into rows that can be judged one by one.

Bad rows never stop good ones: each carries its own reason.
"""

import csv
import html
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from email_validator import EmailNotValidError, validate_email

from engine.domain.contact_columns import Column, column_name, columns, has_email
from engine.domain.phones import e164
from engine.domain.spreadsheets import UnreadableFile, first_sheet, is_spreadsheet
from engine.domain.text_encoding import decoded

__all__ = (
    "MAX_BYTES",
    "MAX_ROWS",
    "PASTED_COLUMNS",
    "Row",
    "UnreadableFile",
    "column_name",
    "from_file",
    "from_pasted",
    "valid_email",
)

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 50_000

PASTED_COLUMNS = ("email", "first_name", "last_name", "company", "phone")
_MAILTO = re.compile(r"<mailto:([^|>]+)(?:\|[^>]*)?>")
_TEL = re.compile(r"<tel:([^|>]+)(?:\|([^>]*))?>")
_LINK = re.compile(r"<(https?://[^|>]+)(?:\|([^>]*))?>")
_LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LOCAL_PART_LENGTH = 64  # RFC 5321 4.5.3.1.1
_ADDRESS_LENGTH = 254  # RFC 3696, erratum 1690

_PASTED_DELIMITERS = "\t;,"
_DELIMITERS = ",;\t|:^~\x1f"
_SEP_LINE = re.compile(r"\s*sep=(.)\r?\n", re.IGNORECASE)  # Excel's own first line


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line as it was given; `problem` says why it can't be a contact."""

    number: int  # as a person counts: the first line is 1, a header included
    email: str = ""
    phone: str | None = None  # E.164
    fields: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""
    phone_problem: str = ""  # emails still go; SMS steps are skipped


def from_pasted(text: str) -> list[Row]:
    """Read pasted lines: `email, first name, last name, company, phone`, one contact a line.

    A header line is understood, Slack's links are undone, tabs and semicolons separate as well.
    A line of nothing but addresses is a contact each.
    """
    lines = [(i, _unlinked(line)) for i, line in enumerate(text.splitlines(), start=1)]
    filled = [(i, line) for i, line in lines if line.strip()]
    if not filled:
        return []
    delimiter = _first_of(_PASTED_DELIMITERS, filled[0][1])
    header = columns(_split(filled[0][1], delimiter))
    if has_email(header):
        return _rows(header, ((i, _split(line, delimiter)) for i, line in filled[1:]))
    cells = ((i, each) for i, line in filled for each in _contacts_in(line))
    return _rows(columns(PASTED_COLUMNS), cells)


def from_file(name: str, data: bytes) -> list[Row]:
    """Read a CSV of any delimiter and usual encoding, or a spreadsheet; needs a header row.

    Raises UnreadableFile with what to do about it.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableFile("The file is larger than 10 MB. Split it and enroll in parts.")
    table = first_sheet(data) if is_spreadsheet(name, data) else _csv(data)
    filled = [(i, cells) for i, cells in enumerate(table, start=1) if any(c.strip() for c in cells)]
    if not filled:
        raise UnreadableFile("The file is empty. It needs a header row and one row a contact.")
    header = columns(filled[0][1])
    if not has_email(header):
        raise UnreadableFile(
            "The file has no column named “email”. Its first row has to name the columns, "
            "such as: email, first_name, last_name, company, phone."
        )
    if len(filled) - 1 > MAX_ROWS:
        raise UnreadableFile(f"The file has more than {MAX_ROWS:,} rows. Enroll it in parts.")
    return _rows(header, filled[1:])


def valid_email(text: str) -> str | None:
    """Return the address in its canonical spelling, or none when it is no address.

    Gmail's API has no way to send to a local part that needs SMTPUTF8: those are none.
    """
    local, _, domain = text.strip().rpartition("@")
    if not _LOCAL_PART.fullmatch(local) or len(local) > _LOCAL_PART_LENGTH:
        return None
    known = _domain(domain)
    if known is None or len(f"{local}@{known[1]}") > _ADDRESS_LENGTH:
        return None
    return f"{local}@{known[0]}"


@lru_cache(maxsize=1 << 12)
def _domain(domain: str) -> tuple[str, str] | None:
    """Return the domain as people write it and in ASCII. A list has few, and each costs time."""
    try:
        checked = validate_email(f"a@{domain}", check_deliverability=False)
    except EmailNotValidError:
        return None
    return checked.domain, checked.ascii_domain or checked.domain


def _rows(header: list[Column], lines: Iterable[tuple[int, list[str]]]) -> list[Row]:
    return [_row(number, header, cells) for number, cells in lines]


def _row(number: int, header: list[Column], cells: list[str]) -> Row:
    values: dict[str, str] = {}
    for column in header:
        cell = " ".join(cells[column.place].split()) if column.place < len(cells) else ""
        if cell:
            values.setdefault(column.name, cell)
    given = values.pop("email", "")
    email = valid_email(given)
    if email is None:
        problem = f"“{given}” is no email address" if given else "no email address"
        return Row(number=number, email=given, fields=values, problem=problem)
    typed = values.pop("phone", "")
    phone = e164(typed) if typed else None
    problem = f"“{typed}” is no phone number" if typed and not phone else ""
    return Row(number=number, email=email, phone=phone, fields=values, phone_problem=problem)


def _unlinked(line: str) -> str:
    line = _MAILTO.sub(r"\1", line)
    for link in (_TEL, _LINK):
        line = link.sub(lambda found: found.group(2) or found.group(1), line)
    return html.unescape(line)


def _contacts_in(line: str) -> list[list[str]]:
    addresses = [each for each in re.split(r"[\s,;]+", line) if each]
    if len(addresses) > 1 and all(valid_email(each) for each in addresses):
        return [[address] for address in addresses]
    return [_split(line, _first_of(_PASTED_DELIMITERS, line))]


def _first_of(delimiters: str, line: str) -> str:
    return next((character for character in line if character in delimiters), ",")


def _split(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter, skipinitialspace=True), [])
    except csv.Error:  # longer than any cell may be
        return [line]


def _csv(data: bytes) -> list[list[str]]:
    text = decoded(data)
    if text is None or "\x00" in text:
        raise UnreadableFile("This is no CSV file. Export the contacts as CSV and upload that.")
    named = _SEP_LINE.match(text)
    delimiter = named.group(1) if named else _delimiter(text)
    # The line that names the delimiter stays in the count of lines, and is empty.
    text = "\n" + text[named.end() :] if named else text.replace("\ufeff", "", 1)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except (csv.Error, ValueError, TypeError) as error:
        raise UnreadableFile(
            f"The file can't be read as CSV ({error}). Export the contacts again as CSV."
        ) from error


def _delimiter(text: str) -> str:
    """Return what splits the first line into most columns, one of them for the address."""
    header = next((line for line in text.splitlines() if line.strip("\ufeff \t")), "")
    for candidates in (_DELIMITERS, " "):
        found = {each: columns(_split(header, each)) for each in candidates}
        fitting = [each for each in candidates if has_email(found[each])]
        if fitting:
            return max(fitting, key=lambda each: len(found[each]))
    return ","
