"""The real client in front of a running stand-in."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from engine.domain.connection import SmsConnection
from engine.providers.salesmsg import Salesmsg, SalesmsgSettings
from engine.providers.salesmsg_tokens import OAuthApp
from sandbox.clock import SharedClock
from sandbox.salesmsg import SalesmsgWorld
from tests.standins.salesmsg_kit import TEAM_ID, TOKEN, Scene, open_scene

HASTY_SECONDS = 2.0  # in which a busy machine, too, gets a request over the wire
CONNECTION = SmsConnection(workspace_id="T1", token=TOKEN, team_id=str(TEAM_ID))


class StageClock:
    """The stand-in's time for the schedule, the machine's for the rest, which can be moved on."""

    def __init__(self, shared: SharedClock) -> None:
        self._shared = shared
        self.ahead_seconds = 0.0

    def now(self) -> datetime:
        return self._shared.now()

    def real(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic() + self.ahead_seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A stand-in, its hands, and our client."""

    scene: Scene
    clock: StageClock
    client: Salesmsg
    connection: SmsConnection = CONNECTION

    @property
    def world(self) -> SalesmsgWorld:
        """The hands that steer the stand-in."""
        return self.scene.world

    def facing(self, fault: Mapping[str, Any]) -> "Stage":
        """Return the stage with a client that has little patience, if the fault takes it."""
        is_slow = fault["kind"] in ("hang", "drip")
        return self.with_client(deadline_seconds=HASTY_SECONDS) if is_slow else self

    def with_client(self, **settings: Any) -> "Stage":
        """Return the stage with another client, as after a restart or with other settings."""
        return replace(self, client=make_client(self.scene, self.clock, **settings))


def make_client(scene: Scene, clock: StageClock, **settings: Any) -> Salesmsg:
    """Return a client of the stand-in."""
    app = OAuthApp(
        client_id="our-app",
        client_secret="our-secret",
        auth_url=scene.stand_in.url + "/auth/oauth",
    )
    given = {"api_url": scene.stand_in.api_url, "oauth": app, "deadline_seconds": 20.0, **settings}
    return Salesmsg(SalesmsgSettings(**given), clock)


@contextmanager
def open_stage(directory: Path) -> Iterator[Stage]:
    """Run a stand-in and give it a client while the block lasts."""
    with open_scene(directory) as scene:
        clock = StageClock(scene.clock)
        yield Stage(scene=scene, clock=clock, client=make_client(scene, clock))
