"""One thing a person did in Slack, typed: who, where, with what, and ways to answer."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.desk import Desk
from bot.slack_errors import SLACK_FAILURES, code_of
from bot.state import Values
from bot.views import kit
from bot.views.kit import View
from engine.domain.workspace import Actor

T = TypeVar("T")
log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class Request:
    """A payload that passed Slack's signature. `ack…` is the last thing a handler does."""

    desk: Desk
    body: Mapping[str, Any]
    client: WebClient
    answer: Callable[..., object]
    action: Mapping[str, Any] = field(default_factory=dict)
    _actor: Actor | None = None

    # Who and where ----------------------------------------------------------------------------
    @property
    def workspace_id(self) -> str:
        """Slack's team id."""
        team = self.body.get("team") or {}
        user = self.body.get("user") or {}
        found = self.body.get("team_id") or team.get("id") or user.get("team_id")
        return str(found)

    @property
    def user_id(self) -> str:
        """Who did it."""
        user = self.body.get("user") or {}
        event = self.body.get("event") or {}
        found = user.get("id") if isinstance(user, Mapping) else user
        return str(self.body.get("user_id") or found or event.get("user"))

    @property
    def actor(self) -> Actor:
        """Who did it, with their rights; looked up once."""
        if self._actor is None:
            self._actor = self.desk.actor(self.workspace_id, self.user_id)
        return self._actor

    @property
    def channel_id(self) -> str | None:
        """Where it was done, if in a channel."""
        channel = self.body.get("channel") or {}
        container = self.body.get("container") or {}
        return self.body.get("channel_id") or channel.get("id") or container.get("channel_id")

    # With what --------------------------------------------------------------------------------
    @property
    def trigger_id(self) -> str:
        """What opens a modal, once, within three seconds."""
        return str(self.body.get("trigger_id", ""))

    @property
    def view(self) -> Mapping[str, Any]:
        """The view it was done in; empty outside of one."""
        return self.body.get("view") or {}

    @property
    def values(self) -> Values:
        """What is filled in in the view."""
        return Values.of(self.view)

    @property
    def value(self) -> str:
        """What the pressed button or chosen option carries."""
        chosen = self.action.get("selected_option") or {}
        return str(self.action.get("value") or chosen.get("value") or "")

    @property
    def message(self) -> Mapping[str, Any]:
        """The message it was done on; empty outside of one."""
        return self.body.get("message") or {}

    @property
    def is_in_modal(self) -> bool:
        """Whether it was done in a modal, as opposed to Home or a message."""
        return self.view.get("type") == "modal"

    def meta(self, kind: type[T]) -> T:
        """Return what the view carries, as the dataclass it was dumped from."""
        return kit.load(kind, self.view.get("private_metadata") or "{}")

    # Answers ----------------------------------------------------------------------------------
    def open(self, view: View) -> str:
        """Show a modal: on top of the one it was pressed in, else as a new one; return its id."""
        if self.is_in_modal:
            shown = self.client.views_push(trigger_id=self.trigger_id, view=view)
        else:
            shown = self.client.views_open(trigger_id=self.trigger_id, view=view)
        return str(shown["view"]["id"])

    def update(self, view: View) -> None:
        """Put another view in the place of the one it was pressed in; a closed one stays closed.

        Where another click has redrawn it meanwhile, this goes over it: it was read just now.
        """
        seen = self.view.get("hash") or None
        try:
            self.client.views_update(view_id=self.view["id"], hash=seen, view=view)
        except SlackApiError as error:
            match code_of(error):
                case "hash_conflict":
                    self.client.views_update(view_id=self.view["id"], view=view)
                case "not_found" | "view_not_found":
                    return
                case _:
                    raise

    def update_below(self, view: View) -> None:
        """Refresh the view under this one, if there is one that is still open."""
        below = self.view.get("previous_view_id")
        if not below:
            return
        self.freshen(below, view)

    def freshen(self, view_id: str, view: View) -> None:
        """Redraw a view that a form stands on: what the form did is done, whether or not this is.

        It was closed, or Slack can't take it now: its next opening shows how things stand.
        """
        try:
            self.client.views_update(view_id=view_id, view=view)
        except SLACK_FAILURES as error:
            log.info("view_not_freshened", extra={"error": str(error)})

    def ack(self) -> None:
        """Done; in a submission this closes the view."""
        self.answer()

    def ack_clear(self) -> None:
        """Done; closes all views of the stack."""
        self.answer(response_action="clear")

    def ack_update(self, view: View) -> None:
        """Done; the submitted view becomes this one."""
        self.answer(response_action="update", view=view)

    def ack_push(self, view: View) -> None:
        """Done; this view comes on top of the submitted one."""
        self.answer(response_action="push", view=view)

    def ack_errors(self, sentences: Mapping[str, str]) -> None:
        """Refuse the submission; sentences by field name, everything typed stays."""
        by_block = {self._block_of(field): sentence for field, sentence in sentences.items()}
        self.answer(response_action="errors", errors=by_block)

    def ack_options(self, options: list[kit.Block]) -> None:
        """Answer a menu that asks for its options."""
        self.answer(options=options[: kit.OPTIONS_MAX])

    def ack_text(self, text: str, blocks: list[kit.Block] | None = None) -> None:
        """Answer a command, visible to its author alone."""
        if blocks:
            self.answer(text=text, blocks=blocks)
        else:
            self.answer(text=text)

    def whisper(self, text: str, blocks: list[kit.Block] | None = None) -> None:
        """Tell the person something that nobody else sees, wherever they are."""
        channel = self.channel_id
        if channel and not channel.startswith("D"):
            self.client.chat_postEphemeral(
                channel=channel, user=self.user_id, text=text, blocks=blocks
            )
        else:
            self.client.chat_postMessage(channel=self.user_id, text=text, blocks=blocks)

    def input_blocks(self) -> list[str]:
        """Return the block ids of the view's inputs, in order."""
        blocks = self.view.get("blocks") or []
        return [block["block_id"] for block in blocks if block["type"] == "input"]

    def _block_of(self, field: str) -> str:
        inputs = self.input_blocks()
        fitting = (each for each in inputs if each.partition(":")[0] == field)
        return next(fitting, inputs[0] if inputs else field)
