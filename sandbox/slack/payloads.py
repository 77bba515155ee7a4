"""The payloads that Slack sends, in Slack's shapes.

Source: Slack's reference of interaction payloads, slash commands and Events API.
"""

import copy
import time
from typing import Any

from sandbox.slack.model import Channel, Json, Message, Team, User, View
from sandbox.slack.state import State
from sandbox.slack.views import message_values


def user_part(team: Team, user: User) -> Json:
    """Return the `user` of an interaction."""
    return {"id": user.id, "username": user.name, "name": user.name, "team_id": team.id}


def interaction(state: State, team: Team, user: User, kind: str) -> Json:
    """Return what all interaction payloads have."""
    return {
        "type": kind,
        "user": user_part(team, user),
        "team": {"id": team.id, "domain": team.domain},
        "api_app_id": state.app.app_id,
        "token": state.app.verification_token,
        "enterprise": None,
        "is_enterprise_install": False,
    }


def channel_part(channel: Channel) -> Json:
    """Return the `channel` of an interaction."""
    name = "directmessage" if channel.im_with else channel.name
    return {
        "id": channel.id,
        "name": "privategroup" if channel.is_private and not channel.im_with else name,
    }


def slash(state: State, team: Team, user: User, channel: Channel, command: str, text: str) -> Json:
    """Return the fields of a slash command."""
    name = channel_part(channel)["name"]
    return {
        "token": state.app.verification_token,
        "team_id": team.id,
        "team_domain": team.domain,
        "channel_id": channel.id,
        "channel_name": name,
        "user_id": user.id,
        "user_name": user.name,
        "command": command,
        "text": text,
        "api_app_id": state.app.app_id,
        "is_enterprise_install": "false",
        "response_url": state.new_response_url(team, channel, user.id),
        "trigger_id": state.new_trigger(team.id, user.id),
    }


def shortcut(state: State, team: Team, user: User, callback_id: str) -> Json:
    """Return a global shortcut; it has no channel and no response_url."""
    return {
        **interaction(state, team, user, "shortcut"),
        "callback_id": callback_id,
        "action_ts": str(time.time()),
        "trigger_id": state.new_trigger(team.id, user.id),
    }


def message_action(
    state: State, team: Team, user: User, callback_id: str, channel: Channel, message: Message
) -> Json:
    """Return a message shortcut."""
    return {
        **interaction(state, team, user, "message_action"),
        "callback_id": callback_id,
        "action_ts": str(time.time()),
        "trigger_id": state.new_trigger(team.id, user.id),
        "response_url": state.new_response_url(team, channel, user.id, message),
        "channel": channel_part(channel),
        "message_ts": message.ts,
        "message": message.payload(state.app.app_id, team.id),
    }


def in_view(state: State, team: Team, view: View) -> Json:
    """Return the part that says that a click was in a view."""
    return {
        "container": {"type": "view", "view_id": view.id},
        "view": state.view_payload(team, view),
    }


def in_message(state: State, team: Team, user: User, channel: Channel, message: Message) -> Json:
    """Return the part that says that a click was in a message.

    Slack leaves the message itself out when it was ephemeral.
    """
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": message.seen_by is not None,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    part: Json = {
        "container": container,
        "channel": channel_part(channel),
        "state": {"values": copy.deepcopy(message_values(message))},
        "response_url": state.new_response_url(team, channel, user.id, message),
    }
    if message.seen_by is None:
        part["message"] = message.payload(state.app.app_id, team.id)
    return part


def action(block_id: str, element: Json, value: Json) -> Json:
    """Return one entry of `actions`: the element's value, and its text for a button."""
    entry: Json = {
        "type": element["type"],
        "block_id": block_id,
        "action_id": element["action_id"],
        "action_ts": str(time.time()),
        **value,
    }
    if element["type"] == "button":
        entry["text"] = element["text"]
        entry |= {key: element[key] for key in ("value", "style", "url") if key in element}
    return entry


def event(state: State, team: Team, inner: Json) -> Json:
    """Return an `event_callback` around one event."""
    now = int(state.now().timestamp())
    authorization: dict[str, Any] = {
        "enterprise_id": None,
        "team_id": team.id,
        "user_id": team.bot_user_id,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    return {
        "type": "event_callback",
        "token": state.app.verification_token,
        "team_id": team.id,
        "api_app_id": state.app.app_id,
        "event": {"event_ts": state.new_ts(), **inner},
        "event_id": state.new_id("Ev"),
        "event_time": now,
        "authorizations": [authorization],
        "is_ext_shared_channel": False,
    }
