"""Texts: by number, by conversation, and the pages of a conversation."""

from datetime import UTC, datetime

from sandbox.salesmsg import carrier
from sandbox.salesmsg.account import Account
from sandbox.salesmsg.calls import Call, Route, invalid, missing, not_found
from sandbox.salesmsg.records import Conversation
from sandbox.salesmsg.shapes import message_json
from sandbox.server import Response

DEFAULT_PER_PAGE = 15
MAX_PER_PAGE = 100


def send_by_number(account: Account, call: Call) -> Response:
    """Send a text; contact and conversation are made as needed.

    A recipient who can't be texted still answers 200, with `status: failed` in the message.
    """
    if refused := missing(call, "number", "team_id", "message"):
        return refused
    team = account.teams.get(call.number("team_id", 0))
    if team is None or team.number is None:
        return invalid({"team_id": ["The selected team id is invalid."]})
    contact = account.contact_for(call.text("number"))
    return _send(account, call, account.conversation_for(contact, team))


def send_in_conversation(account: Account, call: Call) -> Response:
    """Send a text in a conversation that exists."""
    if refused := missing(call, "message"):
        return refused
    conversation = account.conversations.get(call.id())
    if conversation is None:
        return not_found("Conversation")
    return _send(account, call, conversation)


def _send(account: Account, call: Call, conversation: Conversation) -> Response:
    send_at = call.text("send_at")
    if send_at and _moment(send_at) is None:
        return invalid({"send_at": ["The send at is not a valid date."]})
    message = carrier.send(
        account,
        conversation,
        call.text("message"),
        user_id=call.user_id,
        send_at=_moment(send_at),
    )
    # Live: only this query field made an MMS; JSON `media` is ignored.
    message.media = list(call.request.query.get("media_url[][url]", []))
    return Response(payload=message_json(message))


def _moment(text: str) -> datetime | None:
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def pages(account: Account, call: Call) -> Response:
    """Return one page of a conversation, newest first; `id` is the conversation's."""
    conversation = account.conversations.get(call.id())
    if conversation is None:
        return not_found("Conversation")
    rows = account.messages_of(conversation)
    per_page = max(1, min(MAX_PER_PAGE, call.number("per_page", DEFAULT_PER_PAGE)))
    page = max(1, call.number("page", 1))
    meta = {
        "current_page": page,
        "last_page": max(1, -(-len(rows) // per_page)),
        "per_page": per_page,
        "total": len(rows),
    }
    shown = rows[(page - 1) * per_page : page * per_page]
    return Response(payload={"data": [message_json(m) for m in shown], "meta": meta})


ROUTES: list[Route] = [
    ("POST", "/messages", "messages:write", send_by_number),
    ("POST", "/messages/{id}", "messages:write", send_in_conversation),
    ("GET", "/messages/{id}/paginated", "messages:read", pages),
]
