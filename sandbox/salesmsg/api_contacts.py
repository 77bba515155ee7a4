"""Contacts and conversations."""

import re
from datetime import datetime

from sandbox.salesmsg.account import Account
from sandbox.salesmsg.calls import Call, Route, invalid, missing, not_found
from sandbox.salesmsg.records import Contact, Conversation
from sandbox.salesmsg.shapes import contact_json, conversation_json
from sandbox.server import Response

FILTERS = frozenset(
    {"open", "closed", "unread", "assigned", "unassigned", "outbound", "optout", "nocalls"}
)


def search(account: Account, call: Call) -> Response:
    """Return contacts whose name, email or number holds the term."""
    term = call.text("term").casefold()
    found = [contact_json(c) for c in account.contacts.values() if _matches(c, term)]
    return Response(payload={"results": found[: call.number("limit", 50)]})


def contact(account: Account, call: Call) -> Response:
    """Return one contact."""
    known = account.contacts.get(call.id())
    return Response(payload=contact_json(known)) if known else not_found("Contact")


def create(account: Account, call: Call) -> Response:
    """Make a contact; a number that is taken or no number is a 422."""
    number = call.text("number")
    if refused := missing(call, "number"):
        return refused
    if not re.fullmatch(r"\+[1-9]\d{6,14}", number):
        return invalid({"number": ["The number is invalid."]})
    if taken := account.contact_by_number(number):
        payload = {"message": "The contact already exists.", "contact_id": [taken.id]}
        return Response(status=422, payload=payload)
    made = account.add_contact(number)
    made.first_name, made.last_name = call.text("first_name"), call.text("last_name")
    made.email = call.text("email") or None
    account.emit("contact.created", {"contact": contact_json(made)})
    return Response(status=201, payload=contact_json(made))


def _set_opt_out(account: Account, call: Call, out: bool) -> Response:
    known = account.contacts.get(call.id())
    if known is None:
        return not_found("Contact")
    account.set_opt_out(known, out)
    account.emit("contact.updated", {"contact": contact_json(known)})
    return Response(payload=contact_json(known))


def opt_out(account: Account, call: Call) -> Response:
    """Opt a contact out for the whole organization."""
    return _set_opt_out(account, call, True)


def opt_in(account: Account, call: Call) -> Response:
    """Opt a contact in again."""
    return _set_opt_out(account, call, False)


def list_contacts(account: Account, call: Call) -> Response:
    """Return one page of all contacts, the first being page 0."""
    page, length = call.number("page", 0), call.number("length", 50)
    rows = [contact_json(c) for c in account.contacts.values()]
    meta = {"current_page": page, "per_page": length, "total": len(rows)}
    return Response(payload={"data": rows[page * length : (page + 1) * length], "meta": meta})


def contact_conversations(account: Account, call: Call) -> Response:
    """Return a contact's conversations; 204 when there are none."""
    known = account.contacts.get(call.id())
    if known is None:
        return not_found("Contact")
    rows = [conversation_json(c) for c in account.conversations.values() if c.contact is known]
    return Response(payload=rows) if rows else Response(status=204)


def conversations(account: Account, call: Call) -> Response:
    """Return conversations, newest first; `filter` and `limit` are required."""
    if refused := missing(call, "filter", "limit"):
        return refused
    if call.text("filter") not in FILTERS:
        return invalid({"filter": ["The selected filter is invalid."]})
    rows = [c for c in account.conversations.values() if _listed(c, call)]
    rows.sort(key=lambda c: (c.last_message_at, c.id), reverse=True)
    start = call.number("offset", 0)
    page = rows[start : start + min(100, call.number("limit", 50))]
    return Response(payload=[conversation_json(c) for c in page])


def open_conversation(account: Account, call: Call) -> Response:
    """Return the contact's conversation with the team, making it if needed."""
    known = account.contacts.get(call.number("contact_id", 0))
    first = next(iter(account.teams), 0)
    team = account.teams.get(call.number("team_id", first))
    if known is None or team is None:
        return invalid({"contact_id": ["The selected contact or team is invalid."]})
    return Response(payload=conversation_json(account.conversation_for(known, team)))


def close(account: Account, call: Call) -> Response:
    """Close a conversation; nothing is deleted."""
    known = account.conversations.get(call.id())
    if known is None:
        return not_found("Conversation")
    known.closed = True
    return Response(payload=conversation_json(known))


def _matches(known: Contact, term: str) -> bool:
    words = f"{known.first_name} {known.last_name} {known.email or ''} {known.number}"
    return term in words.casefold()


def _listed(known: Conversation, call: Call) -> bool:
    contact_id = call.number("contact_id", 0)
    if contact_id and known.contact.id != contact_id:
        return False
    if not _matches(known.contact, call.text("query").casefold()):
        return False
    return _in_filter(known, call.text("filter")) and _in_dates(known, call)


def _in_filter(known: Conversation, name: str) -> bool:
    # That "open" leaves the opted-out ones to "optout" is assumed: the harder case for a client.
    match name:
        case "optout":
            return known.contact.opt_out
        case "closed":
            return known.closed and not known.contact.opt_out
        case "unread":
            return known.unread
        case _:
            return not known.closed and not known.contact.opt_out


def _in_dates(known: Conversation, call: Call) -> bool:
    after, before = call.text("after"), call.text("before")
    if after and known.last_message_at < datetime.fromisoformat(after):
        return False
    return not before or known.last_message_at <= datetime.fromisoformat(before)


ROUTES: list[Route] = [
    ("GET", "/contacts/search", "contacts:read", search),
    ("POST", "/contacts/list", "contacts:write", list_contacts),
    ("POST", "/contacts", "contacts:write", create),
    ("GET", "/contacts/{id}", "contacts:read", contact),
    ("GET", "/contacts/{id}/conversations", "conversations:read", contact_conversations),
    ("PUT", "/contacts/opt-out/{id}", "contacts:write", opt_out),
    ("PUT", "/contacts/opt-in/{id}", "contacts:write", opt_in),
    ("GET", "/conversations", "conversations:read", conversations),
    ("POST", "/conversations", "conversations:write", open_conversation),
    ("PUT", "/conversations/{id}/close", "conversations:write", close),
]
