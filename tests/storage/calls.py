"""One call of every method of a transaction, with the ids of what `fill` made somewhere."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, TypeVar

from engine.domain.approval import ApprovalState
from engine.domain.connection import Lane, SmsConnection
from engine.domain.enrollment import Delivery, DeliveryState
from engine.domain.notice import JobKind, NoticeState
from engine.domain.sequence import Content
from engine.domain.suppression import SuppressionOrigin
from engine.domain.thawing import Group, Stretch
from engine.domain.workspace import WorkspaceSettings
from engine.ports.records import SequenceCounts
from engine.ports.tx import Tx
from tests.storage.everything import (
    KEY,
    PHONE,
    THREAD,
    Filled,
    new_meeting,
    new_member,
    new_notice,
    new_suppression,
    new_version,
)
from tests.storage.rows import LATER, NOW, new_contact, new_delivery

Call = Callable[[Tx, Filled], Any]
T = TypeVar("T")


def _in(tx: Tx, value: T) -> T:
    """Return the value as if it were of the transaction's workspace, with its own id."""
    return replace(value, workspace_id=tx.workspace_id)  # type: ignore[type-var]


def _lane(tx: Tx, it: Filled) -> Lane:
    return Lane(id=it.world.lane, workspace_id=tx.workspace_id, owner="me", lease_until=LATER)


def _draft(tx: Tx, it: Filled) -> Delivery:
    return _in(tx, new_delivery(it.world, id=it.draft_id, key="step:1:s2"))


READS: Mapping[str, Call] = {
    "members.get": lambda tx, it: tx.members.get("U1"),
    "members.admins": lambda tx, it: tx.members.admins(),
    "mailboxes.get": lambda tx, it: tx.mailboxes.get(it.world.mailbox.id),
    "mailboxes.by_email": lambda tx, it: tx.mailboxes.by_email(it.world.mailbox.email),
    "mailboxes.of": lambda tx, it: tx.mailboxes.of("U1"),
    "mailboxes.all": lambda tx, it: tx.mailboxes.all(),
    "sms.get": lambda tx, it: tx.sms.get(),
    "sequences.get": lambda tx, it: tx.sequences.get(it.world.sequence.id),
    "sequences.get_locked": lambda tx, it: tx.sequences.get_locked(it.world.sequence.id),
    "sequences.all": lambda tx, it: tx.sequences.all(),
    "sequences.version": lambda tx, it: tx.sequences.version(it.world.sequence.id, 1),
    "sequences.activity": lambda tx, it: dict(tx.sequences.activity(NOW)),
    "sequences.counts": lambda tx, it: [
        counts
        for counts in tx.sequences.counts([it.world.sequence.id]).values()
        if counts != SequenceCounts()
    ],
    "enrollments.due_in_lane": lambda tx, it: tx.enrollments.due_in_lane(
        it.world.lane, now=LATER, limit=9
    ),
    "contacts.get": lambda tx, it: tx.contacts.get(it.world.contact.id),
    "contacts.many": lambda tx, it: tx.contacts.many([it.world.contact.id]),
    "contacts.by_keys": lambda tx, it: tx.contacts.by_keys([KEY]),
    "contacts.by_phone": lambda tx, it: tx.contacts.by_phone(PHONE),
    "contacts.search": lambda tx, it: tx.contacts.search("ann", limit=9),
    "contacts.columns": lambda tx, it: tx.contacts.columns(),
    "enrollments.get": lambda tx, it: tx.enrollments.get(it.world.enrollment.id),
    "enrollments.many": lambda tx, it: tx.enrollments.many([it.world.enrollment.id]),
    "enrollments.frozen": lambda tx, it: tx.enrollments.frozen(it.world.sequence.id),
    "enrollments.frozen_groups": lambda tx, it: tx.enrollments.frozen_groups(
        it.world.sequence.id, at_least=1
    ),
    "enrollments.of_contact": lambda tx, it: tx.enrollments.of_contact(it.world.contact.id),
    "enrollments.of_sequence": lambda tx, it: tx.enrollments.of_sequence(it.world.sequence.id),
    "enrollments.latest_in": lambda tx, it: tx.enrollments.latest_in(
        it.world.sequence.id, [it.world.contact.id]
    ),
    "enrollments.active_elsewhere": lambda tx, it: tx.enrollments.active_elsewhere(
        0, [it.world.contact.id]
    ),
    "enrollments.open_contact_ids": lambda tx, it: tx.enrollments.open_contact_ids(
        it.world.sequence.id
    ),
    "enrollments.by_thread": lambda tx, it: tx.enrollments.by_thread(it.world.mailbox.id, THREAD),
    "enrollments.of_mailbox_contacts": lambda tx, it: tx.enrollments.of_mailbox_contacts(
        it.world.mailbox.id, [KEY]
    ),
    "enrollments.of_phone": lambda tx, it: tx.enrollments.of_phone(PHONE),
    "enrollments.held": lambda tx, it: tx.enrollments.held(limit=9),
    "enrollments.exits": lambda tx, it: tx.enrollments.exits(it.world.sequence.id),
    "deliveries.get": lambda tx, it: tx.deliveries.get(it.delivery_id),
    "deliveries.by_key": lambda tx, it: tx.deliveries.by_key("step:1:s1"),
    "deliveries.of_enrollment": lambda tx, it: tx.deliveries.of_enrollment(it.world.enrollment.id),
    "deliveries.by_thread": lambda tx, it: tx.deliveries.by_thread(it.world.mailbox.id, THREAD),
    "deliveries.by_rfc822": lambda tx, it: tx.deliveries.by_rfc822(
        it.world.mailbox.id, ["<a@mail>"]
    ),
    "deliveries.by_provider_id": lambda tx, it: tx.deliveries.by_provider_id("gm1"),
    "deliveries.many": lambda tx, it: tx.deliveries.many([it.delivery_id]),
    "deliveries.sent_per_step": lambda tx, it: tx.deliveries.sent_per_step(it.world.sequence.id),
    "deliveries.held": lambda tx, it: tx.deliveries.held(limit=9),
    "suppressions.of": lambda tx, it: tx.suppressions.of([KEY]),
    "suppressions.search": lambda tx, it: tx.suppressions.search("ann", limit=9),
    "suppressions.count": lambda tx, it: tx.suppressions.count(),
    "approvals.get": lambda tx, it: tx.approvals.get(it.approval.id),
    "approvals.open_for": lambda tx, it: tx.approvals.open_for(it.world.sequence.id),
    "approvals.last_for": lambda tx, it: tx.approvals.last_for(it.world.sequence.id),
    "approvals.open": lambda tx, it: tx.approvals.open(),
    "notices.get": lambda tx, it: tx.notices.get(it.notice.id),
    "notices.find": lambda tx, it: tx.notices.find("held", "key", 7),
    "notices.unreachable": lambda tx, it: tx.notices.unreachable(since=NOW),
    "notices.thread_head": lambda tx, it: tx.notices.thread_head("C1", "1:1"),
    "inbox.new_mail": lambda tx, it: tx.inbox.new_mail(it.world.mailbox.id, limit=9),
    "inbox.has_new_mail": lambda tx, it: tx.inbox.has_new_mail(it.world.mailbox.id),
    "inbox.new_texts": lambda tx, it: tx.inbox.new_texts(limit=9),
    "inbox.is_judged": lambda tx, it: tx.inbox.is_judged(it.world.mailbox.id, "m0"),
    "meetings.of_event": lambda tx, it: tx.meetings.of_event(it.world.mailbox.id, "e1", "u1"),
    "meetings.known_events": lambda tx, it: tx.meetings.known_events(it.world.mailbox.id),
    "tokens.of_enrollment": lambda tx, it: tx.tokens.of_enrollment(it.world.enrollment.id),
    "tokens.enrollment_of": lambda tx, it: tx.tokens.enrollment_of(it.token),
    "receipts.get": lambda tx, it: tx.receipts.get(it.receipt_id),
}

