"""Contacts as people paste or export them, read into rows that can be judged one by one.

Bad rows never stop good ones: each carries its own reason.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath

import clevercsv
from charset_normalizer import from_bytes
from email_validator import EmailNotValidError, validate_email
from python_calamine import CalamineError, CalamineWorkbook

from engine.domain.errors import Refusal
from engine.domain.phones import e164

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 50_000
SNIFFED_CHARACTERS = 20_000  # a dialect shows in its first lines; all of a file takes minutes

PASTED_COLUMNS = ("email", "first_name", "last_name", "company", "phone")
_ALIASES = {
    "e_mail": "email",
    "email_address": "email",
    "e_mail_address": "email",
    "mail": "email",
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
    "mobile": "phone",
    "mobile_phone": "phone",
    "cell": "phone",
    "telephone": "phone",
    "tel": "phone",
    "time_zone": "timezone",
    "tz": "timezone",
}
_MAILTO = re.compile(r"<mailto:([^|>]+)(?:\|[^>]*)?>")
_TEL = re.compile(r"<tel:([^|>]+)(?:\|([^>]*))?>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line as it was given; `problem` says why it can't be a contact."""

    number: int  # as a person counts: the first line is 1, a header included
    email: str = ""
    phone: str | None = None  # E.164
    fields: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""
    phone_problem: str = ""  # emails still go; SMS steps are skipped


class UnreadableFile(Refusal):
    """The file is not a table of contacts."""


def from_pasted(text: str) -> list[Row]:
    """Read pasted lines: `email, first name, last name, company, phone`, one contact a line.

    A header line is understood, Slack's links are undone, tabs and semicolons separate as well.
    """
    lines = [_unlinked(line) for line in text.splitlines()]
    filled = [(i, line) for i, line in enumerate(lines, start=1) if line.strip()]
    if not filled:
        return []
    cells = [(number, _split(line)) for number, line in filled]
    header = [column_name(cell) for cell in cells[0][1]]
    if "email" in header:
        return _rows(header, cells[1:])
    return _rows(list(PASTED_COLUMNS), cells)


def from_file(name: str, data: bytes) -> list[Row]:
    """Read a CSV of any delimiter and usual encoding, or a spreadsheet; needs a header row.

    Raises UnreadableFile with what to do about it.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableFile("The file is larger than 10 MB. Split it and enroll in parts.")
    table = _spreadsheet(data) if _is_spreadsheet(name, data) else _csv(data)
    filled = [(i, cells) for i, cells in enumerate(table, start=1) if any(c.strip() for c in cells)]
    if not filled:
        raise UnreadableFile("The file is empty. It needs a header row and one row a contact.")
    header = [column_name(cell) for cell in filled[0][1]]
    if "email" not in header:
        raise UnreadableFile(
            "The file has no column named “email”. Its first row has to name the columns, "
            "such as: email, first_name, last_name, company, phone."
        )
    if len(filled) - 1 > MAX_ROWS:
        raise UnreadableFile(f"The file has more than {MAX_ROWS:,} rows. Enroll it in parts.")
    return _rows(header, filled[1:])


def column_name(header: str) -> str:
    """Return the variable's name for a column's title: “First Name” is first_name."""
    name = re.sub(r"\W+", "_", header.replace("\ufeff", "").strip().lower()).strip("_")
    if name and name[0].isdigit():
        name = f"column_{name}"
    return _ALIASES.get(name, name)


def valid_email(text: str) -> str | None:
    """Return the address in its canonical spelling, or none when it is no address."""
    try:
        checked = validate_email(text.strip(), check_deliverability=False)
    except EmailNotValidError:
        return None
    # Gmail's API has no way to send to a local part that needs SMTPUTF8.
    return checked.normalized if checked.ascii_local_part else None


def _rows(header: list[str], lines: Iterable[tuple[int, list[str]]]) -> list[Row]:
    return [_row(number, header, cells) for number, cells in lines]


def _row(number: int, header: list[str], cells: list[str]) -> Row:
    values = {
        name: " ".join(cell.split())
        for name, cell in zip(header, cells, strict=False)
        if name and cell.strip()
    }
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
    return _TEL.sub(lambda found: found.group(2) or found.group(1), line)


def _split(line: str) -> list[str]:
    delimiter = next((each for each in ("\t", ";", ",") if each in line), ",")
    return next(csv.reader([line], delimiter=delimiter, skipinitialspace=True))


def _is_spreadsheet(name: str, data: bytes) -> bool:
    suffix = PurePath(name.lower()).suffix
    is_zip_or_ole = data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0"))
    return is_zip_or_ole or suffix in (".xlsx", ".xls", ".ods")


def _spreadsheet(data: bytes) -> list[list[str]]:
    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
    except (CalamineError, OSError) as error:
        sentence = "The spreadsheet can't be read. Save it as CSV and upload that."
        raise UnreadableFile(sentence) from error
    return [[_cell(value) for value in row] for row in sheet.to_python()]


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _csv(data: bytes) -> list[list[str]]:
    text = _decoded(data)
    if "\x00" in text:
        raise UnreadableFile("This is no CSV file. Export the contacts as CSV and upload that.")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)))


def _decoded(data: bytes) -> str:
    for encoding in (
        ("utf-8-sig", "utf-16") if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",)
    ):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    best = from_bytes(
        data[:100_000], cp_isolation=["cp1252", "latin_1", "cp1250", "mac_roman"]
    ).best()
    if best is None:
        raise UnreadableFile("This is no text file. Export the contacts as CSV and upload that.")
    return data.decode(best.encoding, errors="replace")


def _delimiter(text: str) -> str:
    """Return what separates the cells: by the header where it is plain, else as sniffed."""
    header = text.lstrip("\ufeff\r\n ").splitlines()[0] if text.strip() else ""
    counts = {each: header.count(each) for each in (",", ";", "\t", "|")}
    likely = max(counts, key=lambda each: counts[each])
    if counts[likely] and list(counts.values()).count(counts[likely]) == 1:
        return likely
    try:
        dialect = clevercsv.Sniffer().sniff(text[:SNIFFED_CHARACTERS], delimiters=",;\t|")
    except clevercsv.Error:
        return ","
    return dialect.delimiter or "," if dialect else ","
