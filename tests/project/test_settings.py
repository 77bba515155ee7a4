"""Every setting is explained where people look for it, and nothing else is."""

import re
from itertools import pairwise
from typing import Any

import pytest
from pydantic_settings import BaseSettings

from bot.config import Settings
from tests.project.repository import ROOT, rows, section, words

FIELDS = {name.upper(): field.default for name, field in Settings.model_fields.items()}
TABLE = rows(section("README.md", "## Configuration"))
EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()


def test_the_readme_explains_every_setting_and_no_other() -> None:
    assert [words(row[0])[0] for row in TABLE] == list(FIELDS)


def test_the_readme_tells_the_true_defaults() -> None:
    told = {words(row[0])[0]: row[1] for row in TABLE}
    assert told == {name: _shown(default) for name, default in FIELDS.items()}


def test_every_setting_in_the_readme_has_a_meaning() -> None:
    assert all(len(row) == 3 and len(row[2]) > 10 for row in TABLE)


def test_the_example_holds_every_setting_once_and_blank() -> None:
    lines = [line for line in EXAMPLE if line and not line.startswith("#")]
    assert lines == [f"{name}=" for name in FIELDS]


def test_a_comment_stands_above_every_setting_of_the_example() -> None:
    for before, line in pairwise(EXAMPLE):
        if re.fullmatch(r"[A-Z_]+=", line):
            assert before.startswith("# "), f"{line} has no comment."


def test_the_example_copied_as_it_is_sets_nothing(tmp_path: Any) -> None:
    copy = tmp_path / ".env"
    copy.write_text("\n".join(EXAMPLE), encoding="utf-8")
    with pytest.raises(ValueError, match="Set SLACK_BOT_TOKEN"):
        Settings(_env_file=copy)
    bare = Settings(_env_file=copy, slack_bot_token="xoxb-1", slack_signing_secret="secret")
    given = {"slack_bot_token", "slack_signing_secret"}
    assert _dumped(bare, given) == {
        name: field.default for name, field in Settings.model_fields.items() if name not in given
    }


def _dumped(settings: BaseSettings, without: set[str]) -> dict[str, object]:
    return settings.model_dump(exclude=without)


def _shown(default: object) -> str:
    return "unset" if default is None else f"`{default}`"