WRITES: Mapping[str, Call] = {
    "workspace.get": lambda tx, it: tx.workspace.get(),
    "workspace.save_settings": lambda tx, it: tx.workspace.save_settings(
        WorkspaceSettings(daily_limit=1)
    ),
    "members.save": lambda tx, it: tx.members.save(new_member(tx, "Somebody")),
    "mailboxes.add": lambda tx, it: tx.mailboxes.add(
        replace(_in(tx, it.world.mailbox), email="third@northwind.example")
    ),
    "mailboxes.save": lambda tx, it: tx.mailboxes.save(
        replace(_in(tx, it.world.mailbox), name="Changed")
    ),
    "mailboxes.park": lambda tx, it: tx.mailboxes.park(it.world.mailbox.id, until=LATER),
    "sms.save": lambda tx, it: tx.sms.save(
        SmsConnection(workspace_id=tx.workspace_id, token="other")
    ),
    "sms.remove": lambda tx, it: tx.sms.remove(),
    "sequences.add": lambda tx, it: tx.sequences.add(
        name="New", owner_id="U1", working=Content(), notify_channel=None, at=NOW
    ),
    "sequences.save": lambda tx, it: tx.sequences.save(
        replace(_in(tx, it.world.sequence), name="Changed")
    ),
    "sequences.add_version": lambda tx, it: tx.sequences.add_version(new_version(it.world, 2)),
    "contacts.add_many": lambda tx, it: tx.contacts.add_many([new_contact(tx, "new@x.example")]),
    "contacts.add_new": lambda tx, it: tx.contacts.add_new(
        1, lambda ids: [replace(new_contact(tx, "newer@x.example"), id=ids[0])]
    ),
    "contacts.save": lambda tx, it: tx.contacts.save(
        replace(_in(tx, it.world.contact), phone=None)
    ),
    "contacts.erase": lambda tx, it: tx.contacts.erase(it.world.contact.id),
    "contacts.add_columns": lambda tx, it: tx.contacts.add_columns(["plan", "city"]),
    "enrollments.add_many": lambda tx, it: tx.enrollments.add_many(
        [replace(_in(tx, it.world.enrollment), run=2)]
    ),
    "enrollments.add_new": lambda tx, it: tx.enrollments.add_new(
        1, lambda ids: [replace(_in(tx, it.world.enrollment), id=ids[0], run=3)]
    ),
    "enrollments.save": lambda tx, it: tx.enrollments.save(
        replace(_in(tx, it.world.enrollment), attempt=9)
    ),
    "enrollments.save_changed": lambda tx, it: tx.enrollments.save_changed(
        [_in(tx, it.world.enrollment)], [replace(_in(tx, it.world.enrollment), attempt=9)]
    ),
    "enrollments.freeze": lambda tx, it: tx.enrollments.freeze(it.world.sequence.id, at=LATER),
    "enrollments.thaw_group": lambda tx, it: tx.enrollments.thaw_group(
        it.world.sequence.id,
        Group("s1", (), NOW, NOW, NOW),
        [Stretch(NOW, LATER, timedelta(days=1))],
    ),
    "enrollments.thaw": lambda tx, it: tx.enrollments.thaw({it.world.enrollment.id: LATER}),
    "deliveries.add": lambda tx, it: tx.deliveries.add(_in(tx, new_delivery(it.world, id="new"))),
    "deliveries.save": lambda tx, it: tx.deliveries.save(
        replace(_in(tx, new_delivery(it.world, id=it.delivery_id)), subject="Changed"),
        expecting=DeliveryState.HELD,
    ),
    "deliveries.discard": lambda tx, it: tx.deliveries.discard(it.draft_id),
    "suppressions.add": lambda tx, it: tx.suppressions.add(
        replace(new_suppression(tx), origin=SuppressionOrigin.STOP)
    ),
    "suppressions.remove": lambda tx, it: tx.suppressions.remove(KEY),
    "approvals.add": lambda tx, it: tx.approvals.add(
        replace(_in(tx, it.approval), state=ApprovalState.WITHDRAWN)
    ),
    "approvals.close": lambda tx, it: tx.approvals.close(
        _in(tx, it.approval), state=ApprovalState.APPROVED
    ),
    "notices.add": lambda tx, it: tx.notices.add(new_notice(), at=NOW),
    "notices.touch": lambda tx, it: tx.notices.touch(it.notice.id, payload={}),
    "notices.readdress": lambda tx, it: tx.notices.readdress(
        it.notice.id, channel="U9", owner_id="U9", payload={}
    ),
    "notices.give_up": lambda tx, it: tx.notices.give_up(it.notice.id, payload={}),
    "notices.save_outcome": lambda tx, it: tx.notices.save_outcome(
        _in(tx, it.notice),
        state=NoticeState.POSTED,
        posted_channel="C1",
        posted_ts="1.2",
        next_at=NOW,
        attempts=1,
    ),
    "jobs.add": lambda tx, it: tx.jobs.add(
        JobKind.REPORT, member_id="U1", view_id=None, payload={}
    ),
    "jobs.done": lambda tx, it: tx.jobs.done(it.job_id),
    "jobs.retry": lambda tx, it: tx.jobs.retry(it.job_id, at=LATER),
    "inbox.add_mail": lambda tx, it: tx.inbox.add_mail(it.world.mailbox.id, ["m1"], at=LATER),
    "inbox.add_text": lambda tx, it: tx.inbox.add_text("t1", {"body": "other"}, at=LATER),
    "inbox.done": lambda tx, it: tx.inbox.done(it.event_id, verdict="human"),
    "inbox.failed": lambda tx, it: tx.inbox.failed(it.event_id, quarantine=True, reason="broken"),
    "meetings.save": lambda tx, it: tx.meetings.save(new_meeting(it.world, "cancelled")),
    "tokens.add": lambda tx, it: tx.tokens.add(
        f"new-{tx.workspace_id}",
        contact_id=it.world.contact.id,
        enrollment_id=it.world.enrollment.id,
        is_test=False,
        at=NOW - timedelta(days=1),
    ),
    "receipts.add": lambda tx, it: tx.receipts.add(
        sequence_id=it.world.sequence.id, member_id="U1", payload={}, at=NOW
    ),
    "receipts.take": lambda tx, it: tx.receipts.take(it.receipt_id),
    "sends.intend": lambda tx, it: tx.sends.intend(
        _lane(tx, it),
        epoch=0,
        delivery=replace(_draft(tx, it), id=f"new-{tx.workspace_id}", key="step:1:s3"),
        new_token=f"newer-{tx.workspace_id}",
        seen=it.seen,
    ),
    "sends.mark": lambda tx, it: tx.sends.mark(
        _lane(tx, it),
        epoch=0,
        delivery=replace(_draft(tx, it), state=DeliveryState.SENDING),
        was=_draft(tx, it),
        asleep=replace(_in(tx, it.world.enrollment), wake_at=None),
        awake=_in(tx, it.world.enrollment),
        seen=it.seen,
        only_to_plan=False,
    ),
    "sends.record": lambda tx, it: tx.sends.record(
        replace(_draft(tx, it), state=DeliveryState.SENT),
        was=_draft(tx, it),
        after=replace(_in(tx, it.world.enrollment), due_at=LATER),
        asleep=_in(tx, it.world.enrollment),
        seen=it.seen,
    ),
}
