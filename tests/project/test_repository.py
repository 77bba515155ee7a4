"""What every file of the project keeps to, whoever wrote it."""

import ast
import re
from pathlib import Path

import pytest

from tests.project.repository import PACKAGES, ROOT, files, texts

PYTHON = [path for path in files() if path.suffix == ".py"]
LOCKS = ("requirements.lock", "requirements-dev.lock")

# Spelled so that these lines don't find themselves.
_REGISTRIES = re.compile(
    "pypi[.]org|pythonhosted[.]org|npmjs[.](org|com)|index-[u]rl|artifactor[y]"
)
_MACHINES = re.compile(r"(?<![\w./~:}-])/(home|Users|root|work)/\w")
_PATCHES = re.compile(r"unittest[.]mock|monkeypatc[h]|mark[.](skip|xfail)|pytest[.](skip|xfail)\b")


def _with(pattern: re.Pattern[str], *, but: str = "") -> list[str]:
    return [name for name, text in texts() if name != but and pattern.search(text)]


def test_no_file_names_a_registry() -> None:
    assert _with(_REGISTRIES) == []


def test_no_file_names_a_folder_of_somebodys_machine() -> None:
    assert _with(_MACHINES) == []


def test_nothing_is_mocked_patched_or_skipped() -> None:
    assert _with(_PATCHES) == []


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (_REGISTRIES, "https://files.pythonhosted" + ".org/x.whl"),
        (_MACHINES, "see /home" + "/ada/notes"),
        (_PATCHES, "from unittest" + ".mock import patch"),
    ],
)
def test_what_is_looked_for_would_be_found(pattern: re.Pattern[str], text: str) -> None:
    assert pattern.search(text)


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_everything_with_hashes_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert "--find-links" not in text
    pinned = re.split(r"\n(?=[a-z0-9])", text.strip())
    assert len(pinned) > 20
    for each in pinned:
        assert re.match(r"[a-z0-9._\[\]-]+==\S+", each), each
        assert "--hash=sha256:" in each, each


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_what_is_asked_for(lock: str) -> None:
    wanted = (ROOT / lock).with_suffix(".in").read_text(encoding="utf-8")
    names = re.findall(r"^([A-Za-z0-9][A-Za-z0-9._-]*)", wanted, re.MULTILINE)
    pinned = (ROOT / lock).read_text(encoding="utf-8").lower()
    assert names
    missing = [name for name in names if not re.search(rf"^{name.lower()}(\[|==)", pinned, re.M)]
    assert missing == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(ROOT)) for path in PYTHON if not _says(path) and not _is_bare(path)
    ]
    assert silent == []


def _says(path: Path) -> bool:
    return bool(ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))))


def _is_bare(path: Path) -> bool:
    """Whether this only makes a folder of tests a package."""
    is_package = path.name == "__init__.py" and path.is_relative_to(ROOT / "tests")
    return is_package and not path.stat().st_size


def test_every_folder_with_code_is_a_package() -> None:
    folders = {path.parent for path in PYTHON} - {ROOT}
    bare = [str(each.relative_to(ROOT)) for each in folders if not (each / "__init__.py").is_file()]
    # Alembic loads its versions by their files.
    assert bare == ["storage/migrations/versions"]
    assert {path.relative_to(ROOT).parts[0] for path in folders} - {"bench"} == set(PACKAGES)
