"""What came of a person's act, as the control endpoints tell it."""

import copy
from dataclasses import dataclass, field
from typing import Any

from sandbox.slack.answers import Answer
from sandbox.slack.model import Json, Message, Team, User
from sandbox.slack.state import State
from sandbox.slack.surfaces import readable_channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What the person saw before the act."""

    stack: tuple[str, ...]
    ts: str


def look(state: State, team: Team, user: User) -> Before:
    """Return what there is now, to be compared with after the act."""
    return Before(stack=tuple(team.stacks.get(user.id, [])), ts=state.new_ts())


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """How Slack read the app's answer; `word` is one of Outcome's results."""

    word: str = "nothing"
    error: str | None = None
    errors: dict[str, str] = field(default_factory=dict)  # by block id


def tell(
    state: State, team: Team, user: User, before: Before, answer: Answer, result: Result
) -> Json:
    """Return the outcome as JSON: what the answer was, what opened, what was said."""
    top = team.top_view(user.id)
    told: dict[str, Any] = {
        "status": answer.status,
        "elapsed_ms": answer.elapsed_ms,
        "error": result.error or answer.error,
        "result": "failed" if answer.error else result.word,
        "errors": result.errors,
        "opened": top is not None and top.id not in before.stack,
        "view": screen(state, team, user),
        "replies": [
            described(state, team, channel_id, message)
            for channel_id, message in _news(team, user, before)
        ],
    }
    return told


def _news(team: Team, user: User, before: Before) -> list[tuple[str, Message]]:
    """Return what this person can read that was not there before."""
    return [
        (channel.id, message)
        for channel in team.channels.values()
        for message in channel.messages
        if user.id in channel.members or message.seen_by == user.id
        if message.ts > before.ts and message.seen_by in (None, user.id)
    ]


def described(state: State, team: Team, channel_id: str, message: Message) -> Json:
    """Return one message as a person sees it."""
    shown = message.payload(state.app.app_id, team.id)
    own = {"channel": channel_id, "is_ephemeral": message.seen_by is not None}
    files = [
        {"id": file.id, "name": file.name, "title": file.title, "text": _text_of(file.content)}
        for file in (team.files[file_id] for file_id in message.files)
    ]
    return {**shown, **own, "state": copy.deepcopy(message.state), "files": files}


def _text_of(content: bytes) -> str:
    return content.decode("utf-8", errors="replace")


def screen(state: State, team: Team, user: User, view_id: str | None = None) -> Json | None:
    """Return the modal on top, or the given view, with errors and trouble as it is shown."""
    view = team.views.get(view_id) if view_id else team.top_view(user.id)
    if view is None:
        return None
    shown = state.view_payload(team, view)
    depth = len(team.stacks.get(user.id, []))
    return {**shown, "errors": view.errors, "trouble": view.trouble, "depth": depth}


def messages(state: State, team: Team, order: Json) -> Json:
    """Return what a person can read in a channel, oldest first; no channel: the app's DM."""
    user = team.user(order["user_id"])
    place = order.get("channel")
    channel = readable_channel(team, user, place) if place else state.open_im(team, user.id)
    seen = [
        described(state, team, channel.id, message)
        for message in channel.messages
        if message.seen_by in (None, user.id)
    ]
    return {"channel": channel.id, "messages": seen}


def channels(team: Team) -> Json:
    """Return every channel with its members."""
    found = [
        {
            "id": channel.id,
            "name": channel.name,
            "is_private": channel.is_private,
            "is_archived": channel.is_archived,
            "im_with": channel.im_with,
            "members": sorted(channel.members),
        }
        for channel in team.channels.values()
    ]
    return {"channels": found}


def people(team: Team) -> Json:
    """Return the team's name, its bot and everyone in it."""
    users = [user.payload(team.id, with_email=True) for user in team.users.values()]
    return {"name": team.name, "bot_user_id": team.bot_user_id, "users": users}
