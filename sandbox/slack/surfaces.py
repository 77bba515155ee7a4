"""Where a person clicks: a modal, the Home tab or a message, seen as one thing."""

from dataclasses import dataclass
from typing import Any

from sandbox.slack import payloads
from sandbox.slack.model import Channel, Json, Message, SlackError, Team, User, View
from sandbox.slack.rules import elements_of
from sandbox.slack.state import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Surface:
    """Blocks with elements and their values, and where they are shown."""

    state: State
    team: Team
    user: User
    view: View | None = None
    channel: Channel | None = None
    message: Message | None = None

    @property
    def blocks(self) -> list[Json]:
        """The blocks that are shown."""
        if self.view:
            return list(self.view.body["blocks"])
        return self.message.blocks if self.message else []

    @property
    def values(self) -> dict[str, Json]:
        """What is typed so far; block id -> action id -> value."""
        holder = self.view.values if self.view else None
        if holder is not None:
            return holder
        return self.message.state if self.message else {}

    def find(self, block_id: str, action_id: str) -> tuple[Json, Json]:
        """Return the block and the element with these ids.

        Raises:
            SlackError: `no_such_element`.
        """
        for block in self.blocks:
            for _, element in elements_of(block):
                if block["block_id"] == block_id and element.get("action_id") == action_id:
                    return block, dict(element)
        raise SlackError("no_such_element")

    def put(self, block_id: str, action_id: str, value: Json) -> None:
        """Keep what was typed."""
        self.values.setdefault(block_id, {})[action_id] = value

    def suggestion(self, block_id: str, action_id: str, query: str) -> Json:
        """Return the `block_suggestion` for what was typed in a select."""
        wanted = {"block_id": block_id, "action_id": action_id, "value": query}
        head = payloads.interaction(self.state, self.team, self.user, "block_suggestion")
        return {**head, **self._place(), **wanted}

    def click(self, block_id: str, element: Json, value: Json) -> Json:
        """Return the `block_actions` of a click or a choice."""
        view_id = self.view.id if self.view and self.view.body["type"] == "modal" else None
        head = payloads.interaction(self.state, self.team, self.user, "block_actions")
        trigger = self.state.new_trigger(self.team.id, self.user.id, view_id)
        actions = [payloads.action(block_id, element, value)]
        return {**head, **self._place(), "trigger_id": trigger, "actions": actions}

    def _place(self) -> Json:
        if self.view:
            return payloads.in_view(self.state, self.team, self.view)
        if self.channel is None or self.message is None:
            raise SlackError("no_such_surface")
        return payloads.in_message(self.state, self.team, self.user, self.channel, self.message)


def surface_of(state: State, team: Team, user: User, place: dict[str, Any]) -> Surface:
    """Return the surface that `place` names by view_id, or by channel and ts.

    Raises:
        SlackError: `view_is_closed`, `channel_not_found` or `message_not_found`.
    """
    if view_id := place.get("view_id"):
        view = team.views.get(view_id)
        if view is None or view.is_closed or view.user_id != user.id:
            raise SlackError("view_is_closed")
        return Surface(state=state, team=team, user=user, view=view)
    channel = readable_channel(team, user, str(place.get("channel") or ""))
    message = channel.find(str(place.get("ts") or ""))
    if message is None or message.seen_by not in (None, user.id):
        raise SlackError("message_not_found")
    return Surface(state=state, team=team, user=user, channel=channel, message=message)


def readable_channel(team: Team, user: User, name: str) -> Channel:
    """Return the channel by id or name that this person can read: public, or from inside.

    Raises:
        SlackError: `channel_not_found`.
    """
    for channel in team.channels.values():
        named = name == channel.id or (name.lstrip("#") == channel.name and not channel.im_with)
        if name and named and (user.id in channel.members or not channel.is_private):
            return channel
    raise SlackError("channel_not_found")
