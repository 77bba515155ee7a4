"""Small spreadsheets, written by hand: nothing that writes them is installed."""

import io
import zipfile
from html import escape

_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATION = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="{type}" Target="{target}"/></Relationships>'
)
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_WORKBOOK = (
    f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
    '<sheets><sheet name="People" sheetId="1" r:id="rId1"/></sheets></workbook>'
)


def text(place: str, value: str) -> str:
    """A cell with words."""
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'


def number(place: str, value: str) -> str:
    """A cell with a number."""
    return f'<c r="{place}"><v>{value}</v></c>'


def formula(place: str, source: str, value: str | None) -> str:
    """A formula, with the value it last had, if it was ever computed."""
    last = "" if value is None else f"<v>{escape(value)}</v>"
    return f'<c r="{place}" t="str"><f>{escape(source)}</f>{last}</c>'


def xlsx(*rows: tuple[str, ...], first_row: int = 1) -> bytes:
    """A workbook with one sheet of these cells, in rows from `first_row` on."""
    lines = "".join(
        f'<row r="{i}">{"".join(cells)}</row>' for i, cells in enumerate(rows, start=first_row)
    )
    sheet = f'<worksheet xmlns="{_MAIN}"><sheetData>{lines}</sheetData></worksheet>'
    return zipped(
        {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": _RELATION.format(
                type=f"{_OFFICE}/officeDocument", target="xl/workbook.xml"
            ),
            "xl/workbook.xml": _WORKBOOK,
            "xl/_rels/workbook.xml.rels": _RELATION.format(
                type=f"{_OFFICE}/worksheet", target="worksheets/sheet1.xml"
            ),
            "xl/worksheets/sheet1.xml": sheet,
        }
    )


def zipped(parts: dict[str, str]) -> bytes:
    """A zip archive with these files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()
