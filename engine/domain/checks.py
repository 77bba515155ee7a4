"""Can this be activated? The five checks, each with what to do about it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from engine.domain.connection import ConnectionState, Mailbox, SmsConnection
from engine.domain.rich_text import joined
from engine.domain.sequence import Content, EmailStep, SmsStep, Step


class Fix(StrEnum):
    """What the button beside a problem does."""

    ADD_STEP = "add_step"  # opens the form of a new email step
    EDIT_STEP = "edit_step"  # opens the step named in `step_id`
    SETTINGS = "settings"  # opens Settings
    CONNECT_GMAIL = "connect_gmail"  # a personal link to Google's consent
    CONNECT_SALESMSG = "connect_salesmsg"  # opens Setup


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that blocks activation."""

    field: str  # steps | subject | body | message | mailbox | sms
    sentence: str
    fix: Fix
    step_id: str | None = None


def problems(
    content: Content, *, mailbox: Mailbox | None, sms: SmsConnection | None
) -> tuple[Problem, ...]:
    """Return what blocks activation, as far as is stored; a live check refreshes what is stored."""
    return (*_steps(content), *_mailbox(content, mailbox), *_sms(content, sms))


def _steps(content: Content) -> list[Problem]:
    if not content.steps:
        sentence = "This sequence has no steps yet. Add one, then activate."
        return [Problem(field="steps", sentence=sentence, fix=Fix.ADD_STEP)]
    numbered = enumerate(content.steps, start=1)
    return [problem for number, step in numbered for problem in _step(number, step)]


def _step(number: int, step: Step) -> list[Problem]:
    match step:
        case EmailStep():
            lacking = [("subject", step.subject), ("body", joined(step.body))]
        case SmsStep():
            lacking = [("message", step.message)]
        case other:
            assert_never(other)
    return [
        Problem(
            field=field,
            sentence=f"Step {number} has no {field}. Write one, then activate.",
            fix=Fix.EDIT_STEP,
            step_id=step.id,
        )
        for field, text in lacking
        if not text.strip()
    ]


def _mailbox(content: Content, mailbox: Mailbox | None) -> list[Problem]:
    if content.settings.mailbox_id is None:
        sentence = "No mailbox is selected. Choose one under Send from in Settings."
        return [Problem(field="mailbox", sentence=sentence, fix=Fix.SETTINGS)]
    if mailbox is None:
        sentence = "The selected mailbox is no longer connected. Choose another one in Settings."
        return [Problem(field="mailbox", sentence=sentence, fix=Fix.SETTINGS)]
    if mailbox.state is ConnectionState.RECONNECT:
        sentence = f"{mailbox.email} has lost its connection to Gmail. Connect it again."
        return [Problem(field="mailbox", sentence=sentence, fix=Fix.CONNECT_GMAIL)]
    if mailbox.state is ConnectionState.BROKEN:
        sentence = f"{mailbox.email} can't send: {mailbox.problem}"
        return [Problem(field="mailbox", sentence=sentence, fix=Fix.CONNECT_GMAIL)]
    return []


def _sms(content: Content, sms: SmsConnection | None) -> list[Problem]:
    if not content.needs_sms:
        return []
    if sms is None:
        sentence = "There is an SMS step, but Salesmsg is not connected. Connect it in Setup."
    elif sms.state is not ConnectionState.ACTIVE:
        sentence = f"The Salesmsg connection is not active: {sms.problem}"
    else:
        return []
    return [Problem(field="sms", sentence=sentence, fix=Fix.CONNECT_SALESMSG)]
