"""A person in Slack, acting by labels and texts. Works from any process, over HTTP."""

import base64
from typing import Any

from sandbox.slack.model import Json
from sandbox.slack.reading import Button, button_named, field_named, overflow_near
from sandbox.slack.screen import Outcome, Screen, SeenMessage
from sandbox.slack.watching import Watcher, wait_for


class Person(Watcher):
    """One Slack user. Every act returns an Outcome; a wrong label raises LookupError."""

    def _act(self, where: str, blocks: list[Json], /, **order: Any) -> Outcome:
        return Outcome.read(self._order(f"act/{where}", **order), blocks)

    # Ways in

    def slash(
        self, text: str = "", command: str = "/sequence", channel: str | None = None
    ) -> Outcome:
        """Type a command; without `channel` (id or name) in the app's direct message."""
        return self._act("slash", [], text=text, command=command, channel=channel)

    def shortcut(self, callback_id: str) -> Outcome:
        """Use a global shortcut."""
        return self._act("shortcut", [], callback_id=callback_id)

    def message_shortcut(self, callback_id: str, channel: str, ts: str) -> Outcome:
        """Use a shortcut on a message."""
        return self._act("message_shortcut", [], callback_id=callback_id, channel=channel, ts=ts)

    def say(self, channel: str, text: str, thread_ts: str | None = None) -> SeenMessage:
        """Write a message in a channel, by id or name."""
        told = self._order("set/say", channel=channel, text=text, thread_ts=thread_ts)
        found = [each for each in self.messages(told["channel"]) if each.ts == told["ts"]]
        return found[0]

    def open_home(self, timeout_seconds: float = 20.0) -> Screen:
        """Open Home and wait for the app to publish it anew.

        Raises:
            TimeoutError: the app did not publish.
        """
        before = self._order("see/home")["view"]
        self._order("act/home")
        return wait_for(
            lambda: self._home_after(before["hash"] if before else ""), timeout_seconds, "Home"
        )

    def open_messages_tab(self) -> Outcome:
        """Open the app's Messages tab, of which the app is told by the same event as of Home."""
        return self._act("home", [], tab="messages")

    def _home_after(self, old_hash: str) -> Screen | None:
        view = self._order("see/home")["view"]
        return Screen(view=view) if view and view["hash"] != old_hash else None

    # The open modal

    def _top(self) -> Screen:
        top = self.modal()
        if top is None:
            raise LookupError("no modal is open")
        return top

    def fill(self, label: str, typed: Any, query: str | None = None) -> Outcome:
        """Type or choose under a label of the modal: text, option text(s), "09:00", files.

        Files are (name, bytes) pairs; None empties the field; `query` is what is typed into an
        external select to find the option, by default the option's own text.
        """
        top = self._top()
        return self._fill(top.blocks, {"view_id": top.id}, label, typed, query)

    def fill_home(self, label: str, typed: Any, query: str | None = None) -> Outcome:
        """Choose under a label of Home."""
        home = self._shown_home()
        return self._fill(home.blocks, {"view_id": home.id}, label, typed, query)

    def fill_in(
        self, message: SeenMessage, label: str, typed: Any, query: str | None = None
    ) -> Outcome:
        """Choose under a label (or placeholder) of a message."""
        place = {"channel": message.channel, "ts": message.ts}
        return self._fill(message.blocks, place, label, typed, query)

    def _fill(
        self, blocks: list[Json], place: Json, label: str, typed: Any, query: str | None
    ) -> Outcome:
        found = field_named(blocks, label)
        if found.kind == "file_input" and typed:
            typed = [self._upload(name, content) for name, content in typed]
        ids = {"block_id": found.block_id, "action_id": found.action_id}
        told = self._order("act/fill", **place, **ids, typed=typed, query=query)
        return Outcome.read(told, blocks, confirm=_confirm_text(found.element))

    def _upload(self, name: str, content: bytes) -> str:
        coded = base64.b64encode(content).decode()
        return str(self._order("set/upload", name=name, content=coded)["id"])

    def suggestions(self, label: str, query: str) -> list[str]:
        """Type into an external select of the modal and return the options it shows."""
        top = self._top()
        found = field_named(top.blocks, label)
        ids = {"block_id": found.block_id, "action_id": found.action_id}
        told = self._order("act/suggest", view_id=top.id, **ids, query=query)
        return [option["text"]["text"] for option in told["options"]]

    def submit(self) -> Outcome:
        """Press the submit button of the modal."""
        return self._act("submit", self._top().blocks)

    def close(self, *, everything: bool = False) -> Outcome:
        """Cancel the modal on top, or close all with the cross."""
        return self._act("close", self._top().blocks, everything=everything)

    # Buttons and menus

    def press(self, text: str, near: str = "") -> Outcome:
        """Press a button of the modal; `near` are words by it, if several say the same."""
        top = self._top()
        return self._press(top.blocks, {"view_id": top.id}, text, near)

    def press_home(self, text: str, near: str = "") -> Outcome:
        """Press a button of Home."""
        home = self._shown_home()
        return self._press(home.blocks, {"view_id": home.id}, text, near)

    def press_in(self, message: SeenMessage, text: str, near: str = "") -> Outcome:
        """Press a button of a message."""
        place = {"channel": message.channel, "ts": message.ts}
        return self._press(message.blocks, place, text, near)

    def _shown_home(self) -> Screen:
        home = self.home()
        if home is None:
            raise LookupError("Home has not been published")
        return home

    def _press(self, blocks: list[Json], place: Json, text: str, near: str) -> Outcome:
        return self._click(blocks, place, button_named(blocks, text, near), None)

    def _click(
        self, blocks: list[Json], place: Json, button: Button, option: str | None
    ) -> Outcome:
        ids = {"block_id": button.block_id, "action_id": button.action_id}
        told = self._order("act/press", **place, **ids, option=option)
        confirm = _confirm_text(button.element)
        return Outcome.read(told, blocks, confirm=confirm, url=button.element.get("url"))

    def choose_overflow(self, near: str, option: str) -> Outcome:
        """Choose an entry of the overflow menu by these words in the modal."""
        top = self._top()
        menu = overflow_near(top.blocks, near, option)
        return self._click(top.blocks, {"view_id": top.id}, menu, option)

    def choose_overflow_home(self, near: str, option: str) -> Outcome:
        """Choose an entry of the overflow menu by these words on Home."""
        home = self._shown_home()
        menu = overflow_near(home.blocks, near, option)
        return self._click(home.blocks, {"view_id": home.id}, menu, option)

    def choose_overflow_in(self, message: SeenMessage, near: str, option: str) -> Outcome:
        """Choose an entry of the overflow menu by these words in a message."""
        place = {"channel": message.channel, "ts": message.ts}
        menu = overflow_near(message.blocks, near, option)
        return self._click(message.blocks, place, menu, option)


def _confirm_text(element: Json) -> str | None:
    """Return the words of the dialog that the person accepts, if there is one."""
    confirm = element.get("confirm")
    return str(confirm["text"]["text"]) if confirm else None
