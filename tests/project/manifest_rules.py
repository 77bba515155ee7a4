"""What Slack's manifest schema 1.0.0 asks of the parts that are used here.

Source: github.com/slackapi/manifest-schema (MIT), `schemas/manifest.schema.1.0.0.json`. Slack
refuses a manifest that breaks one of these when it is pasted, so they are looked at before.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.scopes import BOT_SCOPES

Manifest = Mapping[str, Any]

_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_PARTS = {"_metadata", "display_information", "features", "oauth_config", "settings"}


def problems(manifest: Manifest, *, base_url: str | None) -> list[str]:
    """Return what is wrong with a manifest: over HTTP at `base_url`, or over a socket."""
    found = [f"no part of a manifest: {part}" for part in sorted(manifest.keys() - _PARTS)]
    for check in (_display, _bot_user, _commands, _shortcuts, _scopes, _switches):
        found += check(manifest)
    return found + list(_addresses(manifest, base_url))


def _display(manifest: Manifest) -> Iterator[str]:
    about = manifest["display_information"]
    yield from _length("name", about["name"], 1, 35)
    yield from _length("description", about["description"], 1, 140)
    yield from _length("long_description", about["long_description"], 175, 4000)
    if not _COLOUR.fullmatch(about["background_color"]):
        yield f"background_color {about['background_color']} is no colour"


def _bot_user(manifest: Manifest) -> Iterator[str]:
    yield from _length("display_name", manifest["features"]["bot_user"]["display_name"], 1, 80)


def _commands(manifest: Manifest) -> Iterator[str]:
    commands = manifest["features"]["slash_commands"]
    if not 1 <= len(commands) <= 50:
        yield f"{len(commands)} commands"
    for each in commands:
        yield from _length("command", each["command"], 2, 32)
        yield from _length("command description", each["description"], 1, 2000)
        yield from _length("usage_hint", each["usage_hint"], 1, 1000)
        if not each["command"].startswith("/"):
            yield f"{each['command']} does not begin with a slash"
        if each.get("should_escape") is not True:
            yield f"{each['command']} is not escaped: its members and links would be lost"


def _shortcuts(manifest: Manifest) -> Iterator[str]:
    shortcuts = manifest["features"]["shortcuts"]
    if not 1 <= len(shortcuts) <= 10:
        yield f"{len(shortcuts)} shortcuts"
    for each in shortcuts:
        yield from _length("shortcut", each["name"], 1, 24)
        yield from _length("callback_id", each["callback_id"], 1, 255)
        yield from _length("shortcut description", each["description"], 1, 150)
        if each["type"] not in ("global", "message"):
            yield f"{each['name']} is of no known type"


def _scopes(manifest: Manifest) -> Iterator[str]:
    asked = manifest["oauth_config"]["scopes"]
    if list(asked) != ["bot"] or asked["bot"] != list(BOT_SCOPES):
        yield f"the scopes are not those that are asked for at installation: {asked}"


def _switches(manifest: Manifest) -> Iterator[str]:
    events = manifest["settings"]["event_subscriptions"]["bot_events"]
    if not 1 <= len(events) <= 100 or len(set(events)) < len(events):
        yield f"events: {events}"
    if not manifest["settings"]["interactivity"]["is_enabled"]:
        yield "buttons and forms are switched off"
    if not manifest["features"]["app_home"]["home_tab_enabled"]:
        yield "Home is switched off"


def _addresses(manifest: Manifest, base_url: str | None) -> Iterator[str]:
    settings = manifest["settings"]
    if settings["socket_mode_enabled"] is not (base_url is None):
        yield "Socket Mode is switched the wrong way"
    events = f"{base_url}/slack/events" if base_url else None
    places = {
        "event_subscriptions": (settings["event_subscriptions"], "request_url"),
        "interactivity": (settings["interactivity"], "request_url"),
        "menus": (settings["interactivity"], "message_menu_options_url"),
    }
    for each in manifest["features"]["slash_commands"]:
        places[each["command"]] = (each, "url")
    for place, (holder, key) in places.items():
        if holder.get(key) != events:
            yield f"{place} is sent to {holder.get(key)}, not to {events}"
    redirects = [f"{base_url}/slack/oauth_redirect"] if base_url else None
    if manifest["oauth_config"].get("redirect_urls") != redirects:
        yield f"redirect_urls is not {redirects}"


def _length(what: str, text: str, least: int, most: int) -> Iterator[str]:
    if not least <= len(text) <= most:
        yield f"{what} has {len(text)} characters, not {least} to {most}"
