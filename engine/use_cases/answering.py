"""Writing to a contact by hand: an answer from Slack, and a test to oneself."""

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
from engine.domain.rendering import EmailContent
from engine.domain.sequence import Channel, EmailStep, Sequence, SmsStep, Step
from engine.domain.workspace import Actor
from engine.ports import Store, Tx
from engine.use_cases import finding, previewing, rendering, subjects
from engine.use_cases.composing import thread_chain
from engine.use_cases.rendering import Links

TEST_MARK = "[Test] "


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
        mime = build(
            sender=(rendering.sender_fields(tx, mailbox).name, mailbox.email),
            to=(contact.name if contact.name != contact.email else "", contact.email),
            subject=delivery.subject,
            html=_as_html(words),
            text=words,
            delivery_id=delivery.id,
            in_reply_to=chain[-1] if chain else None,
            references=chain,
        )
        tx.deliveries.add(replace(delivery, mime=mime))
        return tx.deliveries.by_key(delivery.key) or delivery


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


def prepare_test(
    store: Store,
    actor: Actor,
    sequence_id: int,
    step_id: str,
    contact_id: int,
    *,
    to: str,
    request_id: str,
    public_url: str | None,
    now: datetime,
) -> Delivery:
    """Prepare the step as this contact would get it, to the member's own address.

    Marked as a test, its links dead, counted nowhere; contact 0 is the made-up one. Raises Refusal
    where it can't be rendered.
    """
    with store.begin(actor.workspace_id) as tx:
        sequence = finding.sequence(tx, sequence_id)
        require_manage(sequence, actor)
        step = sequence.working.step(step_id)
        if step is None:
            raise Refusal("This step was deleted meanwhile. Open the sequence again.")
        contact = finding.contact(tx, contact_id) if contact_id else previewing.example(tx)
        mailbox = _sender(tx, sequence)
        delivery = Delivery(
            id=str(uuid.uuid5(uuid.NAMESPACE_URL, f"test:{tx.workspace_id}:{request_id}")),
            workspace_id=tx.workspace_id,
            key=f"test:{request_id}",
            kind=DeliveryKind.TEST,
            channel=Channel.EMAIL,
            state=DeliveryState.PREPARED,
            mailbox_id=mailbox.id,
            requested_by=actor.user_id,
            to_address=to,
            prepared_at=now,
        )
        content = _as_test(tx, sequence, step, contact, mailbox, public_url, now)
        mime = build(
            sender=(rendering.sender_fields(tx, mailbox).name, mailbox.email),
            to=("", to),
            subject=content.subject,
            html=content.html,
            text=content.text,
            delivery_id=delivery.id,
        )
        tx.deliveries.add(replace(delivery, subject=content.subject, text=content.text, mime=mime))
        return tx.deliveries.by_key(delivery.key) or delivery


def _as_test(
    tx: Tx,
    sequence: Sequence,
    step: Step,
    contact: Contact,
    mailbox: Mailbox,
    public_url: str | None,
    now: datetime,
) -> EmailContent:
    match step:
        case EmailStep():
            url = None
            if contact.id and public_url:
                url = rendering.links(
                    tx, contact, None, mailbox=mailbox, public_url=public_url, now=now, is_test=True
                ).url
            content = rendering.email(
                tx,
                step,
                sequence.working,
                contact,
                mailbox=mailbox,
                # Never a mailto: a mail to it would be a request, whoever sends it.
                links=Links(url=url or previewing.DEAD_LINK, mailto=None),
                first_subject=subjects.followed(
                    tx, sequence.working, step, contact, subjects.enrolled(tx, sequence.id, contact)
                ),
            )
            return replace(content, subject=TEST_MARK + content.subject)
        case SmsStep():
            words = rendering.text(tx, step, contact, mailbox=mailbox).text
            return EmailContent(
                subject=f"{TEST_MARK}Text message", html=_as_html(words), text=words
            )


def _sender(tx: Tx, sequence: Sequence) -> Mailbox:
    mailbox_id = sequence.working.settings.mailbox_id
    mailbox = tx.mailboxes.get(mailbox_id) if mailbox_id is not None else None
    if mailbox is None:
        raise Refusal("Choose a mailbox under Send from in Settings: the test goes through it.")
    return mailbox


def _as_html(words: str) -> str:
    return "<div>" + "<br>".join(escape(line) for line in words.splitlines()) + "</div>"
