"""`/unsubscribe/<token>`: a visit shows a page with one button; only pressing it acts.

Mail scanners visit every link in a mail, so a GET must change nothing (RFC 8058); mail programs
post `List-Unsubscribe=One-Click` without asking anyone, which acts at once.
"""

from typing import TYPE_CHECKING

from flask import Flask

from bot.pages import page
from engine.use_cases import suppressing

if TYPE_CHECKING:
    from bot.web.server import Web


def add(flask: Flask, web: "Web") -> None:
    """Add the routes."""

    @flask.get("/unsubscribe/<token>")
    def unsubscribe_visit(token: str) -> tuple[str, int]:
        seen = suppressing.visit(web.store, token)
        if seen is None:
            return _unknown()
        if seen.is_test:
            return page("A test", "This link came with a test email. It does nothing."), 200
        if seen.is_done:
            return _done(seen)
        question = f"{seen.email} will get no more messages from {seen.workspace_name}."
        return page("Unsubscribe?", question, button="Unsubscribe"), 200

    @flask.post("/unsubscribe/<token>")
    def unsubscribe_act(token: str) -> tuple[str, int]:
        seen = suppressing.unsubscribe(web.store, token, now=web.clock.now())
        if seen is None:
            return _unknown()
        if seen.is_test:
            return page("A test", "This link came with a test email. It does nothing."), 200
        web.nudge()
        return _done(seen)


def _done(seen: suppressing.Visit) -> tuple[str, int]:
    sentence = f"{seen.email} gets no more messages from {seen.workspace_name}."
    return page("Unsubscribed", sentence), 200


def _unknown() -> tuple[str, int]:
    sentence = "This unsubscribe link is not complete. Copy all of it, or answer the email."
    return page("Unknown link", sentence), 404
