"""What the bench listens to: mailboxes that wrote to people, and the people's answers."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from email.message import EmailMessage
from urllib.parse import parse_qs, urlsplit

import requests

from bot.service import Service
from engine.domain.connection import Mailbox
from engine.domain.contact_rows import Row
from engine.domain.delay import Delay, DelayUnit
from engine.domain.enrollment import (
    Contact,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Enrollment,
    step_key,
)
from engine.domain.sequence import Channel, EmailStep
from engine.domain.workspace import Actor, Member, Workspace, WorkspaceSettings
from engine.ports import Store
from engine.use_cases import activation, authoring, consenting, enrolling
from sandbox.google.world import GoogleWorld

TEAM, REP = "T1", "UREP"
ACTOR = Actor(
    workspace_id=TEAM, user_id=REP, name="Rep", zone="UTC", is_admin=True, is_approver=False
)


def set_the_scene(service: Service, world: GoogleWorld, mailboxes: int, contacts: int) -> None:
    """Connect the mailboxes, and let each have written to its share of the contacts."""
    now = service.clock.now()
    with service.store.engine() as etx:
        workspace = Workspace(
            id=TEAM, name="Bench", bot_token="xoxb-1", bot_user_id="UBOT", webhook_secret="s"
        )
        etx.save_workspace(workspace)
        tx = etx.within(TEAM)
        member = Member(
            workspace_id=TEAM,
            user_id=REP,
            name="Rep",
            first_name="Rep",
            zone="UTC",
            is_admin=True,
            seen_at=now,
        )
        tx.members.save(member)
        tx.workspace.save_settings(WorkspaceSettings(postal_address="1 Main St"))
    with requests.Session() as browser:
        boxes = [_connected(service, world, browser, number) for number in range(mailboxes)]
    for place, mailbox in enumerate(boxes):
        share = contacts // mailboxes + (place < contacts % mailboxes)
        _written_to(service, mailbox, share)


def _connected(
    service: Service, world: GoogleWorld, browser: requests.Session, number: int
) -> Mailbox:
    address = f"rep{number}@acme.example"
    world.add_account(address, "Rep")
    world.consent_as(address)
    consent = service.web.consent
    assert consent is not None
    redirect = "http://127.0.0.1:3000/google/callback"
    page, verifier = consent.address(state="s", redirect_uri=redirect, login_hint=address)
    answer = browser.get(page, allow_redirects=False, timeout=20)
    code = parse_qs(urlsplit(answer.headers["Location"]).query)["code"][-1]
    granted = consent.exchange(code=code, verifier=verifier, redirect_uri=redirect)
    asked = consenting.Asked(workspace_id=TEAM, member_id=REP, verifier=verifier)
    now = service.clock.now()
    return consenting.finish_google(service.store, service.web.mailboxes, asked, granted, now=now)


def _written_to(service: Service, mailbox: Mailbox, contacts: int) -> None:
    """Make a sequence whose first mail went out to these contacts."""
    if not contacts:
        return
    store, now = service.store, service.clock.now()
    sequence_id = _activated(store, mailbox, now)
    rows = [
        Row(number=place, email=_address(mailbox, place), fields={}) for place in range(contacts)
    ]
    receipt = enrolling.receipt(store, ACTOR, sequence_id, rows, again=False, now=now)
    enrolling.commit(store, ACTOR, receipt.id, now=now)
    with store.begin(TEAM) as tx:
        for enrollment in tx.enrollments.of_sequence(sequence_id):
            contact = tx.contacts.get(enrollment.contact_id)
            assert contact is not None
            tx.deliveries.add(_first_mail(enrollment, contact, mailbox, now))


def _activated(store: Store, mailbox: Mailbox, now: datetime) -> int:
    """Return the id of an active sequence of two mails from this mailbox."""
    sequence = authoring.create(store, ACTOR, name=f"From {mailbox.email}", now=now)
    words = {"type": "rich_text_section", "elements": [{"type": "text", "text": "Hello"}]}
    body = {"type": "rich_text", "elements": [words]}
    for wait_days in (0, 5):
        delay = Delay(amount=wait_days, unit=DelayUnit.DAYS)
        step = EmailStep(id=authoring.new_step_id(), delay=delay, subject="Hello", body=body)
        authoring.save_step(store, ACTOR, sequence.id, step, now=now)
    with store.begin(TEAM) as tx:
        stored = tx.sequences.get(sequence.id)
        assert stored is not None
        settings = stored.working.settings
    chosen = replace(settings, mailbox_id=mailbox.id)
    authoring.save_settings(store, ACTOR, sequence.id, chosen, notify_channel="C1", now=now)
    activation.activate(store, ACTOR, sequence.id, now=now)
    return sequence.id


def _first_mail(
    enrollment: Enrollment, contact: Contact, mailbox: Mailbox, now: datetime
) -> Delivery:
    return Delivery(
        id=f"d-{enrollment.id}",
        workspace_id=TEAM,
        key=step_key(enrollment.id, enrollment.step_id or ""),
        kind=DeliveryKind.STEP,
        channel=Channel.EMAIL,
        state=DeliveryState.SENT,
        sequence_id=enrollment.sequence_id,
        enrollment_id=enrollment.id,
        contact_id=contact.id,
        step_id=enrollment.step_id,
        mailbox_id=mailbox.id,
        to_address=contact.email,
        subject="Hello",
        thread_id=f"thread-{enrollment.id}",
        rfc822_id=_message_id(contact.email),
        prepared_at=now,
        sent_at=now,
    )


def _address(mailbox: Mailbox, place: int) -> str:
    return f"c{place}.of.{mailbox.email.partition('@')[0]}@client.example"


def _message_id(address: str) -> str:
    return f"<to-{address}>"


def burst(service: Service, world: GoogleWorld) -> int:
    """Let every contact answer at once; return how many did."""
    with service.store.engine() as etx:
        boxes = etx.mailboxes()
    count = 0
    with service.store.read(TEAM) as tx:
        answers = [
            (mailbox.email, contact.email)
            for mailbox in boxes
            for contact in tx.contacts.search(f".of.{mailbox.email.partition('@')[0]}@", limit=99)
        ]
    with ThreadPoolExecutor(4) as pool:
        for _ in pool.map(lambda each: world.inject(each[0], _reply(*each)), answers):
            count += 1
    return count


def _reply(to: str, sender: str) -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = sender, to
    message["Subject"] = "Re: Hello"
    message["Message-ID"] = f"<from-{sender}>"
    message["In-Reply-To"] = message["References"] = _message_id(sender)
    message.set_content("Yes, gladly. " * 40 + "\n\nOn Monday Rep wrote:\n> Hello\n" + "> \n" * 40)
    return message.as_bytes()
