"""The project's own files, as a newcomer finds them: what git would keep, and nothing else."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("engine", "storage", "bot", "handlers", "sandbox", "tests")
DOCUMENTS = ("README.md", "ARCHITECTURE.md", "CHANGELOG.md")

_NOT_OURS = frozenset({".git", ".env", "data"})
_MADE = re.compile(r"^\.(venv|.*cache|hypothesis|coverage)|__pycache__|\.egg-info$|\.pyc$")


@cache
def files() -> tuple[Path, ...]:
    """Return every file of the project, without what tools made."""
    return tuple(sorted(_walk(ROOT)))


def _walk(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.name in _NOT_OURS or _MADE.search(path.name):
            continue
        if path.is_dir():
            yield from _walk(path)
        else:
            yield path


def texts() -> Iterator[tuple[str, str]]:
    """Give the name and the text of every file that is text."""
    for path in files():
        try:
            yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a mail in another charset, a picture


def documents() -> dict[str, str]:
    """Return every document by its name."""
    found = [ROOT / name for name in DOCUMENTS] + sorted((ROOT / "docs").rglob("*.md"))
    return {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in found}


def section(document: str, heading: str) -> str:
    """Return what stands under a heading, up to the next one of its level or above."""
    level, _, _ = heading.partition(" ")
    pattern = rf"^{re.escape(heading)}\n(.*?)(?=^#{{1,{len(level)}}} |\Z)"
    found = re.search(pattern, documents()[document], re.MULTILINE | re.DOTALL)
    assert found, f"{document} has no “{heading}”."
    return found[1]


def rows(text: str) -> list[list[str]]:
    """Return the cells of the one table in the text, without its head."""
    lines = [line.strip() for line in text.splitlines() if line.lstrip().startswith("|")]
    # A bar inside a cell is written as \|.
    cells = [re.split(r"(?<!\\)\|", line.strip("|")) for line in lines]
    return [[cell.strip().replace("\\|", "|") for cell in row] for row in cells][2:]


def words(cell: str) -> list[str]:
    """Return what stands between backticks in a cell."""
    return re.findall(r"`([^`]+)`", cell)
