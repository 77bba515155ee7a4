"""Rows to test with: two workspaces that look the same from inside."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from engine.domain.connection import Mailbox
from engine.domain.enrollment import (
    Contact,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Enrollment,
    mailbox_lane,
)
from engine.domain.sequence import Channel, Content, Sequence
from engine.domain.workspace import Workspace
from engine.ports.store import Store
from engine.ports.tx import Tx

NOW = datetime(2026, 3, 2, 9, 0, 0, 123456, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)
SOON = NOW + timedelta(seconds=1)


def workspace(workspace_id: str) -> Workspace:
    """Return a workspace as it is after its installation."""
    return Workspace(
        id=workspace_id,
        name="Northwind",
        bot_token=f"xoxb-{workspace_id}",
        bot_user_id="U0BOT",
        webhook_secret=f"secret-of-{workspace_id}",
    )


def install(store: Store, *workspace_ids: str) -> None:
    """Install the app in these workspaces."""
    with store.engine() as etx:
        for workspace_id in workspace_ids:
            etx.save_workspace(workspace(workspace_id))


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A mailbox, a sequence, a contact and its enrollment."""

    mailbox: Mailbox
    sequence: Sequence
    contact: Contact
    enrollment: Enrollment

    @property
    def lane(self) -> str:
        """The mailbox's queue."""
        return mailbox_lane(self.mailbox.id)


def a_mailbox(tx: Tx, email: str = "rep@northwind.example") -> Mailbox:
    """Connect a mailbox."""
    return tx.mailboxes.add(
        Mailbox(
            id=0,
            workspace_id=tx.workspace_id,
            owner_id="U1",
            email=email,
            refresh_token="1//refresh",
            aliases=(email,),
        )
    )


def a_sequence(tx: Tx, name: str = "Welcome") -> Sequence:
    """Make a draft."""
    return tx.sequences.add(
        name=name, owner_id="U1", working=Content(), notify_channel="C1", at=NOW
    )


def a_contact(tx: Tx, email: str = "ann@client.example") -> Contact:
    """Make a contact."""
    return tx.contacts.add_many([new_contact(tx, email)])[0]


def new_contact(tx: Tx, email: str) -> Contact:
    """Return a contact that is not stored."""
    return Contact(
        id=0,
        workspace_id=tx.workspace_id,
        email=email,
        email_key=email,
        phone="+15550100001",
        fields={"first_name": "Ann", "last_name": "Ö"},
    )


def new_enrollment(sequence: Sequence, contact: Contact, mailbox: Mailbox) -> Enrollment:
    """Return an enrollment that is due now and is not stored."""
    return Enrollment(
        id=0,
        workspace_id=contact.workspace_id,
        sequence_id=sequence.id,
        contact_id=contact.id,
        step_id="s1",
        anchor_at=NOW,
        due_at=NOW,
        wake_at=NOW,
        mailbox_id=mailbox.id,
        lane=mailbox_lane(mailbox.id),
        enrolled_at=NOW,
        enrolled_by="U1",
    )


def a_world(tx: Tx) -> World:
    """Make one of each."""
    mailbox, sequence, contact = a_mailbox(tx), a_sequence(tx), a_contact(tx)
    enrollment = tx.enrollments.add_many([new_enrollment(sequence, contact, mailbox)])[0]
    return World(mailbox=mailbox, sequence=sequence, contact=contact, enrollment=enrollment)


def new_delivery(world: World, *, id: str = "d1", key: str = "") -> Delivery:
    """Return the delivery of the world's first step, prepared and not stored."""
    return Delivery(
        id=id,
        workspace_id=world.contact.workspace_id,
        key=key or f"step:{world.enrollment.id}:s1",
        kind=DeliveryKind.STEP,
        channel=Channel.EMAIL,
        state=DeliveryState.PREPARED,
        sequence_id=world.sequence.id,
        enrollment_id=world.enrollment.id,
        contact_id=world.contact.id,
        step_id="s1",
        mailbox_id=world.mailbox.id,
        to_address=world.contact.email,
        subject="Hello",
        text="Hello Ann",
        mime=b"Subject: Hello\r\n\r\n\xff",
        prepared_at=NOW,
    )
