"""The Flask app, put together of its parts, and how errors look in a browser."""

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, Response
from slack_bolt import App
from werkzeug.exceptions import HTTPException

from bot.config import Settings
from bot.links import Links
from bot.pages import page
from bot.web import google, health, install, salesmsg, slack, unsubscribe
from engine.domain.connection import SmsConnection
from engine.domain.errors import ProviderError, Refusal
from engine.domain.sms import SmsText
from engine.listening import TextListening
from engine.ports import Clock, Consent, Mailboxes, Store

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Web:
    """What the pages need; made by the composition root."""

    settings: Settings
    store: Store
    clock: Clock
    slack: App
    links: Links
    consent: Consent | None  # none without a Google client
    mailboxes: Mailboxes
    texts: TextListening
    parse_webhook: Callable[[bytes], SmsText | str | None]  # a text, an opted-out number, nothing
    connect_sms: Callable[[str, str], SmsConnection] | None  # (code, workspace) -> connection
    is_ready: Callable[[], list[str]]  # what is not, in words
    metrics: Callable[[], bytes]
    nudge: Callable[[], None]


def create(web: Web) -> Flask:
    """Return the WSGI application."""
    flask = Flask(__name__, static_folder=None)
    flask.config["MAX_CONTENT_LENGTH"] = 5 * 1024 * 1024
    for part in (slack, install, google, salesmsg, unsubscribe, health):
        part.add(flask, web)
    flask.register_error_handler(Refusal, _refused)
    flask.register_error_handler(ProviderError, _provider_failed)
    flask.register_error_handler(Exception, _unforeseen)
    flask.after_request(_hardened)
    return flask


def _refused(refusal: Refusal) -> tuple[str, int]:
    return page("That didn't work", refusal.sentence), 400


def _provider_failed(error: ProviderError) -> tuple[str, int]:
    log.warning("provider_failed", extra={"reason": error.reason})
    return page("That didn't work", f"{error.reason} Try again in a moment."), 502


def _unforeseen(error: Exception) -> "tuple[str, int] | HTTPException":
    if isinstance(error, HTTPException):
        return error
    reference = secrets.token_hex(4)
    log.error("unforeseen_error", exc_info=error, extra={"reference": reference})
    sentence = f"Something went wrong on our side. The reference is {reference}."
    return page("Sorry", sentence), 500


def _hardened(response: Response) -> Response:
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    response.headers.setdefault("X-Frame-Options", "DENY")
    return response
