"""What Gmail does to a mail on its way out, and where the copies go."""

import re
import secrets
from datetime import datetime
from email.utils import format_datetime, formataddr

from sandbox.google.errors import invalid_argument
from sandbox.google.mail_store import Message
from sandbox.google.mime import GarbageMailError, Mail, from_base64url, parse
from sandbox.google.schema import Json
from sandbox.google.state import Account, State

_ADDRESS = re.compile(r"[^@\s<>,;]+@[^@\s<>,;.]+(\.[^@\s<>,;.]+)+")
_RECIPIENT_HEADERS = ("To", "Cc", "Bcc")
RECIPIENTS_PER_MESSAGE = 100  # Google Workspace, "Gmail sending limits": over the API


def minted_message_id() -> str:
    """Return a Message-ID as Gmail writes it over whatever the caller supplied."""
    return f"<CA{secrets.token_urlsafe(36)}@mail.gmail.com>"


def mail_of(resource: Json) -> Mail:
    """Return the mail in a Message resource's `raw`; raises ApiError 400 for garbage."""
    try:
        return parse(from_base64url(resource["raw"])) if "raw" in resource else Mail((), b"")
    except GarbageMailError as refusal:
        text = f"Invalid value at 'message.raw' (TYPE_BYTES), {refusal}"
        raise invalid_argument(text) from refusal


def recipients_of(mail: Mail) -> list[str]:
    """Return the addresses a mail goes to, each once; raises ApiError 400 as Gmail does."""
    for name in _RECIPIENT_HEADERS:
        for address in mail.addresses(name):
            if not _ADDRESS.fullmatch(address):
                raise invalid_argument(f"Invalid {name} header")
    found = list(dict.fromkeys(mail.addresses(*_RECIPIENT_HEADERS)))
    if not found:
        raise invalid_argument("Recipient address required")
    if len(found) > RECIPIENTS_PER_MESSAGE:
        raise invalid_argument("Too many recipients")
    return found


def as_kept(mail: Mail, account: Account, now: datetime, id_header: str) -> Mail:
    """Return a mail as Gmail keeps it when it comes over the API.

    Gmail replaces a Message-ID of the caller and keeps the other headers; it adds Date,
    MIME-Version and From where they are missing, and puts the account's own address in place of
    a From that is none of its send-as addresses (Gmail API, "Managing aliases").
    """
    mail = _with_own_sender(mail, account).without("Received")
    if not mail.get("Date"):
        mail = mail.with_header("Date", format_datetime(now))
    if not mail.get("MIME-Version"):
        mail = mail.with_top("MIME-Version", "1.0")
    return mail.with_header(id_header, minted_message_id()).with_top("Received", _hop(now))


def _with_own_sender(mail: Mail, account: Account) -> Mail:
    usable = {
        address
        for address, alias in account.send_as.items()
        if alias.get("verificationStatus", "accepted") == "accepted"
    }
    if mail.addresses("From") and set(mail.addresses("From")) <= usable:
        return mail
    return mail.with_header("From", formataddr((account.name, account.email)))


def _hop(now: datetime) -> str:
    return (
        "from 100000000000 named unknown by gmailapi.google.com with HTTPREST; "
        f"{format_datetime(now)}"
    )


def as_sent(state: State, mail: Mail, account: Account) -> Mail:
    """Return a mail as it stands in the Sent folder, from the caller's or a draft's bytes."""
    kept_id = mail.message_id if state.switches.keep_draft_message_id else ""
    hops = [line for line in mail.headers if line.name.lower() == "received"]
    sent = as_kept(mail, account, state.clock(), "Message-ID")
    if kept_id.endswith("@mail.gmail.com>"):
        sent = sent.with_header("Message-ID", kept_id)
    if state.switches.drop_custom_headers:
        custom = [line.name for line in sent.headers if line.name.lower().startswith("x-")]
        sent = sent.without(*custom)
    return Mail((*sent.headers[:1], *hops, *sent.headers[1:]), sent.body)


def send(state: State, account: Account, mail: Mail, thread_id: str) -> Message:
    """Send a mail: keep it under SENT, deliver a copy to each recipient, return the message.

    Raises ApiError 400 for a mail nobody can get and 429 once the day's messages are used up;
    then nothing has been sent. A mail to the account itself is one message with SENT and INBOX.
    """
    recipients = recipients_of(mail)
    account.quota.check_may_send(state.clock(), state.switches)
    account.quota.count_sent(state.clock())
    sent = as_sent(state, mail, account)
    to_self = any(state.holder_of(one) is account for one in recipients)
    labels = {"SENT", "INBOX", "UNREAD"} if to_self else {"SENT"}
    message = account.mail.add(sent, labels, state.clock(), thread_id)
    state.ledger.file(account.email, sent)
    for recipient in recipients:
        deliver(state, account, sent, recipient)
    return message


def deliver(state: State, account: Account, sent: Mail, recipient: str) -> None:
    """Hand one recipient their copy; another account of the stand-in gets it in its inbox."""
    now = state.clock()
    arrived = sent.without("Bcc").with_top(
        "Received", f"from mail.gmail.com by mx.recipient.example; {format_datetime(now)}"
    )
    arrived = arrived.with_top("Return-Path", f"<{account.email}>").with_top(
        "Delivered-To", recipient
    )
    state.ledger.deliver(account.email, recipient, arrived, now)
    other = state.holder_of(recipient)
    if other is not None and other is not account:
        receive(state, other, arrived)


def receive(
    state: State,
    account: Account,
    mail: Mail,
    *,
    labels: tuple[str, ...] = ("INBOX", "UNREAD"),
    thread_id: str = "",
) -> Message:
    """Let a mail arrive in an account, threaded by Gmail's rule unless a thread is given."""
    where = thread_id or account.mail.thread_for_incoming(mail)
    return account.mail.add(mail, set(labels), state.clock(), where)
