"""Writing to a contact by hand: an answer from Slack, in the thread they know."""

import uuid
from dataclasses import replace
from datetime import datetime
from html import escape

from engine.domain.connection import ConnectionState, Mailbox
from engine.domain.enrollment import (
    Contact,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Enrollment,
)
from engine.domain.errors import FieldProblem, Invalid, Refusal
from engine.domain.lifecycle import require_manage
from engine.domain.mime import build
from engine.domain.sequence import Channel
from engine.domain.workspace import Actor
from engine.ports import Store, Tx
from engine.use_cases import finding, rendering
from engine.use_cases.composing import thread_chain


def answer(
    store: Store,
    actor: Actor,
    enrollment_id: int,
    *,
    words: str,
    request_id: str,
    answers: tuple[str, ...] = (),
    now: datetime,
) -> Delivery:
    """Prepare a reply in the contact's thread; the same `request_id` prepares only one.

    `answers` are the Message-IDs of what the contact wrote, oldest first. Raises Invalid for the
    field "words".
    """
    if not words.strip():
        raise Invalid(FieldProblem(field="words", sentence="Write something to send."))
    with store.begin(actor.workspace_id) as tx:
        enrollment = finding.enrollment(tx, enrollment_id)
        sequence = finding.sequence(tx, enrollment.sequence_id)
        require_manage(sequence, actor)
        contact = finding.contact(tx, enrollment.contact_id)
        mailbox = _working(tx, enrollment)
        if tx.suppressions.of([contact.email_key]):
            raise Refusal(f"{contact.name} is on the do-not-contact list: nothing can be sent.")
        delivery = _reply(tx, actor, enrollment, contact, mailbox, words, request_id, now)
        chain = (*thread_chain(tx, enrollment), *answers)
        mime = _mime(tx, delivery, contact, mailbox, chain)
        tx.deliveries.add(replace(delivery, mime=mime))
        return tx.deliveries.by_key(delivery.key) or delivery


def _mime(
    tx: Tx, delivery: Delivery, contact: Contact, mailbox: Mailbox, chain: tuple[str, ...]
) -> bytes:
    return build(
        sender=(rendering.sender_fields(tx, mailbox).name, mailbox.email),
        to=(contact.name if contact.name != contact.email else "", contact.email),
        subject=delivery.subject,
        html=as_html(delivery.text),
        text=delivery.text,
        delivery_id=delivery.id,
        in_reply_to=chain[-1] if chain else None,
        references=chain,
    )


def _reply(
    tx: Tx,
    actor: Actor,
    enrollment: Enrollment,
    contact: Contact,
    mailbox: Mailbox,
    words: str,
    request_id: str,
    now: datetime,
) -> Delivery:
    subject = enrollment.subject or ""
    return Delivery(
        id=str(uuid.uuid5(uuid.NAMESPACE_URL, f"reply:{tx.workspace_id}:{request_id}")),
        workspace_id=tx.workspace_id,
        key=f"reply:{request_id}",
        kind=DeliveryKind.REPLY,
        channel=Channel.EMAIL,
        state=DeliveryState.PREPARED,
        sequence_id=enrollment.sequence_id,
        enrollment_id=enrollment.id,
        contact_id=contact.id,
        mailbox_id=mailbox.id,
        requested_by=actor.user_id,
        to_address=contact.email,
        subject=subject if subject.lower().startswith("re:") else f"Re: {subject}",
        text=words,
        thread_id=enrollment.thread_id,
        prepared_at=now,
    )


def _working(tx: Tx, enrollment: Enrollment) -> Mailbox:
    mailbox = tx.mailboxes.get(enrollment.mailbox_id) if enrollment.mailbox_id else None
    if mailbox is None or mailbox.state is not ConnectionState.ACTIVE:
        raise Refusal("The mailbox of this thread has to be connected again: `/sequence connect`.")
    return mailbox


def as_html(words: str) -> str:
    """Return plain words as HTML that shows the same lines."""
    return "<div>" + "<br>".join(escape(line) for line in words.splitlines()) + "</div>"
