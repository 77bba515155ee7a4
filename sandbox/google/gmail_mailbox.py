"""The rest of Gmail: profile, history, threads and send-as addresses."""

from sandbox.google.call import ApiMethod, Call
from sandbox.google.discovery import method
from sandbox.google.errors import gmail_not_found, invalid_argument
from sandbox.google.gmail_messages import found_by
from sandbox.google.gmail_resources import check_format_allowed, resource
from sandbox.google.mail_store import Message
from sandbox.google.paging import page, page_below
from sandbox.google.schema import Json
from sandbox.google.text import snippet_of

LARGEST_PAGE = 500
USUAL_HISTORY_PAGE = 100


def profile(call: Call) -> Json:
    """The account's address and where its history stands now."""
    messages = call.account.mail.messages.values()
    return {
        "emailAddress": call.account.email,
        "messagesTotal": len(messages),
        "threadsTotal": len({message.thread_id for message in messages}),
        "historyId": str(call.account.mail.history.current_id),
    }


def history(call: Call) -> Json:
    """A page of changes after startHistoryId, which every page of one walk must repeat."""
    if "startHistoryId" not in call.params:
        raise invalid_argument("Missing/invalid parameter: startHistoryId")
    log = call.account.mail.history
    records = log.since(
        int(call.params["startHistoryId"]),
        set(call.params.get("historyTypes", ())),
        call.params.get("labelId"),
    )
    size = min(call.params.get("maxResults", USUAL_HISTORY_PAGE), LARGEST_PAGE)
    shown, next_token = page(records, size, call.params.get("pageToken", ""))
    answer: Json = {"historyId": str(log.current_id)}
    if shown:
        answer["history"] = [record.as_json() for record in shown]
    return answer | ({"nextPageToken": next_token} if next_token else {})


def get_thread(call: Call) -> Json:
    """A thread with all its messages, oldest first, drafts included."""
    form = call.params["format"]
    check_format_allowed(form, call.scopes, method(call.method_id).scopes)
    messages = call.account.mail.thread(call.params["id"])
    headers = call.params.get("metadataHeaders")
    return {
        "id": call.params["id"],
        "historyId": str(max(message.history_id for message in messages)),
        "messages": [resource(message, form, headers) for message in messages],
    }


def list_threads(call: Call) -> Json:
    """A page of threads that hold a message which is found."""
    newest: dict[str, Message] = {}
    for message in found_by(call):
        newest.setdefault(message.thread_id, message)
    size = min(call.params["maxResults"], LARGEST_PAGE)
    token = call.params.get("pageToken", "")
    shown, next_token = page_below(list(newest.values()), lambda one: one.id, size, token)
    answer: Json = {"resultSizeEstimate": len(newest)}
    if shown:
        answer["threads"] = [
            {
                "id": one.thread_id,
                "snippet": snippet_of(one.mail),
                "historyId": str(one.history_id),
            }
            for one in shown
        ]
    return answer | ({"nextPageToken": next_token} if next_token else {})


def list_send_as(call: Call) -> Json:
    """The addresses the account may send from, with their signatures."""
    return {"sendAs": list(call.account.send_as.values())}


def get_send_as(call: Call) -> Json:
    """One address the account may send from."""
    found = call.account.send_as.get(call.params["sendAsEmail"].lower())
    if found is None:
        raise gmail_not_found()
    return found


METHODS: dict[str, ApiMethod] = {
    "gmail.users.getProfile": profile,
    "gmail.users.history.list": history,
    "gmail.users.threads.get": get_thread,
    "gmail.users.threads.list": list_threads,
    "gmail.users.settings.sendAs.list": list_send_as,
    "gmail.users.settings.sendAs.get": get_send_as,
}
