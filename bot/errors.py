"""How a refusal or a failure reaches the person: one sentence, at the right place.

a form's field   the sentence stands at the field; everything typed stays
a form           the sentence stands at its first field, or takes the place of a mere question
a modal          a small view on top
a message        only the person sees it
a command        the answer
"""

import logging
import re
import secrets
from typing import Any

from slack_bolt import App, BoltResponse

from bot.request import Request
from bot.slack_errors import SLACK_FAILURES
from bot.views import kit
from engine.domain.errors import Invalid, NotFound, Refusal, Temporary

log = logging.getLogger(__name__)

_MEMBER = re.compile(r"&lt;@([UW][A-Z0-9]+)&gt;")

LATER = (
    "Slack or a provider can't be reached right now. Look how things stand, then try again in a "
    "moment."
)


def sentence_of(refusal: Refusal | Temporary) -> str:
    """Return what the person reads: what happened, and what to do next."""
    if isinstance(refusal, Temporary):
        return LATER
    if isinstance(refusal, NotFound) and refusal.candidates:
        names = ", ".join(f"“{kit.escape(name)}”" for name in refusal.candidates)
        return f"{_escaped(refusal.sentence)} Did you mean {names}?"
    return _escaped(refusal.sentence)


def _escaped(sentence: str) -> str:
    """Return the sentence so that a name in it can't ping: only members we name ourselves may."""
    return _MEMBER.sub(r"<@\1>", kit.escape(sentence))


def refused(request: Request, kind: str, refusal: Refusal | Temporary) -> None:
    """Tell the person why it can't be done, where they are looking."""
    match kind:
        case "view":
            _in_submission(request, refusal)
        case "command":
            request.ack_text(sentence_of(refusal))
        case "options":
            request.ack_options([])
        case "event" | "closed":
            request.ack()
        case _:
            _beside(request, sentence_of(refusal))
            request.ack()


def _in_submission(request: Request, refusal: Refusal | Temporary) -> None:
    if isinstance(refusal, Invalid):
        request.ack_errors({each.field: each.sentence for each in refusal.problems})
    elif inputs := request.input_blocks():
        request.ack_errors({inputs[0].partition(":")[0]: _unformatted(refusal)})
    else:
        request.ack_update(message_view("That didn't work", sentence_of(refusal)))


def _beside(request: Request, sentence: str) -> None:
    if request.is_in_modal or not request.body.get("message"):
        try:
            request.open(message_view("That didn't work", sentence))
            return
        except SLACK_FAILURES as error:
            # The stack is full, or the trigger too old: a DM still reaches them.
            log.info("no_view_for_refusal", extra={"error": str(error)})
    _whisper(request, sentence)


def _whisper(request: Request, sentence: str) -> None:
    try:
        request.whisper(sentence)
    except SLACK_FAILURES as error:
        # Slack itself shows a warning beside what was pressed.
        log.warning("not_told", extra={"sentence": sentence, "error": str(error)})


def message_view(title: str, sentence: str) -> kit.View:
    """Return a small modal that says one thing."""
    return kit.modal("message", title, [kit.section(sentence)])


def _unformatted(refusal: Refusal | Temporary) -> str:
    """Return the sentence as plain text: errors at fields show no mrkdwn."""
    sentence = LATER if isinstance(refusal, Temporary) else refusal.sentence
    if isinstance(refusal, NotFound) and refusal.candidates:
        sentence += f" Did you mean “{'”, “'.join(refusal.candidates)}”?"
    return sentence.replace("*", "").replace("`", "")


def catch_everything(app: App) -> None:
    """Let what nobody foresaw be logged with a reference that the person is shown as well."""

    @app.error
    def answer(error: Exception, body: dict[str, Any], client: Any) -> BoltResponse:
        if body.get("type") == "event_callback" and isinstance(error, Temporary):
            log.warning("event_put_off", extra={"reason": error.reason})
            return BoltResponse(status=503, body="")  # Slack delivers it again
        return _unforeseen_answer(body, client, unforeseen(log, error))


def unforeseen(logger: logging.Logger, error: Exception | None = None) -> str:
    """Log what nobody foresaw, and return what the person is told, with the log's reference."""
    reference = secrets.token_hex(4)
    logger.error("unforeseen_error", exc_info=error, extra={"reference": reference})
    return (
        "Something went wrong on our side. Look how things stand, then try again; if it happens "
        f"again, tell your admin this reference: {reference}."
    )


def _unforeseen_answer(body: dict[str, Any], client: Any, sentence: str) -> BoltResponse:
    if body.get("type") == "view_submission":
        blocks = body["view"].get("blocks") or []
        inputs = [block["block_id"] for block in blocks if block["type"] == "input"]
        if inputs:
            answer = {"response_action": "errors", "errors": {inputs[0]: sentence}}
            return BoltResponse(status=200, body=answer)
        answer = {"response_action": "update", "view": message_view("Sorry", sentence)}
        return BoltResponse(status=200, body=answer)
    if body.get("command"):
        return BoltResponse(status=200, body={"text": sentence})
    if body.get("type") == "event_callback":
        return BoltResponse(status=503, body="")  # Slack delivers it again
    user = (body.get("user") or {}).get("id")
    if user:
        _post(client, user, sentence)
    return BoltResponse(status=200, body="")


def _post(client: Any, user: str, sentence: str) -> None:
    try:
        client.chat_postMessage(channel=user, text=sentence)
    except SLACK_FAILURES as error:
        log.warning("not_told", extra={"sentence": sentence, "error": str(error)})
