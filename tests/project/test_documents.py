"""What the documents tell can be done as told."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

import app
from bot.config import Settings
from bot.scopes import BOT_SCOPES
from bot.web import create
from tests.project.repository import ROOT, documents, rows, section, words

NAMES = sorted(documents())
_TARGET = re.compile(r"(?:^|[`\s])make ([a-z][a-z-]*)(?=[`\s.,;:)]|$)", re.MULTILINE)
_COMMAND = re.compile(r"python app\.py ([a-z]+)")
_LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
_TREE = re.compile(r"^(?P<indent> *)(?P<path>[\w.]+/?)(?=  |$)", re.MULTILINE)


def _code(text: str) -> str:
    """Return what is marked as code: “make sure” in a sentence names no target."""
    return "\n".join(re.findall(r"```.*?```|`[^`\n]+`", text, re.DOTALL))


@pytest.mark.parametrize("name", NAMES)
def test_every_make_target_named_exists(name: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE))
    assert set(_TARGET.findall(_code(documents()[name]))) <= targets


def test_the_readme_names_the_two_commands_to_begin_with() -> None:
    assert {"sandbox", "test"} <= set(_TARGET.findall(_code(documents()["README.md"])))


@pytest.mark.parametrize("name", NAMES)
def test_every_command_of_the_command_line_exists(name: str) -> None:
    for command in set(_COMMAND.findall(documents()[name])):
        with pytest.raises(SystemExit) as ended:
            app.main([command, "--help"])
        assert ended.value.code == 0, command


@pytest.mark.parametrize("name", NAMES)
def test_every_link_to_a_file_leads_somewhere(name: str) -> None:
    folder = (ROOT / name).parent
    assert [link for link in _LINK.findall(documents()[name]) if not (folder / link).exists()] == []


def _tree(text: str) -> Iterator[Path]:
    """Give the paths of a drawn tree; a folder ends in a slash and indents what is in it."""
    folders: list[tuple[int, Path]] = []
    for found in _TREE.finditer(text):
        indent = len(found["indent"])
        folders = [each for each in folders if each[0] < indent]
        path = (folders[-1][1] if folders else ROOT) / found["path"]
        yield path
        if found["path"].endswith("/"):
            folders.append((indent, path))


def test_the_tree_in_the_architecture_is_the_real_one() -> None:
    drawing = section("ARCHITECTURE.md", "## Where a line belongs").split("```")[1]
    drawn = list(_tree(drawing.partition("\n")[2]))
    assert len(drawn) > 40
    assert [str(path.relative_to(ROOT)) for path in drawn if not path.exists()] == []
    packages = {ROOT / "engine", ROOT / "storage", ROOT / "bot", ROOT / "handlers"}
    inside = {
        each for root in packages for each in root.iterdir() if (each / "__init__.py").exists()
    }
    assert inside <= set(drawn), "A package is missing in the tree."


def test_the_readme_gives_a_reason_for_every_scope() -> None:
    told = {words(row[0])[0]: row[1] for row in rows(section("README.md", "### Scopes"))}
    assert told == BOT_SCOPES


def test_the_readme_lists_every_address_that_is_served(tmp_path: Path) -> None:
    settings = Settings(
        _env_file=None,
        slack_client_id="1.2",
        slack_client_secret=SecretStr("secret"),
        slack_signing_secret=SecretStr("secret"),
        database_url=f"sqlite:///{tmp_path / 'sequences.db'}",
        port=0,
    )
    service = app.build(settings)
    try:
        served = {str(rule) for rule in create(service.web).url_map.iter_rules()}
    finally:
        service.server.close()
        service.store.close()
    told = {path for row in rows(section("README.md", "## Addresses")) for path in words(row[0])}
    assert told == served - {"/static/<path:filename>"}


def test_the_changelog_has_the_version_of_the_project() -> None:
    version = re.search(
        r'^version = "([^"]+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert version
    assert f"## [{version[1]}]" in documents()["CHANGELOG.md"]
