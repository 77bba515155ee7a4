"""How a story is told: a line for each thing that happened, and an end when one did not."""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from sandbox.scene import Scene

T = TypeVar("T")

PATIENCE_SECONDS = 30.0
STEP = timedelta(hours=6)  # days pass in steps that let the app breathe in between
SLICE_SECONDS = 0.05


class StoryBrokenError(AssertionError):
    """Something that should have happened did not."""


@dataclass(slots=True, kw_only=True)
class Teller:
    """Tells what happens in a scene, line by line, and waits for it."""

    scene: Scene
    lines: int = 0

    def chapter(self, title: str) -> None:
        """Begin a chapter."""
        print(f"\n{title}", flush=True)

    def tell(self, line: str) -> None:
        """Say what just happened."""
        self.lines += 1
        print(f"  ✓ {line}", flush=True)

    def check(self, holds: object, line: str) -> None:
        """Say the line if it is true; break off if it isn't."""
        if not holds:
            raise StoryBrokenError(f"Not true: {line}")
        self.tell(line)

    def until(
        self,
        look: Callable[[], T | None],
        what: str,
        *,
        seconds: float = PATIENCE_SECONDS,
        meanwhile: Callable[[], object] = lambda: None,
    ) -> T:
        """Return what `look` finds, waiting in real time; break off when it never does."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            found = look()
            if found:
                return found
            meanwhile()
            time.sleep(SLICE_SECONDS)
        raise StoryBrokenError(f"Waited {seconds:.0f} s in vain for {what}.")

    def never(self, look: Callable[[], object], what: str, *, seconds: float = 1.5) -> None:
        """Watch for a while that something does not happen."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if look():
                raise StoryBrokenError(f"It should not have happened: {what}.")
            time.sleep(SLICE_SECONDS)

    def later(self, by: timedelta) -> None:
        """Let time pass, in steps short enough for the app to act in between."""
        while by > timedelta(0):
            step = min(by, STEP)
            self.scene.clock.advance(step)
            by -= step
            time.sleep(0.3)

    def at(self, then: datetime) -> None:
        """Let time pass until `then`."""
        self.later(then - self.scene.clock.now())

    def tick(self) -> None:
        """Let a second pass, for whoever waits for one between two sends."""
        self.scene.clock.advance(timedelta(seconds=1))

    def mails(self, to: str) -> int:
        """Return how many mails this address has got."""
        return len(self.scene.google.delivered(to=to))


def broken(error: Exception) -> None:
    """Say where the story broke off."""
    print(f"  ✗ {error}", file=sys.stderr, flush=True)
