"""`/google/connect` and `/google/callback`: a member's own mailbox, by Google's consent."""

from typing import TYPE_CHECKING

from flask import Flask, Response, redirect, request

from bot.pages import page
from engine.domain.connection import Mailbox
from engine.domain.errors import Refusal
from engine.ports import Consent
from engine.use_cases import consenting

if TYPE_CHECKING:
    from bot.web.server import Web


def add(flask: Flask, web: "Web") -> None:
    """Add the routes."""
    redirect_uri = f"{web.settings.own_url}/google/callback"

    @flask.get("/google/connect")
    def google_connect() -> Response:
        return _to_google(web, redirect_uri)

    @flask.get("/google/callback")
    def google_callback() -> str:
        mailbox = _connected(web, redirect_uri)
        web.nudge()
        sentence = f"{mailbox.email} is connected. Go back to Slack: choose it under Send from."
        if not mailbox.reads_calendar:
            sentence += " Meetings are not watched: the calendar was not ticked at Google."
        return page("Connected", sentence)


def _to_google(web: "Web", redirect_uri: str) -> Response:
    consent = _consent(web)
    workspace_id, member_id = web.links.who(request.args.get("who", ""))
    address = consenting.begin_google(
        web.store,
        consent,
        workspace_id=workspace_id,
        member_id=member_id,
        redirect_uri=redirect_uri,
        real=web.clock.real(),
    )
    return redirect(address)  # type: ignore[return-value]


def _connected(web: "Web", redirect_uri: str) -> Mailbox:
    consent = _consent(web)
    asked = consenting.who_asked(web.store, request.args.get("state", ""), real=web.clock.real())
    if request.args.get("error"):
        raise Refusal(
            "Google says that access was not granted. Nothing was connected. "
            "Type /sequence connect in Slack to try again."
        )
    granted = consent.exchange(
        code=request.args.get("code", ""), verifier=asked.verifier, redirect_uri=redirect_uri
    )
    return consenting.finish_google(web.store, web.mailboxes, asked, granted, now=web.clock.now())


def _consent(web: "Web") -> Consent:
    if web.consent is None:
        raise Refusal(
            "This server has no Google client yet. An admin has to set GOOGLE_CLIENT_ID and "
            "GOOGLE_CLIENT_SECRET."
        )
    return web.consent
