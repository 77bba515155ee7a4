"""The two forms of the Slack app's manifest, made from `manifest.yml`."""

from pathlib import Path
from typing import Any

import yaml

SOURCE = Path(__file__).resolve().parent.parent / "manifest.yml"


def source() -> dict[str, Any]:
    """Return the manifest as it is written: the Socket Mode form."""
    loaded: dict[str, Any] = yaml.safe_load(SOURCE.read_text(encoding="utf-8"))
    return loaded


def over_socket() -> str:
    """Return the Socket Mode form as YAML: no address of yours stands in it."""
    return _dumped(source())


def over_http(base_url: str) -> str:
    """Return the form for requests over HTTP: one address for all payloads."""
    manifest = source()
    events = f"{base_url.rstrip('/')}/slack/events"
    for command in manifest["features"]["slash_commands"]:
        command["url"] = events
    manifest["oauth_config"]["redirect_urls"] = [f"{base_url.rstrip('/')}/slack/oauth_redirect"]
    settings = manifest["settings"]
    settings["event_subscriptions"]["request_url"] = events
    settings["interactivity"] |= {"request_url": events, "message_menu_options_url": events}
    settings["socket_mode_enabled"] = False
    return _dumped(manifest)


def _dumped(manifest: dict[str, Any]) -> str:
    text: str = yaml.safe_dump(manifest, sort_keys=False, allow_unicode=True, width=100)
    return text
