"""Gmail's users.drafts: a draft is sent once, under a new message id, and is gone then.

Gmail API, "Create and send draft emails": "the draft is automatically deleted and a message with
an updated ID is created with the SENT system label".
"""

import itertools

from sandbox.google.call import ApiMethod, Call
from sandbox.google.errors import ApiError, gmail_not_found
from sandbox.google.gmail_messages import found_by
from sandbox.google.gmail_resources import reference, resource
from sandbox.google.mail_store import Draft, Message
from sandbox.google.mime import Mail
from sandbox.google.outgoing import as_kept, mail_of, send
from sandbox.google.paging import page_below
from sandbox.google.schema import Json
from sandbox.google.state import Account, State

LARGEST_PAGE = 500
_numbers = itertools.count(1_790_000_000_000_000_001, 7_368_787)


def write(state: State, account: Account, mail: Mail, thread_id: str) -> Message:
    """Keep a mail as a draft's message."""
    # Drafts show it in this spelling, sent mail in the other: readers must not mind the case.
    drafted = as_kept(mail, account, state.clock(), "Message-Id")
    return account.mail.add(drafted, {"DRAFT"}, state.clock(), thread_id)


def create(call: Call) -> Json:
    """Keep a new draft. It needs no recipient yet."""
    body = call.body.get("message", {})
    mail = mail_of(body)
    thread = call.account.mail.thread_for_outgoing(mail, body.get("threadId", ""))
    message = write(call.state, call.account, mail, thread)
    draft = Draft(id=f"r{next(_numbers)}", message_id=message.id)
    call.account.mail.drafts[draft.id] = draft
    return {"id": draft.id, "message": reference(message)}


def rewrite(state: State, account: Account, draft: Draft, mail: Mail, thread_id: str) -> Message:
    """Replace a draft's content: the draft id stays, its message is a new one."""
    account.mail.delete(draft.message_id)
    message = write(state, account, mail, thread_id)
    draft.message_id = message.id
    return message


def update(call: Call) -> Json:
    """Replace a draft's content over the API."""
    draft = _unsent(call, call.params["id"])
    body = call.body.get("message", {})
    mail = mail_of(body)
    thread = call.account.mail.thread_for_outgoing(mail, body.get("threadId", ""))
    message = rewrite(call.state, call.account, draft, mail, thread)
    return {"id": draft.id, "message": reference(message)}


def get(call: Call) -> Json:
    """One draft; for a moment after the send Gmail may still show it around the sent message."""
    draft = _present(call, call.params["id"])
    message = call.account.mail.get(draft.message_id)
    return {"id": draft.id, "message": resource(message, call.params["format"])}


def list_(call: Call) -> Json:
    """A page of drafts; `q` searches like messages.list."""
    found = {message.id: message for message in found_by(call)}
    drafts = [
        (draft, found[draft.message_id])
        for draft in reversed(call.account.mail.drafts.values())
        if draft.message_id in found and draft.sent_at is None
    ]
    size = min(call.params["maxResults"], LARGEST_PAGE)
    token = call.params.get("pageToken", "")
    shown, next_token = page_below(drafts, lambda pair: pair[0].id, size, token)
    answer: Json = {"resultSizeEstimate": len(drafts)}
    if shown:
        answer["drafts"] = [
            {"id": draft.id, "message": {"id": one.id, "threadId": one.thread_id}}
            for draft, one in shown
        ]
    return answer | ({"nextPageToken": next_token} if next_token else {})


def delete(call: Call) -> None:
    """Delete a draft for good, without a stop in the trash."""
    discard(call.account, _unsent(call, call.params["id"]))


def discard(account: Account, draft: Draft) -> None:
    """Drop a draft and its message."""
    del account.mail.drafts[draft.id]
    account.mail.delete(draft.message_id)


def send_(call: Call) -> Json:
    """Send a draft and consume it; a second call finds none and sends nothing."""
    if "message" in call.body:
        text = "the stand-in does not replace a draft's content while sending it"
        raise ApiError(501, "notImplemented", text)
    return reference(dispatch(call.state, call.account, _to_send(call)))


def dispatch(state: State, account: Account, draft: Draft) -> Message:
    """Send a draft's mail in the draft's thread under a new message id."""
    drafted = account.mail.get(draft.message_id)
    sent = send(state, account, drafted.mail, drafted.thread_id)
    account.mail.delete(draft.message_id)
    if state.switches.drafts_linger_seconds:
        draft.message_id, draft.sent_at = sent.id, state.clock()
    else:
        del account.mail.drafts[draft.id]
    return sent


def _to_send(call: Call) -> Draft:
    draft = call.account.mail.drafts.get(call.body["id"])
    if draft is not None and draft.sent_at is None:
        return draft
    status = call.state.switches.consumed_draft_status
    if status == 404:
        raise gmail_not_found()
    raise ApiError(status, "invalidArgument", "Invalid draft")


def _unsent(call: Call, draft_id: str) -> Draft:
    draft = call.account.mail.draft(draft_id)
    if draft.sent_at is not None:
        raise gmail_not_found()
    return draft


def _present(call: Call, draft_id: str) -> Draft:
    draft = call.account.mail.draft(draft_id)
    if draft.sent_at is None:
        return draft
    age_seconds = (call.now - draft.sent_at).total_seconds()
    if age_seconds >= call.state.switches.drafts_linger_seconds:
        raise gmail_not_found()
    return draft


METHODS: dict[str, ApiMethod] = {
    "gmail.users.drafts.create": create,
    "gmail.users.drafts.update": update,
    "gmail.users.drafts.get": get,
    "gmail.users.drafts.list": list_,
    "gmail.users.drafts.delete": delete,
    "gmail.users.drafts.send": send_,
}
