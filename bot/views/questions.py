"""The question only a person can answer: was this message sent?"""

from collections.abc import Mapping
from typing import Any

from bot.views import kit
from bot.views import notice_parts as parts
from bot.views.message import Message
from engine.domain.notice import Notice
from engine.use_cases.settling import FOUND, Answer

# Action ids are unique within a row, so each answer has its own; the value is the delivery's id.
ACTIONS: Mapping[Answer, str] = {
    Answer.SENT: "questions.sent",
    Answer.AGAIN: "questions.again",
    Answer.SKIP: "questions.skip",
}
LABELS = {Answer.SENT: "It was sent", Answer.AGAIN: "Send again", Answer.SKIP: "Skip"}
_CONFIRM = kit.confirm(
    "Send it again?",
    "If it did go out the first time, the contact gets it twice. Look in the Sent folder first.",
    "Send again",
)
_SAID = {
    Answer.SENT.value: "said it was sent",
    Answer.AGAIN.value: "had it sent again",
    Answer.SKIP.value: "skipped it",
}


def buttons(delivery_id: str) -> list[kit.Block]:
    """Return **It was sent**, **Send again** and **Skip** for a held delivery."""
    return [
        kit.button(
            LABELS[answer],
            ACTIONS[answer],
            delivery_id,
            confirm=_CONFIRM if answer is Answer.AGAIN else None,
        )
        for answer in Answer
    ]


def card(notice: Notice, mailbox: str | None) -> Message:
    """Return the DM that asks; after the answer it shows who gave it. `mailbox` is an address."""
    facts = notice.payload
    is_text = facts.get("channel") == "sms"
    what = "text" if is_text else "email"
    to = kit.line(str(facts.get("to", "")))
    of = f" — {parts.sequence(facts)}" if facts.get("sequence") else ""
    blocks = [
        kit.section(f":question: *Was this {what} sent?* To {to}{of}"),
        kit.section(_content(facts) or "> "),
        kit.context(f"It isn't known because: {kit.said(str(facts.get('why', '')), 500)}"),
    ]
    links = {"gmail_thread": facts.get("thread_id") if mailbox else None, "mailbox": mailbox}
    others = [*parts.open_in_gmail(links), *parts.view_contact(facts)]
    if facts.get("answer"):
        blocks.append(kit.context(f":white_check_mark: {_settled(facts)}"))
        pressed = others
    else:
        pressed = [*buttons(str(facts["delivery_id"])), *others]
    if pressed:
        blocks.append(kit.actions(*pressed, block_id=parts.block_id(notice)))
    return Message(text=f"Was this {what} to {to} sent? Please say so.", blocks=blocks)


def _settled(facts: Mapping[str, Any]) -> str:
    if facts["answer"] == FOUND:
        return "It was sent: it has turned up in Gmail's Sent."
    said = _SAID.get(str(facts["answer"]), "settled it")
    return f"<@{facts.get('answered_by')}> {said}."


def _content(facts: Mapping[str, Any]) -> str:
    subject = kit.line(str(facts.get("subject") or ""))
    head = f"*{subject}*\n" if subject else ""
    return head + parts.quoted(str(facts.get("text") or ""))
