"""The first sheet of a spreadsheet as rows of text, whatever somebody calls a spreadsheet."""

import io
import re
import zipfile
import zlib

from python_calamine import CalamineError, CalamineWorkbook

from engine.domain.errors import Refusal

MAX_UNPACKED_BYTES = 200 * 1024 * 1024
MAX_CELLS = 5_000_000  # of the rectangle around all that is filled: it is held as a whole

_MAGIC = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # zip (xlsx, ods) and OLE (xls)
_SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
_CELL = re.compile(rb'<(?:\w+:)?c [^>]*?r="([A-Z]{1,3})(\d{1,7})"')


class UnreadableFile(Refusal):
    """The file is not a table of contacts."""


def is_spreadsheet(name: str, data: bytes) -> bool:
    """Say whether the file is a spreadsheet by its first bytes, or calls itself one."""
    return data.startswith(_MAGIC) or name.lower().endswith(_SUFFIXES)


def first_sheet(data: bytes) -> list[list[str]]:
    """Return the cells of the first sheet as they show, whole numbers without “.0”.

    Of a formula it is the value that was last computed. Raises UnreadableFile.
    """
    _require_reasonable(data)
    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
        # Empty rows on top are kept: people count them too.
        rows = sheet.to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError, IndexError) as error:
        raise _unreadable() from error
    return [[_text(value) for value in row] for row in rows]


def _unreadable() -> UnreadableFile:
    return UnreadableFile("The spreadsheet can't be read. Save it as CSV and upload that.")


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _require_reasonable(data: bytes) -> None:
    """Raise UnreadableFile for what would need gigabytes: a bomb, or one cell far away."""
    if not data.startswith(_MAGIC[0]):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
            if unpacked > MAX_UNPACKED_BYTES:
                raise UnreadableFile("The spreadsheet is too large. Save it as CSV.")
            sheets = [name for name in archive.namelist() if "worksheets/" in name]
            extents = [_cells_spanned(archive.read(name)) for name in sheets]
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, RuntimeError, EOFError) as error:
        raise _unreadable() from error
    if max(extents, default=0) > MAX_CELLS:
        raise UnreadableFile(
            "The spreadsheet has cells very far apart. Keep the contacts only, or save it as CSV."
        )


def _cells_spanned(xml: bytes) -> int:
    columns = rows = 0
    for found in _CELL.finditer(xml):
        columns, rows = max(columns, _number_of(found[1])), max(rows, int(found[2]))
    return columns * rows


def _number_of(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
