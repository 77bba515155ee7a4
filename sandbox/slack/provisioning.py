"""What an administrator of a workspace does, for stories and tests to set the scene."""

import base64
from collections.abc import Callable
from typing import Any

from sandbox.slack import payloads
from sandbox.slack.answers import Answer
from sandbox.slack.delivery import Courier
from sandbox.slack.model import Channel, File, Json, Message, Team, User
from sandbox.slack.state import State
from sandbox.slack.surfaces import readable_channel


class Provisioning:
    """Orders that change workspaces; each takes and returns JSON. All hold the lock."""

    def __init__(self, state: State, courier: Courier) -> None:
        self._state = state
        self._courier = courier

    def workspace(self, order: Json) -> Json:
        """Make a workspace; without `bot_token` the app is not installed in it yet."""
        team = Team(
            id=order.get("team_id") or self._state.new_id("T"),
            name=order.get("name") or "Acme",
            domain=order.get("domain") or str(order.get("name") or "acme").lower(),
            bot_user_id=self._state.new_id("U"),
            bot_id=self._state.new_id("B"),
        )
        bot_name = order.get("bot_name") or "sequences"
        team.users[team.bot_user_id] = User(
            id=team.bot_user_id, name=bot_name, real_name=bot_name.title(), is_bot=True
        )
        if order.get("bot_token"):
            team.tokens[order["bot_token"]] = "live"
        if order.get("scopes") is not None:
            team.scopes = frozenset(order["scopes"])
        self._state.teams[team.id] = team
        return {"team_id": team.id, "bot_user_id": team.bot_user_id}

    def user(self, order: Json) -> Json:
        """Make a person, or change one whose id is given and known."""
        team = self._state.team(order.pop("team_id"))
        user_id = order.pop("id", None) or self._state.new_id("U")
        if user_id in team.users:
            for name, value in order.items():
                setattr(team.users[user_id], name, value)
        else:
            order.setdefault("real_name", order["name"].title())
            team.users[user_id] = User(id=user_id, **order)
        return {"id": user_id}

    def channel(self, order: Json) -> Json:
        """Make a channel with these members, by id; `with_bot` invites the app."""
        team = self._state.team(order["team_id"])
        channel = Channel(
            id=order.get("id") or self._state.new_id("C"),
            name=order["name"],
            is_private=bool(order.get("is_private")),
            members=set(order.get("members") or []),
        )
        if order.get("with_bot"):
            channel.members.add(team.bot_user_id)
        team.channels[channel.id] = channel
        return {"id": channel.id}

    def membership(self, order: Json) -> Json:
        """Let somebody join or leave a channel; no `user_id` means the app's bot."""
        team = self._state.team(order["team_id"])
        channel = team.channels[order["channel"]]
        user_id = order.get("user_id") or team.bot_user_id
        (channel.members.add if order["joins"] else channel.members.discard)(user_id)
        return {}

    def archive(self, order: Json) -> Json:
        """Archive a channel, or bring it back."""
        channel = self._state.team(order["team_id"]).channels[order["channel"]]
        channel.is_archived = bool(order.get("archived", True))
        return {}

    def change_team(self, order: Json) -> Json:
        """Change scopes, has_home, name or domain."""
        team = self._state.team(order.pop("team_id"))
        if "scopes" in order:
            team.scopes = frozenset(order.pop("scopes"))
        for name, value in order.items():
            setattr(team, name, value)
        return {}

    def revoke(self, order: Json) -> Json:
        """Make every token of the workspace `token_revoked`, without telling the app."""
        team = self._state.team(order["team_id"])
        team.tokens = dict.fromkeys(team.tokens, "revoked")
        return {}

    def app(self, order: Json) -> Json:
        """Change how the app is registered."""
        self._state.app.change(order)
        return {}

    def switches(self, order: Json) -> Json:
        """Change how strict this Slack is."""
        self._state.switches.change(order)
        return {}

    def say(self, order: Json) -> Json:
        """Let a person write a message in a channel; returns its ts."""
        team = self._state.team(order["team_id"])
        user = team.user(order["user_id"])
        channel = readable_channel(team, user, order["channel"])
        message = Message(ts=self._state.new_ts(), user_id=user.id, text=order["text"])
        message.thread_ts = order.get("thread_ts")
        channel.messages.append(message)
        return {"channel": channel.id, "ts": message.ts}

    def upload(self, order: Json) -> Json:
        """Keep a file that a person puts into a form; returns its id."""
        team = self._state.team(order["team_id"])
        file = File(
            id=self._state.new_id("F"),
            name=order["name"],
            title=order["name"],
            user_id=order["user_id"],
            content=base64.b64decode(order["content"]),
            is_uploaded=True,
            is_done=True,
        )
        team.files[file.id] = file
        return {"id": file.id}

    def event(self, order: Json) -> Callable[[], Answer]:
        """Return the delivery of one event, to be run without the lock."""
        team = self._state.team(order["team_id"])
        payload = payloads.event(self._state, team, order["event"])
        return lambda: self._courier.deliver_event(payload)

    def orders(self) -> dict[str, Callable[[Json], Json]]:
        """Return the orders by the name of their endpoint."""
        named: list[Any] = [
            self.workspace,
            self.user,
            self.channel,
            self.membership,
            self.archive,
            self.change_team,
            self.revoke,
            self.app,
            self.switches,
            self.say,
            self.upload,
        ]
        return {order.__name__: order for order in named}
