"""Nothing that is drawn is dead: every button, menu and form has its handler."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

import handlers
from bot.routes import Kind
from bot.views import buttons
from engine.domain.notice import JobKind
from handlers.commands import VERBS
from sandbox.slack.rules import elements_of
from tests.views.golden import FOLDER

ROUTED = {(route.kind, route.name) for route in handlers.ROUTES}
DRAWN = sorted(FOLDER.glob("*.json"))


def asked_for(shown: dict[str, Any]) -> Iterator[tuple[Kind, str]]:
    """Yield what Slack will send when everything in a view or message is used."""
    if shown.get("submit"):
        yield Kind.VIEW, shown["callback_id"]
    for block in shown["blocks"]:
        for _, element in elements_of(block):
            if block["type"] != "input" or block.get("dispatch_action"):
                yield Kind.ACTION, element["action_id"]
            if element["type"].endswith("external_select"):
                yield Kind.OPTIONS, element["action_id"]


@pytest.mark.parametrize("name", [path.stem for path in DRAWN])
def test_everything_that_can_be_pressed_is_handled(name: str) -> None:
    shown = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    assert set(asked_for(shown)) - ROUTED == set()


def test_the_shared_buttons_are_all_handled() -> None:
    names = {value for name, value in vars(buttons).items() if name.isupper()}
    assert {(Kind.ACTION, name) for name in names} - ROUTED == set()


def test_no_route_is_there_twice() -> None:
    counted = Counter((route.kind, route.name) for route in handlers.ROUTES)
    assert [route for route, count in counted.items() if count > 1] == []


def test_every_kind_of_slow_work_has_its_worker() -> None:
    assert set(JobKind) == set(handlers.JOBS)


def test_every_verb_of_the_command_is_answered() -> None:
    assert {
        *("new", "open", "settings", "activate", "pause", "resume", "enroll"),
        *("why", "report", "connect", "setup", "help"),
    } <= set(VERBS)
