"""`POST /slack/events`: every payload of Slack's, when it comes over HTTP."""

from typing import TYPE_CHECKING

from flask import Flask, Response, request
from slack_bolt.adapter.flask import SlackRequestHandler

if TYPE_CHECKING:
    from bot.web.server import Web


def add(flask: Flask, web: "Web") -> None:
    """Add the route."""
    handler = SlackRequestHandler(web.slack)

    @flask.post("/slack/events")
    def slack_events() -> Response:
        if web.settings.is_socket_mode:
            return Response("This app is in Socket Mode.", 404)
        # slack_sdk's verifier raises on a timestamp that is no number: that is a forgery too.
        if not request.headers.get("X-Slack-Request-Timestamp", "").isdecimal():
            return Response("", 401)
        answer: Response = handler.handle(request)
        return answer
