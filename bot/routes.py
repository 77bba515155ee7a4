"""How a payload finds its handler: a route says what it listens to, `bind` plugs it into Bolt.

Every handler takes one `Request`. What it refuses is worded in one place, `bot.errors`.
"""

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from slack_bolt import Ack, App, BoltResponse
from slack_sdk import WebClient

from bot.desk import Desk
from bot.errors import refused
from bot.request import Request
from bot.slack_errors import SLACK_FAILURES, passing
from engine.domain.errors import Refusal, Temporary

log = logging.getLogger(__name__)

Handler = Callable[[Request], None]


class Kind(StrEnum):
    """What Slack sends."""

    COMMAND = "command"  # a slash command
    ACTION = "action"  # a button, menu or dispatching input
    VIEW = "view"  # a submitted modal
    CLOSED = "closed"  # a closed modal that asked to be told
    OPTIONS = "options"  # a menu that asks for its options
    SHORTCUT = "shortcut"  # a global or message shortcut
    EVENT = "event"


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One line of the route table."""

    kind: Kind
    name: str  # command, action id, callback id or event type
    handler: Handler


def command(name: str, handler: Handler) -> Route:
    """Route a slash command."""
    return Route(kind=Kind.COMMAND, name=name, handler=handler)


def action(name: str, handler: Handler) -> Route:
    """Route a button, menu or dispatching input by its action id."""
    return Route(kind=Kind.ACTION, name=name, handler=handler)


def view(name: str, handler: Handler) -> Route:
    """Route a submitted modal by its callback id."""
    return Route(kind=Kind.VIEW, name=name, handler=handler)


def closed(name: str, handler: Handler) -> Route:
    """Route a closed modal by its callback id."""
    return Route(kind=Kind.CLOSED, name=name, handler=handler)


def options(name: str, handler: Handler) -> Route:
    """Route a menu's question for options by its action id."""
    return Route(kind=Kind.OPTIONS, name=name, handler=handler)


def shortcut(name: str, handler: Handler) -> Route:
    """Route a global or message shortcut by its callback id."""
    return Route(kind=Kind.SHORTCUT, name=name, handler=handler)


def event(name: str, handler: Handler) -> Route:
    """Route an event by its type; a redelivery of one that was seen is dropped."""
    return Route(kind=Kind.EVENT, name=name, handler=handler)


def bind(app: App, desk: Desk, routes: tuple[Route, ...]) -> None:
    """Plug the routes into Bolt, and catch what none of them knows."""
    for route in routes:
        if route.kind is Kind.EVENT:
            app.event(route.name, middleware=[_event_listener(desk, route)])(_answered)
        else:
            _register(app, route)(_listener(desk, route))
    # A stale button of an older version must not leave a warning triangle.
    app.action(re.compile(".*"))(_listener(desk, _only_ack(Kind.ACTION)))
    app.view_closed(re.compile(".*"))(_listener(desk, _only_ack(Kind.CLOSED)))


def _register(app: App, route: Route) -> Callable[[Callable[..., None]], Any]:
    # Slack matches these as whole ids, so that “editor.add” is not also “editor.add_email”.
    match route.kind:
        case Kind.COMMAND:
            return app.command(route.name)
        case Kind.ACTION:
            return app.action(route.name)
        case Kind.VIEW:
            return app.view(route.name)
        case Kind.CLOSED:
            return app.view_closed(route.name)
        case Kind.OPTIONS:
            return app.options(route.name)
        case Kind.SHORTCUT:
            return app.shortcut(route.name)
        case Kind.EVENT:
            raise AssertionError(f"{route.name} is plugged in by its middleware.")


def _listener(desk: Desk, route: Route) -> Callable[..., None]:
    def listen(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        _handle(Request(desk=desk, body=body, client=client, answer=ack), route)

    return listen


def _event_listener(desk: Desk, route: Route) -> Callable[..., BoltResponse]:
    """Return a middleware that does the work: Bolt answers Slack before an event's listener runs.

    One that failed is not remembered, and is answered so that Slack brings it again.
    """

    def listen(body: dict[str, Any], client: WebClient) -> BoltResponse:
        event_id = f"{body.get('team_id')}:{body.get('event_id')}"
        if not _is_known(desk, event_id):
            _handle(Request(desk=desk, body=body, client=client, answer=_silently), route)
            with desk.store.engine() as etx:
                etx.seen_event(event_id, at=desk.clock.real())
        return BoltResponse(status=200, body="")

    return listen


def _answered(ack: Ack) -> None:
    """Stand where Bolt wants a listener: the middleware has answered."""


def _silently(**_answer: object) -> None:
    """An event has nobody to answer."""


def _handle(request: Request, route: Route) -> None:
    request.action = _action(request.body, route)
    try:
        route.handler(request)
    except (Refusal, Temporary) as refusal:
        _told(request, route, refusal)
    except SLACK_FAILURES as error:
        failure = passing(error)
        if failure is None:
            raise
        log.warning("slack_failed", extra={"route": route.name, "error": str(error)})
        _told(request, route, failure)


def _told(request: Request, route: Route, refusal: Refusal | Temporary) -> None:
    """Tell the person; an event has nobody to tell, so Slack has to bring it again."""
    if route.kind is Kind.EVENT and isinstance(refusal, Temporary):
        raise refusal
    refused(request, route.kind, refusal)


def _action(body: Mapping[str, Any], route: Route) -> Mapping[str, Any]:
    actions: list[Mapping[str, Any]] = body.get("actions") or []
    fitting = (each for each in actions if each.get("action_id") == route.name)
    return next(fitting, actions[0] if actions else {})


def _is_known(desk: Desk, event_id: str) -> bool:
    """Whether this event was done before: Slack brings it again when an answer was lost or late."""
    with desk.store.engine() as etx:
        return etx.knows_event(event_id)


def _only_ack(kind: Kind) -> Route:
    return Route(kind=kind, name="", handler=lambda request: request.ack())
