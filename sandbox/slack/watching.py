"""What a person sees in Slack, and waiting until it is there. Over HTTP, from any process."""

import time
from collections.abc import Callable
from typing import Any, TypeVar

from sandbox.slack.loopback import control
from sandbox.slack.model import Json
from sandbox.slack.screen import Screen, SeenMessage

T = TypeVar("T")
POLL_SECONDS = 0.05
PATIENCE_SECONDS = 30.0  # on a busy machine


def wait_for(
    look: Callable[[], T | None], timeout_seconds: float = PATIENCE_SECONDS, what: str = ""
) -> T:
    """Return the first true result of `look`, asked again and again.

    Raises:
        TimeoutError: nothing came in time; `what` says what was waited for.
    """
    deadline = time.monotonic() + timeout_seconds
    while True:
        if found := look():
            return found
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what or 'it'} did not come within {timeout_seconds} s")
        time.sleep(POLL_SECONDS)


class Watcher:
    """One Slack user's eyes."""

    def __init__(self, base_url: str, team_id: str, user_id: str) -> None:
        """Act as `user_id` at the stand-in that listens at `base_url`."""
        self.base_url = base_url.rstrip("/")
        self.team_id = team_id
        self.user_id = user_id

    def _order(self, where: str, /, **order: Any) -> Json:
        who = {"team_id": self.team_id, "user_id": self.user_id}
        told: Json = control("POST", f"{self.base_url}/_sandbox/{where}", {**who, **order})
        return told

    def modal(self) -> Screen | None:
        """Return the modal on top, or None."""
        view = self._order("see/screen")["view"]
        return Screen(view=view) if view else None

    def home(self) -> Screen | None:
        """Return Home as it was published last, without opening it."""
        view = self._order("see/home")["view"]
        return Screen(view=view) if view else None

    def messages(self, channel: str | None = None) -> list[SeenMessage]:
        """Return what this person can read in a channel; without one, in the app's DM."""
        told = self._order("see/messages", channel=channel)
        return [SeenMessage.read(each) for each in told["messages"]]

    def thread(self, message: SeenMessage) -> list[SeenMessage]:
        """Return the answers in the thread under a message, oldest first."""
        return [each for each in self.messages(message.channel) if each.thread_ts == message.ts]

    def dms(self) -> list[SeenMessage]:
        """Return the app's direct messages to this person, oldest first."""
        return self.messages()

    def wait_for_modal(self, title: str, timeout_seconds: float = PATIENCE_SECONDS) -> Screen:
        """Return the modal on top once it has this title."""

        def look() -> Screen | None:
            top = self.modal()
            return top if top and top.title == title else None

        return wait_for(look, timeout_seconds, f"a modal {title!r}")

    def wait_for_message(
        self, contains: str, channel: str | None = None, timeout_seconds: float = PATIENCE_SECONDS
    ) -> SeenMessage:
        """Return the newest message with these words once there is one."""

        def look() -> SeenMessage | None:
            found = [
                each
                for each in self.messages(channel)
                if contains in each.words or contains in each.text
            ]
            return found[-1] if found else None

        return wait_for(look, timeout_seconds, f"a message with {contains!r}")
