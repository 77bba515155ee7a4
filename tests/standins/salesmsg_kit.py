"""A Salesmsg stand-in with one inbox and one token, and the plain HTTP calls on it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from sandbox.clock import SharedClock
from sandbox.salesmsg import SalesmsgStandIn, SalesmsgWorld

TOKEN = "pat-of-sam"
TEAM_ID = 7
OUR_NUMBER = "+15555550100"
ADA = "+15555550123"
BOB = "+15555550124"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A running stand-in, its clock, and the hands that steer it."""

    stand_in: SalesmsgStandIn
    world: SalesmsgWorld
    clock: SharedClock

    def call(
        self, method: str, path: str, *, token: str | None = TOKEN, **more: Any
    ) -> requests.Response:
        """Make one API call and return the answer, whatever its status."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        url = self.stand_in.api_url + path
        return requests.request(method, url, headers=headers, timeout=10, **more)

    def text(self, number: str, body: str) -> dict[str, Any]:
        """Send a text by number and return the message."""
        fields = {"number": number, "team_id": TEAM_ID, "message": body}
        answer = self.call("POST", "/messages", json=fields)
        assert answer.status_code == 200, answer.text
        message: dict[str, Any] = answer.json()
        return message

    def conversation(self, conversation_id: int, **params: Any) -> list[dict[str, Any]]:
        """Return a page of a conversation, newest first."""
        path = f"/messages/{conversation_id}/paginated"
        rows: list[dict[str, Any]] = self.call("GET", path, params=params).json()["data"]
        return rows


@contextmanager
def open_scene(directory: Path) -> Iterator[Scene]:
    """Run a stand-in with one token and one inbox while the block lasts."""
    clock = SharedClock(directory / "clock")
    stand_in = SalesmsgStandIn(clock.now).start()
    world = SalesmsgWorld(stand_in.url)
    world.add_token(TOKEN)
    world.add_team(TEAM_ID, "Outreach", OUR_NUMBER)
    try:
        yield Scene(stand_in=stand_in, world=world, clock=clock)
    finally:
        stand_in.stop()
