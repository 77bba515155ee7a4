"""One of everything in a workspace."""

from dataclasses import dataclass, replace

from engine.domain.approval import Approval
from engine.domain.connection import SmsConnection
from engine.domain.enrollment import DeliveryState, EnrollmentState
from engine.domain.notice import JobKind, NewNotice, Notice, NoticeKind
from engine.domain.sequence import Content, Version
from engine.domain.suppression import Suppression, SuppressionOrigin
from engine.domain.workspace import Member
from engine.ports.records import Meeting, Seen
from engine.ports.tx import Tx
from tests.storage.rows import NOW, World, a_world, new_delivery

PHONE, KEY, THREAD = "+15550100001", "ann@client.example", "th"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What `fill` made in one workspace, by id."""

    world: World
    approval: Approval
    notice: Notice
    job_id: int
    event_id: int
    receipt_id: int
    delivery_id: str
    draft_id: str
    token: str
    seen: Seen  # the world's enrollment, as it is once all of this is there


def fill(tx: Tx) -> Filled:
    """Put one of everything into the workspace; all but the ids is the same in every one."""
    world = a_world(tx)
    tx.enrollments.save(replace(world.enrollment, thread_id=THREAD, state=EnrollmentState.HELD))
    delivery = replace(
        new_delivery(world, id=f"d-{tx.workspace_id}", key="step:1:s1"),
        thread_id=THREAD,
        rfc822_id="<a@mail>",
        provider_id="gm1",
        state=DeliveryState.HELD,
    )
    tx.deliveries.add(delivery)
    draft = new_delivery(world, id=f"draft-{tx.workspace_id}", key="step:1:s2")
    tx.deliveries.add(draft)
    tx.members.save(new_member(tx, "Rep"))
    tx.sms.save(SmsConnection(workspace_id=tx.workspace_id, token="t", number="+1"))
    tx.sequences.add_version(new_version(world, 1))
    tx.contacts.add_columns(["plan"])
    tx.suppressions.add(new_suppression(tx))
    notice = tx.notices.add(new_notice(), at=NOW)
    tx.inbox.add_mail(world.mailbox.id, ["m0", "m1"], at=NOW)
    tx.inbox.done(tx.inbox.new_mail(world.mailbox.id, limit=1)[0].id, verdict="human")
    tx.inbox.add_text("t1", {"body": "hi"}, at=NOW)
    tx.meetings.save(new_meeting(world, "booked"))
    tx.tokens.add(
        f"token-{tx.workspace_id}",
        contact_id=world.contact.id,
        enrollment_id=world.enrollment.id,
        is_test=False,
        at=NOW,
    )
    return Filled(
        world=world,
        approval=tx.approvals.add(new_approval(world)),
        notice=notice,
        job_id=tx.jobs.add(JobKind.REPORT, member_id="U1", view_id=None, payload={}),
        event_id=tx.inbox.new_mail(world.mailbox.id, limit=1)[0].id,
        receipt_id=tx.receipts.add(
            sequence_id=world.sequence.id, member_id="U1", payload={"n": 1}, at=NOW
        ),
        delivery_id=delivery.id,
        draft_id=draft.id,
        token=f"token-{tx.workspace_id}",
        seen=_seen(tx, world),
    )


def _seen(tx: Tx, world: World) -> Seen:
    seen = tx.read_ahead(world.enrollment.id, sequence_id=world.sequence.id)
    assert seen is not None
    return seen


def new_member(tx: Tx, name: str) -> Member:
    return Member(
        workspace_id=tx.workspace_id,
        user_id="U1",
        name=name,
        first_name=name,
        zone="UTC",
        is_admin=True,
        seen_at=NOW,
    )


def new_version(world: World, number: int) -> Version:
    return Version(
        sequence_id=world.sequence.id,
        number=number,
        content=Content(),
        activated_by="U1",
        activated_at=NOW,
    )


def new_suppression(tx: Tx) -> Suppression:
    return Suppression(
        workspace_id=tx.workspace_id,
        value=KEY,
        is_phone=False,
        origin=SuppressionOrigin.LINK,
        created_at=NOW,
    )


def new_notice() -> NewNotice:
    return NewNotice(
        kind=NoticeKind.HELD, channel="C1", owner_id="U1", thread_key="1:1", payload={"key": 7}
    )


def new_meeting(world: World, state: str) -> Meeting:
    return Meeting(
        mailbox_id=world.mailbox.id,
        event_id="e1",
        uid="u1",
        contact_id=world.contact.id,
        enrollment_id=world.enrollment.id,
        starts_at=NOW,
        state=state,
        seen_at=NOW,
    )


def new_approval(world: World) -> Approval:
    return Approval(
        id=0,
        workspace_id=world.contact.workspace_id,
        sequence_id=world.sequence.id,
        requested_by="U1",
        requested_at=NOW,
        content=Content(),
        contact_count=1,
    )
