"""The JSON of the API: field names as the vendor's published samples and live code have them."""

import html
from datetime import datetime
from typing import Any

from sandbox.salesmsg.records import Contact, Conversation, Message, Team, Text


def moment(at: datetime | None) -> str | None:
    """Return ISO 8601 in UTC with microseconds, as Laravel prints it."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ") if at else None


def formatted(number: str) -> str:
    """Return a North American number as people write it, others as they are."""
    digits = number.removeprefix("+1")
    if len(digits) == 10 and number.startswith("+1"):
        return f"({digits[:3]}) {digits[3:6]}-{digits[6:]}"
    return number


def escaped(body: str) -> str:
    """Return the body as the API gives it back: HTML, `&#039;` and `<br>` included."""
    quoted = html.escape(body).replace("&#x27;", "&#039;")
    return quoted.replace("\n", "<br>")


def contact_json(contact: Contact) -> dict[str, Any]:
    """Return a Contact as every endpoint shows it."""
    return {
        "id": contact.id,
        "first_name": contact.first_name,
        "last_name": contact.last_name,
        "full_name": f"{contact.first_name} {contact.last_name}".strip(),
        "email": contact.email,
        "number": contact.number,
        "formatted_number": formatted(contact.number),
        "is_blocked": False,
        "opt_out": contact.opt_out,
        "opt_out_at": moment(contact.opt_out_at),
        "opt_in_at": moment(contact.opt_in_at),
        "created_at": moment(contact.created_at),
        "updated_at": moment(contact.created_at),
        "tags": [],
    }


def conversation_json(conversation: Conversation) -> dict[str, Any]:
    """Return a Conversation with its contact inside."""
    return {
        "id": conversation.id,
        "contact": contact_json(conversation.contact),
        "contact_id": conversation.contact.id,
        "team_id": conversation.team.id,
        "closed": conversation.closed,
        "unread": conversation.unread,
        "last_message_at": moment(conversation.last_message_at),
    }


def message_json(message: Message) -> dict[str, Any]:
    """Return a Message; `body` is HTML-escaped, `body_raw` is what was written."""
    inbound = message.status == "received"
    return {
        "id": message.id,
        "conversation_id": message.conversation.id,
        "contact_id": message.conversation.contact.id,
        "user_id": message.user_id,
        "type": message.type,
        "status": message.status,
        "body": escaped(message.body),
        "body_raw": message.body,
        "source": message.source,
        "created_at": moment(message.created_at),
        "send_at": moment(message.release_at),
        "queued_at": None if inbound else moment(message.created_at),
        "sent_at": moment(message.sent_at),
        "delivered_at": moment(message.delivered_at),
        "received_at": moment(message.created_at) if inbound else None,
        "failed_at": moment(message.failed_at),
        "failed_reason": message.failed_reason,
        "media": [{"source": url} for url in message.media],
        "contact": contact_json(message.conversation.contact),
    }


def number_json(team: Team) -> dict[str, Any]:
    """Return the sending number of a team that has one."""
    number = team.number or ""
    return {
        "id": 10_000 + team.id,
        "number": number,
        "formatted_number": formatted(number),
        "country": "US",
        "mms": True,
    }


def event_data(message: Message) -> dict[str, Any]:
    """Return the `data` of a webhook about a message."""
    team = message.conversation.team
    return {
        "message": message_json(message),
        "contact": contact_json(message.conversation.contact),
        "number": number_json(team),
        "inbox": {"id": team.id, "name": team.name},
        "user": {"id": message.user_id, "full_name": "Sam Rep"} if message.user_id else None,
    }


def text_json(text: Text) -> dict[str, Any]:
    """Return a line of the ledger for the control endpoints."""
    return {
        "to": text.to,
        "sender": text.sender,
        "body": text.body,
        "at": text.at.isoformat(),
        "message_id": text.message_id,
    }
