"""`/salesmsg/webhook/<secret>` and `/salesmsg/callback`."""

import hmac
from typing import TYPE_CHECKING

from flask import Flask, Response, request

from bot.pages import page
from engine.domain.errors import Refusal
from engine.domain.sms import SmsText
from engine.use_cases import connecting, suppressing

if TYPE_CHECKING:
    from bot.web.server import Web

STATE_SECONDS = 900


def add(flask: Flask, web: "Web") -> None:
    """Add the routes."""

    @flask.route("/salesmsg/webhook/<secret>", methods=["POST", "GET"])
    def salesmsg_webhook(secret: str) -> Response:
        """Remember what arrived and answer at once; it is judged from its row."""
        with web.store.engine() as etx:
            workspace = etx.workspace_by_secret(secret)
        if workspace is None or not hmac.compare_digest(workspace.webhook_secret, secret):
            return Response("", 401)
        if request.method == "GET":
            return Response("", 200)  # a probe, when the address is saved
        _arrived(web, workspace.id)
        return Response("", 200)

    @flask.get("/salesmsg/callback")
    def salesmsg_callback() -> str:
        if web.connect_sms is None:
            raise Refusal("This server has no Salesmsg client. Connect by token in Setup.")
        state = request.args.get("state", "")
        workspace_id = web.links.check_state("salesmsg", state, seconds=STATE_SECONDS)
        if request.args.get("error"):
            raise Refusal("Salesmsg says that access was not granted. Nothing was connected.")
        connection = web.connect_sms(request.args.get("code", ""), workspace_id)
        connecting.keep_sms(web.store, connection)
        return page("Connected", "Salesmsg is connected. Go back to Slack and check it in Setup.")


def _arrived(web: "Web", workspace_id: str) -> None:
    match web.parse_webhook(request.get_data()):
        case SmsText() as text:
            web.texts.arrived(workspace_id, [text])
            web.nudge()
        case str() as number:
            with web.store.begin(workspace_id) as tx:
                words = "opted out in Salesmsg"
                suppressing.by_stop(tx, number, words=words, now=web.clock.now())
            web.nudge()
        case None:
            pass  # an event that says nothing to us
