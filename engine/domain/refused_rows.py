"""Rows that are not enrolled, each with its reason, and the file that hands them back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

FORMULAS = frozenset("=+-@\t\r\n")  # OWASP: what makes a spreadsheet run a cell


class Refused(StrEnum):
    """Why a row is not enrolled, as the receipt groups it."""

    INVALID = "invalid address"
    DUPLICATE = "duplicate"
    UNSUBSCRIBED = "unsubscribed"
    BOUNCED = "bounced before"
    HERE = "already in this sequence"
    ELSEWHERE = "active in another one"


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedRow:
    """A row that is not enrolled."""

    number: int
    email: str
    why: Refused
    detail: str = ""


def refused_file(rows: Iterable[Mapping[str, Any]]) -> str:
    """Return the refused rows as CSV, for the file beside the receipt."""
    lines = ["line,email,reason,detail"]
    for row in rows:
        cells = [str(row["number"]), row["email"], str(row["why"]), row["detail"]]
        lines.append(",".join(_cell(cell) for cell in cells))
    return "\r\n".join(lines) + "\r\n"


def _cell(text: str) -> str:
    # A spreadsheet would run a cell that begins like a formula.
    text = f"'{text}" if text[:1] in FORMULAS else text
    return '"' + text.replace('"', '""') + '"'
