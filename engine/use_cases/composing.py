"""A step in a contact's own words: the delivery with its bytes, made once and frozen."""

from datetime import datetime
from typing import Any

from engine.domain.connection import Mailbox
from engine.domain.decide import Situation
from engine.domain.enrollment import (
    Contact,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Enrollment,
    step_key,
)
from engine.domain.mime import build
from engine.domain.rendering import EmailContent
from engine.domain.sequence import EmailStep, SmsStep, Step
from engine.ports import Tx
from engine.use_cases import rendering
from engine.use_cases.rendering import Links

Message = dict[str, Any]  # a delivery's fields that hold what is sent, and to whom


def step_delivery(
    tx: Tx,
    situation: Situation,
    step: Step,
    *,
    delivery_id: str,
    now: datetime,
    looked_at: datetime,
    epoch: int,
    token: str,
    public_url: str | None,
) -> Delivery:
    """Return the step as this contact gets it, ready to be kept and sent.

    Raises as `message` does.
    """
    words = message(
        *(tx, situation, step), delivery_id=delivery_id, token=token, public_url=public_url
    )
    return as_delivery(
        *(situation, step, words),
        delivery_id=delivery_id,
        now=now,
        looked_at=looked_at,
        epoch=epoch,
    )


def message(
    tx: Tx,
    situation: Situation,
    step: Step,
    *,
    delivery_id: str,
    token: str,
    public_url: str | None,
) -> Message:
    """Return what this contact gets of the step.

    `token` is of the enrollment's unsubscribe link, which an email carries. Raises MissingValues,
    BrokenTemplate and UnsendableHeader.
    """
    contact, mailbox = situation.contact, situation.mailbox
    match step:
        case SmsStep():
            content = rendering.text(tx, step, contact, mailbox=mailbox)
            return {"to_address": contact.phone or "", "text": content.text}
        case EmailStep():
            links = rendering.links_of(token, mailbox=mailbox, public_url=public_url)
            return _email(tx, situation, step, links, delivery_id=delivery_id)


def as_delivery(
    situation: Situation,
    step: Step,
    words: Message,
    *,
    delivery_id: str,
    now: datetime,
    looked_at: datetime,
    epoch: int,
) -> Delivery:
    """Return the delivery of a step in these words, prepared at `now`."""
    enrollment = situation.enrollment
    return Delivery(
        id=delivery_id,
        workspace_id=enrollment.workspace_id,
        key=step_key(enrollment.id, step.id),
        kind=DeliveryKind.STEP,
        channel=step.channel,
        state=DeliveryState.PREPARED,
        sequence_id=enrollment.sequence_id,
        enrollment_id=enrollment.id,
        contact_id=enrollment.contact_id,
        step_id=step.id,
        epoch=epoch,
        looked_at=looked_at,
        prepared_at=now,
        **words,
    )


def _email(
    tx: Tx,
    situation: Situation,
    step: EmailStep,
    links: Links,
    *,
    delivery_id: str,
) -> Message:
    enrollment, contact = situation.enrollment, situation.contact
    mailbox = _required(situation.mailbox)
    threaded = situation.content.settings.thread_emails and enrollment.thread_id is not None
    content = rendering.email(
        tx,
        step,
        situation.content,
        contact,
        mailbox=mailbox,
        links=links,
        first_subject=enrollment.subject if threaded else None,
    )
    chain = thread_chain(tx, enrollment) if threaded else ()
    return {
        "mailbox_id": mailbox.id,
        "to_address": contact.email,
        "subject": content.subject,
        "text": content.text,
        "mime": _mime(tx, delivery_id, contact, mailbox, content, links, chain),
        "thread_id": enrollment.thread_id if threaded else None,
    }


def _mime(
    tx: Tx,
    delivery_id: str,
    contact: Contact,
    mailbox: Mailbox,
    content: EmailContent,
    links: Links,
    chain: tuple[str, ...],
) -> bytes:
    return build(
        sender=(rendering.sender_fields(tx, mailbox).name, mailbox.email),
        to=(contact.name if contact.name != contact.email else "", contact.email),
        subject=content.subject,
        html=content.html,
        text=content.text,
        delivery_id=delivery_id,
        in_reply_to=chain[-1] if chain else None,
        references=chain,
        unsubscribe_url=links.url,
        unsubscribe_mailto=links.mailto,
    )


def thread_chain(tx: Tx, enrollment: Enrollment) -> tuple[str, ...]:
    """Return the Message-IDs of this thread as Gmail assigned them, oldest first."""
    return tuple(
        delivery.rfc822_id
        for delivery in tx.deliveries.of_enrollment(enrollment.id)
        if delivery.state is DeliveryState.SENT
        and delivery.rfc822_id
        and delivery.thread_id == enrollment.thread_id
    )


def _required(mailbox: Mailbox | None) -> Mailbox:
    if mailbox is None:
        raise AssertionError("An email is only prepared once a mailbox is known.")
    return mailbox
