"""Whatever can be pressed, sent or closed on any screen is answered by the route table."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pytest

import bot.views
from bot.cards import approval
from bot.routes import Kind
from bot.views import notice_parts, working
from handlers import JOBS, ROUTES
from handlers.commands import VERBS
from tests.project.repository import ROOT

# A dot, as in “steps.edit”: only ids of buttons, menus and forms are spelled like this.
_ID = re.compile(r"[a-z_]+\.[a-z_]+")
_PRESSED = frozenset({"button", "overflow"})
SCREENS = sorted((ROOT / "tests" / "views" / "golden").glob("*.json"))


def _named(*kinds: Kind) -> set[str]:
    return {route.name for route in ROUTES if route.kind in kinds}


def _constants() -> Iterator[tuple[str, str]]:
    modules = [import_module(f"bot.views.{each.name}") for each in iter_modules(bot.views.__path__)]
    for module in (*modules, approval):
        for name, value in vars(module).items():
            if name.isupper() and isinstance(value, str) and _ID.fullmatch(value):
                yield f"{module.__name__}.{name}", value


def _elements(node: Any) -> Iterator[dict[str, Any]]:
    """Give everything with an action id, wherever it stands in a view or message."""
    match node:
        case dict():
            if "action_id" in node:
                yield node
            for each in node.values():
                yield from _elements(each)
        case list():
            for each in node:
                yield from _elements(each)
        case _:
            return


def _dispatching(screen: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give what Slack reports at once: all but the inputs that wait for their form's submit."""
    for block in screen.get("blocks", []):
        if block["type"] != "input" or block.get("dispatch_action"):
            yield from _elements(block)


@pytest.fixture(params=SCREENS, ids=lambda path: path.stem)
def screen(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Every view and message that the tests of the views hold against JSON."""
    shown: dict[str, Any] = json.loads(request.param.read_text(encoding="utf-8"))
    return shown


def test_every_button_and_menu_of_a_screen_has_a_route(screen: dict[str, Any]) -> None:
    assert {each["action_id"] for each in _dispatching(screen)} <= _named(Kind.ACTION)


def test_every_menu_that_asks_for_options_is_answered(screen: dict[str, Any]) -> None:
    asking = {
        each["action_id"]
        for each in _elements(screen)
        if each["type"] in ("external_select", "multi_external_select")
    }
    assert asking <= _named(Kind.OPTIONS)


def test_every_form_that_can_be_submitted_has_a_route(screen: dict[str, Any]) -> None:
    if "submit" in screen:
        assert screen["callback_id"] in _named(Kind.VIEW)
    if screen.get("notify_on_close"):
        assert screen["callback_id"] in _named(Kind.CLOSED)


def test_every_id_that_a_view_defines_is_routed() -> None:
    routed = _named(Kind.ACTION, Kind.VIEW, Kind.OPTIONS)
    assert [name for name, value in _constants() if value not in routed] == []


def test_every_routed_action_can_be_pressed_somewhere() -> None:
    shown = {
        each["action_id"]
        for path in SCREENS
        for each in _elements(json.loads(path.read_text(encoding="utf-8")))
    }
    defined = {value for _, value in _constants()} | shown
    assert _named(Kind.ACTION) - defined == set()


def test_every_routed_form_is_built_by_a_view() -> None:
    built = {value for _, value in _callbacks()}
    assert _named(Kind.VIEW) - built == set()


def _callbacks() -> Iterator[tuple[str, str]]:
    for each in iter_modules(bot.views.__path__):
        for name, value in vars(import_module(f"bot.views.{each.name}")).items():
            if name.isupper() and isinstance(value, str):
                yield name, value


def test_no_route_stands_in_the_table_twice() -> None:
    counted = Counter((route.kind, route.name) for route in ROUTES)
    assert [key for key, times in counted.items() if times > 1] == []


def test_verbs_and_workers_can_be_called() -> None:
    assert VERBS
    assert all(callable(each) for each in (*VERBS.values(), *JOBS.values()))


def test_the_screens_are_found() -> None:
    assert len(SCREENS) > 50
    assert notice_parts.REPLY in dict(_constants()).values()
    assert working.CALLBACK not in _named(Kind.VIEW)
