"""The control verbs about mail: what was delivered, what people answer, what they do by hand."""

from sandbox.google import correspondents, gmail_drafts
from sandbox.google.errors import gmail_not_found
from sandbox.google.gmail_resources import reference
from sandbox.google.ledger import Delivered
from sandbox.google.mail_store import Message
from sandbox.google.mime import compose, from_base64url, parse, to_base64url
from sandbox.google.outgoing import receive
from sandbox.google.schema import Json
from sandbox.google.state import State
from sandbox.google.text import html_of, text_of


def _copy(state: State, given: Json) -> Delivered:
    return state.ledger.copy(given["copy"])


def _delivered(state: State, given: Json) -> list[Json]:
    return state.ledger.tell((given.get("to") or "").lower(), int(given.get("after_id") or 0))


def _delivered_count(state: State, _given: Json) -> int:
    return len(state.ledger.copies)


def _reply(state: State, given: Json) -> Json:
    return reference(correspondents.reply(state, _copy(state, given), given))


def _absence(state: State, given: Json) -> Json:
    copy = _copy(state, given)
    message = correspondents.absence(state, copy, given["until_text"], given["subject"])
    return reference(message)


def _bounce(state: State, given: Json) -> Json:
    message = correspondents.bounce(
        state,
        _copy(state, given),
        given["status"],
        given["action"],
        threaded=given["threaded"],
    )
    return reference(message)


def _invitation(state: State, given: Json) -> Json:
    account = state.account(given["account"])
    return reference(correspondents.invitation(state, account, given))


def _inject(state: State, given: Json) -> Json:
    """Put any mail into a mailbox, as if it had arrived or as if the person had filed it."""
    message = receive(
        state,
        state.account(given["account"]),
        parse(from_base64url(given["raw"])),
        labels=tuple(given["labels"]),
        thread_id=given["thread_id"] or "",
    )
    return reference(message)


def _messages(state: State, given: Json) -> list[Json]:
    """Tell the mailbox's messages, oldest first; `label` narrows."""
    messages = state.account(given["account"]).mail.messages.values()
    label = given.get("label")
    return [_told(one) for one in messages if not label or label in one.labels]


def _told(message: Message) -> Json:
    mail = message.mail
    return reference(message) | {
        "headers": [[line.name, line.value] for line in mail.headers],
        "subject": mail.get("Subject"),
        "from": mail.get("From"),
        "to": mail.get("To"),
        "text": text_of(mail),
        "html": html_of(mail),
        "message_id": mail.message_id,
        "at": message.at.isoformat(),
        "raw": to_base64url(mail.raw),
    }


def _drafts(state: State, given: Json) -> list[Json]:
    store = state.account(given["account"]).mail
    return [
        {"draft_id": draft.id} | _told(store.get(draft.message_id))
        for draft in store.drafts.values()
        if draft.sent_at is None
    ]


def _delete_draft(state: State, given: Json) -> None:
    """The person deletes a draft in Gmail."""
    account = state.account(given["account"])
    gmail_drafts.discard(account, account.mail.draft(given["draft_id"]))


def _edit_draft(state: State, given: Json) -> Json:
    """The person edits a draft: its message id changes, and its thread with the subject."""
    account = state.account(given["account"])
    draft = account.mail.draft(given["draft_id"])
    if draft.sent_at is not None:
        raise gmail_not_found()
    old = account.mail.get(draft.message_id)
    text = text_of(old.mail) if given["text"] is None else given["text"]
    subject = old.mail.get("Subject") if given["subject"] is None else given["subject"]
    kept = old.mail.without("Content-Type", "Content-Transfer-Encoding", "MIME-Version", "Subject")
    markup = f"<div>{text}</div>" if html_of(old.mail) else None
    heads = [(line.name, line.value) for line in kept.headers]
    edited = compose([*heads, ("Subject", subject)], text, markup)
    same = edited.subject_key == old.mail.subject_key
    thread = old.thread_id if same else ""
    return reference(gmail_drafts.rewrite(state, account, draft, edited, thread))


def _send_draft(state: State, given: Json) -> Json:
    """The person presses Send on a draft in Gmail."""
    account = state.account(given["account"])
    return reference(gmail_drafts.dispatch(state, account, account.mail.draft(given["draft_id"])))


def _forget_history(state: State, given: Json) -> None:
    state.account(given["account"]).mail.history.forget()


VERBS = {
    "delivered": _delivered,
    "delivered_count": _delivered_count,
    "reply": _reply,
    "absence": _absence,
    "bounce": _bounce,
    "invitation": _invitation,
    "inject": _inject,
    "messages": _messages,
    "drafts": _drafts,
    "delete_draft": _delete_draft,
    "edit_draft": _edit_draft,
    "send_draft": _send_draft,
    "forget_history": _forget_history,
}
