"""`app.py sandbox`: play the story and exit, or stay up for a person to try the product."""

import threading
import time

import requests

from sandbox import scene as scenes
from sandbox.story import first_act, second_act
from sandbox.story.telling import StoryBrokenError, Teller, broken

LAST_LINES = 40
Failures = (StoryBrokenError, AssertionError, LookupError, RuntimeError, requests.RequestException)


def play(*, socket_mode: bool, seed: int, acts: int = 2) -> int:
    """Tell the story line by line; return 0 when all of it came true."""
    began = time.monotonic()
    with scenes.opened(socket_mode=socket_mode) as scene:
        scene.slack.switches(rate_limits=False)
        scene.salesmsg.limit_requests(None)
        teller = Teller(scene=scene)
        mode = "Socket Mode" if socket_mode else "HTTP"
        print(f"The story, over {mode}.", flush=True)
        try:
            people = first_act.play(teller)
            between = time.monotonic()
            if acts > 1:
                second_act.play(teller, people, seed)
        except Failures as error:
            broken(error)
            print(last_words(scene.app.log.read_text()))
            return 1
        ended = time.monotonic()
        print(f"\nThe acts took {between - began:.0f} s and {ended - between:.0f} s.")
        print(f"{teller.lines} things came true in {ended - began:.0f} s.")
    return 0


def last_words(log: str) -> str:
    """Return the end of the app's log without the ticks that were left out under load."""
    lines = [line for line in log.splitlines() if "maximum number of running" not in line]
    return "\n".join(lines[-LAST_LINES:])


def stay(*, socket_mode: bool) -> int:
    """Start everything on a real clock and stay up until interrupted."""
    with scenes.opened(socket_mode=socket_mode) as scene:
        print(f"The app is at {scene.app.url}; its log is {scene.app.log}")
        print(f"Slack: {scene.slack.base_url}  Google: {scene.google.base_url}")
        print("Stop with Ctrl-C.")
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            print("\nStopping.")
    return 0
