"""A step as a contact would get it, sent to the member's own address to look at."""

import uuid
from dataclasses import replace
from datetime import datetime

from engine.domain.connection import Mailbox
from engine.domain.enrollment import Contact, Delivery, DeliveryKind, DeliveryState
from engine.domain.errors import Refusal
from engine.domain.lifecycle import require_manage
from engine.domain.mime import build
from engine.domain.rendering import EmailContent
from engine.domain.sequence import Channel, EmailStep, Sequence, SmsStep, Step
from engine.domain.workspace import Actor
from engine.ports import Store, Tx
from engine.use_cases import finding, previewing, rendering, subjects
from engine.use_cases.answering import as_html
from engine.use_cases.rendering import Links

TEST_MARK = "[Test] "


def prepare(
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
        step = _step(sequence, step_id)
        contact = finding.contact(tx, contact_id) if contact_id else previewing.example(tx)
        mailbox = _sender(tx, sequence)
        content = _as_test(tx, sequence, step, contact, mailbox, public_url, now)
        delivery = _addressed(tx, actor, mailbox, to, request_id, now)
        tx.deliveries.add(_written(tx, delivery, content, mailbox))
        return tx.deliveries.by_key(delivery.key) or delivery


def _step(sequence: Sequence, step_id: str) -> Step:
    step = sequence.working.step(step_id)
    if step is None:
        raise Refusal("This step was deleted meanwhile. Open the sequence again.")
    return step


def _sender(tx: Tx, sequence: Sequence) -> Mailbox:
    mailbox_id = sequence.working.settings.mailbox_id
    mailbox = tx.mailboxes.get(mailbox_id) if mailbox_id is not None else None
    if mailbox is None:
        raise Refusal("Choose a mailbox under Send from in Settings: the test goes through it.")
    return mailbox


def _addressed(
    tx: Tx, actor: Actor, mailbox: Mailbox, to: str, request_id: str, now: datetime
) -> Delivery:
    return Delivery(
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


def _written(tx: Tx, delivery: Delivery, content: EmailContent, mailbox: Mailbox) -> Delivery:
    mime = build(
        sender=(rendering.sender_fields(tx, mailbox).name, mailbox.email),
        to=("", delivery.to_address),
        subject=content.subject,
        html=content.html,
        text=content.text,
        delivery_id=delivery.id,
    )
    return replace(delivery, subject=content.subject, text=content.text, mime=mime)


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
            links = _dead_links(tx, contact, public_url, now)
            content = _email_as_test(tx, sequence, step, contact, mailbox, links)
            return replace(content, subject=TEST_MARK + content.subject)
        case SmsStep():
            words = rendering.text(tx, step, contact, mailbox=mailbox).text
            return EmailContent(subject=f"{TEST_MARK}Text message", html=as_html(words), text=words)


def _email_as_test(
    tx: Tx, sequence: Sequence, step: EmailStep, contact: Contact, mailbox: Mailbox, links: Links
) -> EmailContent:
    enrolled = subjects.enrolled(tx, sequence.id, contact)
    return rendering.email(
        tx,
        step,
        sequence.working,
        contact,
        mailbox=mailbox,
        links=links,
        first_subject=subjects.followed(tx, sequence.working, step, contact, enrolled),
    )


def _dead_links(tx: Tx, contact: Contact, public_url: str | None, now: datetime) -> Links:
    url = None
    if contact.id and public_url:
        url = rendering.dead_link(tx, contact, public_url=public_url, now=now)
    # Never a mailto: a mail to it would be a request, whoever sends it.
    return Links(url=url or previewing.DEAD_LINK, mailto=None)
