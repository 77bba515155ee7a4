"""The manifest keeps Slack's rules in both forms, and names what the handlers answer to."""

import copy
from collections.abc import Callable
from typing import Any

import pytest
import yaml

from bot.manifest import over_http, over_socket
from bot.routes import Kind
from handlers import ROUTES
from tests.project.manifest_rules import problems

URL = "https://outreach.example.com"
SOCKET: dict[str, Any] = yaml.safe_load(over_socket())
HTTP: dict[str, Any] = yaml.safe_load(over_http(URL))

Change = Callable[[dict[str, Any]], object]

BREAKING: dict[str, Change] = {
    "a long name": lambda m: m["display_information"].update(name="x" * 36),
    "a long description": lambda m: m["display_information"].update(description="x" * 141),
    "a short long description": lambda m: m["display_information"].update(
        long_description="x" * 174
    ),
    "no colour": lambda m: m["display_information"].update(background_color="green"),
    "a long display name": lambda m: m["features"]["bot_user"].update(display_name="x" * 81),
    "a command without slash": lambda m: m["features"]["slash_commands"][0].update(command="seq"),
    "an unescaped command": lambda m: m["features"]["slash_commands"][0].pop("should_escape"),
    "a long shortcut": lambda m: m["features"]["shortcuts"][0].update(name="x" * 25),
    "another type": lambda m: m["features"]["shortcuts"][0].update(type="home"),
    "a scope too many": lambda m: m["oauth_config"]["scopes"]["bot"].append("channels:history"),
    "user scopes": lambda m: m["oauth_config"]["scopes"].update(user=["chat:write"]),
    "an event twice": lambda m: m["settings"]["event_subscriptions"]["bot_events"].append(
        "app_home_opened"
    ),
    "no buttons": lambda m: m["settings"]["interactivity"].update(is_enabled=False),
    "no Home": lambda m: m["features"]["app_home"].update(home_tab_enabled=False),
    "the other mode": lambda m: m["settings"].update(
        socket_mode_enabled=not m["settings"]["socket_mode_enabled"]
    ),
    "another command address": lambda m: m["features"]["slash_commands"][0].update(url="https://a"),
    "another form address": lambda m: m["settings"]["interactivity"].update(
        request_url="https://a"
    ),
    "another event address": lambda m: m["settings"]["event_subscriptions"].update(
        request_url="https://a"
    ),
    "another redirect": lambda m: m["oauth_config"].update(redirect_urls=["https://a"]),
    "an unknown part": lambda m: m.update(hooks={}),
}


def test_the_socket_mode_form_keeps_slacks_rules() -> None:
    assert problems(SOCKET, base_url=None) == []


@pytest.mark.parametrize("url", [URL, f"{URL}/"])
def test_the_http_form_keeps_slacks_rules(url: str) -> None:
    assert problems(yaml.safe_load(over_http(url)), base_url=URL) == []


@pytest.mark.parametrize("broken", BREAKING, ids=str)
@pytest.mark.parametrize("url", [None, URL], ids=["socket", "http"])
def test_each_rule_refuses_what_breaks_it(broken: str, url: str | None) -> None:
    manifest = copy.deepcopy(HTTP if url else SOCKET)
    BREAKING[broken](manifest)
    assert len(problems(manifest, base_url=url)) == 1


def test_both_forms_ask_for_the_same() -> None:
    assert SOCKET["display_information"] == HTTP["display_information"]
    assert SOCKET["features"]["shortcuts"] == HTTP["features"]["shortcuts"]
    assert SOCKET["oauth_config"]["scopes"] == HTTP["oauth_config"]["scopes"]


@pytest.mark.parametrize(
    ("kind", "named"),
    [
        (Kind.COMMAND, [each["command"] for each in SOCKET["features"]["slash_commands"]]),
        (Kind.SHORTCUT, [each["callback_id"] for each in SOCKET["features"]["shortcuts"]]),
        (Kind.EVENT, SOCKET["settings"]["event_subscriptions"]["bot_events"]),
    ],
)
def test_the_manifest_and_the_routes_name_the_same(kind: Kind, named: list[str]) -> None:
    assert sorted(named) == sorted(route.name for route in ROUTES if route.kind is kind)
