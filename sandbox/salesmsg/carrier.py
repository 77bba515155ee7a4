"""What becomes of a text: refused, held, handed to the phone, delivered, or lost on the way."""

import re
from datetime import datetime, timedelta

from sandbox.salesmsg.account import Account
from sandbox.salesmsg.records import Condition, Contact, Conversation, Message, Text
from sandbox.salesmsg.shapes import contact_json, event_data

# Salesmsg help, "opt-outs": these words are caught, typos such as "stoppp" included.
STOP_WORDS = frozenset({"stop", "stopall", "unsubscribe", "cancel", "end", "quit"})
START_WORDS = frozenset({"start", "yes", "unstop"})
# Twilio's error codes, which Salesmsg shows; how the reason is worded is our assumption.
OPTED_OUT = "21610: Recipient has unsubscribed"
REASONS = {
    Condition.INVALID: "21211: Invalid 'To' number",
    Condition.LANDLINE: "30006: Landline or unreachable carrier",
}
NO_CREDITS = "Insufficient message credits"
_E164 = re.compile(r"\+[1-9]\d{6,14}")


def refusal(account: Account, contact: Contact) -> str | None:
    """Return why a text to this contact fails at once, or None."""
    if contact.opt_out:
        return OPTED_OUT
    if not _E164.fullmatch(contact.number):
        return REASONS[Condition.INVALID]
    if contact.number in account.conditions:
        return REASONS[account.conditions[contact.number]]
    return NO_CREDITS if account.switches.credits == 0 else None


def send(
    account: Account,
    conversation: Conversation,
    body: str,
    *,
    user_id: int,
    source: str = "api",
    send_at: datetime | None = None,
) -> Message:
    """Accept an outbound text; like the vendor, two equal calls make two texts."""
    message = account.add_message(
        conversation, body, status="queued", source=source, user_id=user_id, release_at=send_at
    )
    reason = refusal(account, conversation.contact)
    if reason:
        _fail(account, message, "failed", reason)
        return message
    _apply_quiet_hours(account, message)
    if _may_leave(account, message):
        _hand_over(account, message)
    elif message.release_at:
        message.status = "scheduled"
    return message


def advance(account: Account) -> None:
    """Move every text under way to where it is by now."""
    for message in list(account.messages.values()):
        if message.status not in ("queued", "scheduled", "sent"):
            continue
        if message.sent_at is None and _may_leave(account, message):
            _leave_late(account, message)
        if message.sent_at is not None:
            _arrive(account, message, message.sent_at)


def receive(account: Account, conversation: Conversation, body: str) -> Message | None:
    """Store a text from the contact, or None when no credit is left to receive it."""
    if account.switches.credits == 0:
        return None
    _pay(account)
    message = account.add_message(conversation, body, status="received", source="contact")
    conversation.closed, conversation.unread = False, True
    opted_out = _obey_words(account, conversation.contact, body)
    _tell(account, message, opted_out=opted_out)
    return message


def _tell(account: Account, message: Message, *, opted_out: bool) -> None:
    received = ("message.received", event_data(message))
    opt_out = ("contact.opted_out", {"contact": contact_json(message.conversation.contact)})
    orders = {
        "both": [received, opt_out],
        "message": [received],
        "opt_out": [opt_out],
        "opt_out_first": [opt_out, received],
    }
    for event, data in orders[account.stop_arrives_as] if opted_out else [received]:
        account.emit(event, data)


def _obey_words(account: Account, contact: Contact, body: str) -> bool:
    word = re.sub(r"[^a-z]", "", body.casefold())
    once = re.sub(r"(.)\1{2,}$", r"\1", word)  # "stoppp"
    if {word, once} & STOP_WORDS:
        account.set_opt_out(contact, True)
        return True
    if word in START_WORDS and contact.opt_out:
        account.set_opt_out(contact, False)
    return False


def _apply_quiet_hours(account: Account, message: Message) -> None:
    quiet_until = account.switches.quiet_until
    if quiet_until and account.now() < quiet_until:
        message.release_at = max(quiet_until, message.release_at or quiet_until)


def _may_leave(account: Account, message: Message) -> bool:
    due = message.release_at is None or account.now() >= message.release_at
    return due and not account.switches.hold_delivery


def _leave_late(account: Account, message: Message) -> None:
    reason = refusal(account, message.conversation.contact)
    if reason:
        _fail(account, message, "failed", reason)
    else:
        _hand_over(account, message)


def _hand_over(account: Account, message: Message) -> None:
    """Give the text to the carrier; the status follows at the next look, as it does live."""
    message.sent_at = account.now()
    _pay(account)
    conversation = message.conversation
    if conversation.contact.number not in account.carrier_codes:
        account.ledger.append(
            Text(
                to=conversation.contact.number,
                sender=conversation.team.number or "",
                body=message.body,
                at=message.sent_at,
                message_id=message.id,
            )
        )
    account.emit("message.sent", event_data(message))


def _arrive(account: Account, message: Message, sent_at: datetime) -> None:
    message.status = "sent"
    if account.now() < sent_at + timedelta(seconds=account.switches.delivery_delay_seconds):
        return
    code = account.carrier_codes.get(message.conversation.contact.number)
    if code:
        _fail(account, message, "undelivered", f"{code}: Not delivered by the carrier")
        return
    message.status = "delivered"
    message.delivered_at = account.now()


def _fail(account: Account, message: Message, status: str, reason: str) -> None:
    message.status = status
    message.failed_at = account.now()
    message.failed_reason = reason


def _pay(account: Account) -> None:
    if account.switches.credits:
        account.switches.credits -= 1
