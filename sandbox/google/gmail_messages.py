"""Gmail's users.messages: get, list, send, labels."""

from sandbox.google.call import ApiMethod, Call
from sandbox.google.discovery import method
from sandbox.google.errors import ApiError, gmail_not_found
from sandbox.google.gmail_resources import (
    check_format_allowed,
    find_attachment,
    reference,
    resource,
)
from sandbox.google.mail_store import Message
from sandbox.google.mime import to_base64url
from sandbox.google.outgoing import mail_of, send
from sandbox.google.paging import page_below
from sandbox.google.schema import Json
from sandbox.google.search import Search

LARGEST_PAGE = 500
HIDDEN = {"SPAM", "TRASH"}


def get(call: Call) -> Json:
    """One message, in the format asked for."""
    form = call.params["format"]
    check_format_allowed(form, call.scopes, method(call.method_id).scopes)
    message = call.account.mail.get(call.params["id"])
    return resource(message, form, call.params.get("metadataHeaders"))


def found_by(call: Call) -> list[Message]:
    """Return the messages that q, labelIds and includeSpamTrash ask for, newest first.

    Only `q` goes through the search index, which lags behind fresh mail. Gmail API,
    `users.messages.list`: q "can't be used when accessing the api using the gmail.metadata scope".
    """
    query = call.params.get("q", "")
    if query and all(scope.endswith("gmail.metadata") for scope in _usable(call)):
        raise ApiError(403, "forbidden", "Metadata scope does not support 'q' parameter")
    search = Search(query, call.now, call.account.timezone, call.account.email)
    labels = set(call.params.get("labelIds", ()))
    everywhere = call.params["includeSpamTrash"] or search.everywhere or labels & HIDDEN
    return [
        message
        for message in call.account.mail.newest_first()
        if labels <= message.labels
        and (everywhere or not message.labels & HIDDEN)
        and (not query or (_is_indexed(call, message) and search.finds(message)))
    ]


def _usable(call: Call) -> frozenset[str]:
    return call.scopes & method(call.method_id).scopes


def _is_indexed(call: Call, message: Message) -> bool:
    age_seconds = (call.now - message.at).total_seconds()
    return age_seconds >= call.state.switches.search_lag_seconds


def list_(call: Call) -> Json:
    """A page of message ids; an empty result has no `messages` at all."""
    found = found_by(call)
    size = min(call.params["maxResults"], LARGEST_PAGE)
    token = call.params.get("pageToken", "")
    shown, next_token = page_below(found, lambda one: one.id, size, token)
    answer: Json = {"resultSizeEstimate": len(found)}
    if shown:
        answer["messages"] = [{"id": one.id, "threadId": one.thread_id} for one in shown]
    return answer | ({"nextPageToken": next_token} if next_token else {})


def send_(call: Call) -> Json:
    """Send the mail in `raw`; a replay of the same call sends a second mail."""
    mail = mail_of(call.body)
    thread = call.account.mail.thread_for_outgoing(mail, call.body.get("threadId", ""))
    return reference(send(call.state, call.account, mail, thread))


def modify(call: Call) -> Json:
    """Put labels on a message and take labels off it."""
    message = call.account.mail.get(call.params["id"])
    add = set(call.body.get("addLabelIds", ()))
    call.account.mail.relabel(message, add, set(call.body.get("removeLabelIds", ())))
    return reference(message)


def trash(call: Call) -> Json:
    """Move a message to the trash."""
    message = call.account.mail.get(call.params["id"])
    call.account.mail.relabel(message, {"TRASH"}, {"INBOX"})
    return reference(message)


def untrash(call: Call) -> Json:
    """Take a message out of the trash; like Gmail, not back into the inbox."""
    message = call.account.mail.get(call.params["id"])
    call.account.mail.relabel(message, set(), {"TRASH"})
    return reference(message)


def get_attachment(call: Call) -> Json:
    """The bytes of one part."""
    message = call.account.mail.get(call.params["messageId"])
    data = find_attachment(message, call.params["id"])
    if data is None:
        raise gmail_not_found()
    return {"size": len(data), "data": to_base64url(data)}


METHODS: dict[str, ApiMethod] = {
    "gmail.users.messages.get": get,
    "gmail.users.messages.list": list_,
    "gmail.users.messages.send": send_,
    "gmail.users.messages.modify": modify,
    "gmail.users.messages.trash": trash,
    "gmail.users.messages.untrash": untrash,
    "gmail.users.messages.attachments.get": get_attachment,
}
