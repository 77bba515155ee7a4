"""One workspace on a running Slack stand-in, and a throwaway app that answers by a script."""

import itertools
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from typing import Any
from urllib.parse import parse_qs

import requests

from sandbox.server import Request, Response, StandIn
from sandbox.slack import Person, Slack, SlackStandIn, Workspace
from sandbox.slack.model import Switches

Json = dict[str, Any]


def plain(text: str) -> Json:
    """Return a plain_text object."""
    return {"type": "plain_text", "text": text}


def section(text: str, **more: Any) -> Json:
    """Return a section with mrkdwn text."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(text: str, action_id: str = "b", **more: Any) -> Json:
    """Return a button."""
    return {"type": "button", "action_id": action_id, "text": plain(text), **more}


def actions(*elements: Json, **more: Any) -> Json:
    """Return a row of elements."""
    return {"type": "actions", "elements": list(elements), **more}


def option(text: str) -> Json:
    """Return an option whose value is its text."""
    return {"text": plain(text), "value": text}


def text_input(label: str, block_id: str = "name", **element: Any) -> Json:
    """Return an input block with a text field; its action_id is `value`."""
    field_ = {"type": "plain_text_input", "action_id": "value", **element}
    return {"type": "input", "block_id": block_id, "label": plain(label), "element": field_}


def an_input(label: str, element: Json, **more: Any) -> Json:
    """Return an input block whose block_id is `x` and action_id `value`."""
    own = {"action_id": "value", **element}
    return {"type": "input", "block_id": "x", "label": plain(label), "element": own, **more}


def modal(*blocks: Json, title: str = "New sequence", **more: Any) -> Json:
    """Return a modal with a submit button."""
    head = {"type": "modal", "title": plain(title), "submit": plain("Create")}
    return {**head, "blocks": list(blocks), **more}


def home(*blocks: Json) -> Json:
    """Return a Home view."""
    return {"type": "home", "blocks": list(blocks)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One delivery as it came to the app."""

    payload: Json
    headers: dict[str, str]
    body: str


@dataclass(slots=True, kw_only=True)
class App:
    """The app's side: what came, and the next answers; without a script it answers nothing."""

    received: list[Received] = field(default_factory=list)
    answer: Callable[[Json], Any] = lambda _payload: ""

    def serve(self, request: Request) -> Response:
        """Take one delivery and answer by the script: a Response, JSON or text."""
        payload = _payload_of(request)
        headers = dict(request.headers)
        self.received.append(Received(payload=payload, headers=headers, body=request.body.decode()))
        answer = self.answer(payload)
        return answer if isinstance(answer, Response) else Response(payload=answer)

    @property
    def last(self) -> Json:
        """The newest payload."""
        return self.received[-1].payload


def _payload_of(request: Request) -> Json:
    if request.headers["content-type"].startswith("application/json"):
        return dict(request.json())
    form = {key: values[-1] for key, values in parse_qs(request.body.decode()).items()}
    return dict(json.loads(form["payload"])) if "payload" in form else dict(form)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A stand-in with a workspace, a person in a channel with the bot, and the app."""

    slack: Slack
    team: Workspace
    ada: Person
    channel: str
    app: App
    token: str

    def call(self, method: str, token: str | None = None, **args: Any) -> Json:
        """Call a Web API method with JSON arguments and return its answer."""
        return dict(self.call_raw(method, token, **args).json())

    def call_raw(self, method: str, token: str | None = None, **args: Any) -> requests.Response:
        """Call a Web API method and return the whole response."""
        headers = {"Authorization": f"Bearer {token or self.token}"}
        return requests.post(self.slack.api_url + method, json=args, headers=headers, timeout=10)

    def open_modal(self, view: Json) -> Json:
        """Let the person's next command open this modal; return the answer of views.open."""
        opened: list[Json] = []

        def answer(payload: Json) -> str:
            opened.append(self.call("views.open", trigger_id=payload["trigger_id"], view=view))
            return ""

        self.app.answer = answer
        self.ada.slash("new")
        self.app.answer = lambda _payload: ""
        return opened[0]

    def a_trigger(self) -> str:
        """Return a fresh trigger_id, from a command."""
        self.ada.slash("new")
        return str(self.app.last["trigger_id"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A running stand-in and the app's server, shared by the scenes of one module."""

    slack: Slack
    app: App
    request_url: str
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def new_scene(self) -> Scene:
        """Return a fresh workspace, with the app and all switches as they are by default."""
        self.app.received.clear()
        self.app.answer = lambda _payload: ""
        self.slack.app(request_url=self.request_url, socket_mode=False)
        self.slack.clear_faults()
        self.slack.clear_ledger()
        self.slack.switches(
            **{each.name: getattr(Switches(), each.name) for each in fields(Switches)}
        )
        token = f"xoxb-{next(self.numbers)}"
        team = self.slack.workspace("Acme", token)
        ada = team.user("ada", real_name="Ada Lovelace", email="ada@acme.test", is_admin=True)
        channel = team.channel("sales", ada, with_bot=True)
        return Scene(
            slack=self.slack, team=team, ada=ada, channel=channel, app=self.app, token=token
        )


@contextmanager
def stage_set() -> Iterator[Stage]:
    """Run a stand-in and an app."""
    stand_in, receiver, app = SlackStandIn().start(), StandIn(), App()
    receiver.route("POST", "/slack/events", app.serve)
    receiver.start()
    slack = Slack(base_url=stand_in.url)
    try:
        yield Stage(slack=slack, app=app, request_url=f"{receiver.url}/slack/events")
    finally:
        receiver.stop()
        stand_in.stop()
