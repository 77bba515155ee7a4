"""What people look up: the list, Home, the digest, and a sequence's report."""

from collections.abc import Iterator, Mapping
from collections.abc import Sequence as Rows
from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.domain.approval import Approval
from engine.domain.checks import Problem
from engine.domain.connection import Mailbox, SmsConnection
from engine.domain.enrollment import (
    Contact,
    Delivery,
    Enrollment,
    ExitReason,
)
from engine.domain.lifecycle import may_manage
from engine.domain.sequence import Sequence, Step
from engine.domain.workspace import Actor
from engine.ports import Store, Tx
from engine.ports.records import SequenceCounts
from engine.use_cases import activation, approving, finding

LOOKED_THROUGH = 2000  # held things of the whole workspace, for those of one member
UNREACHABLE_FOR = timedelta(days=7)  # how long Home shows a channel that can't be posted to


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A sequence as lists show it."""

    sequence: Sequence
    counts: SequenceCounts
    is_awaiting: bool  # a request for approval is open


def listed(store: Store, actor: Actor) -> Rows[Listed]:
    """Return all sequences of the workspace by name, with state and counts."""
    with store.read(actor.workspace_id) as tx:
        every = tx.sequences.all()
        counts = tx.sequences.counts([each.id for each in every])
        awaiting = {approval.sequence_id for approval in tx.approvals.open()}
        return [
            Listed(sequence=each, counts=counts[each.id], is_awaiting=each.id in awaiting)
            for each in every
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """A sequence as its editor shows it."""

    sequence: Sequence
    counts: SequenceCounts
    problems: tuple[Problem, ...]
    approval: Approval | None  # open, or the last one
    deciders: tuple[
        str, ...
    ]  # approvers who may decide the open one; none means that an admin does
    mailbox: Mailbox | None
    has_changes: bool  # what is written differs from what is under way
    has_approvers: bool


def opened(store: Store, actor: Actor, sequence_id: int) -> Open:
    """Return a sequence with everything its editor shows. Raises NotFound."""
    with store.read(actor.workspace_id) as tx:
        sequence = finding.sequence(tx, sequence_id)
        running = tx.sequences.version(sequence.id, sequence.active_version or 0)
        mailbox_id = sequence.working.settings.mailbox_id
        waiting = tx.approvals.open_for(sequence_id)
        return Open(
            sequence=sequence,
            counts=tx.sequences.counts([sequence_id])[sequence_id],
            problems=activation.blocking(tx, sequence),
            approval=waiting or tx.approvals.last_for(sequence_id),
            deciders=approving.who_decides(tx, sequence, waiting) if waiting else (),
            mailbox=tx.mailboxes.get(mailbox_id) if mailbox_id is not None else None,
            has_changes=running is not None and running.content.hash != sequence.working.hash,
            has_approvers=bool(tx.workspace.get().settings.approver_ids),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """What a member's Home shows."""

    to_decide: tuple[tuple[Approval, Sequence], ...]
    mailboxes: tuple[Mailbox, ...]  # the member's own
    sms: SmsConnection | None
    held: tuple[tuple[Enrollment, Contact, Sequence], ...]  # in sequences the member may manage
    asked: tuple[Delivery, ...]  # outcomes a person has to tell
    sequences: tuple[Listed, ...]  # the member's own first
    is_admin: bool
    unreachable: tuple[str, ...] = ()  # channels whose notices went to their owner instead


def home(store: Store, actor: Actor, *, now: datetime) -> Home:
    """Return what needs the member, what they run, and what is connected."""
    every = listed(store, actor)
    mine = [each for each in every if each.sequence.owner_id == actor.user_id]
    others = [each for each in every if each.sequence.owner_id != actor.user_id]
    manages_all = actor.is_admin or actor.is_approver
    managed = {each.sequence.id: each.sequence for each in (every if manages_all else mine)}
    with store.read(actor.workspace_id) as tx:
        return Home(
            to_decide=tuple(_to_decide(tx, actor)),
            mailboxes=tuple(tx.mailboxes.of(actor.user_id)),
            sms=tx.sms.get(),
            held=tuple(_held(tx, managed)),
            asked=tuple(_asked(tx, actor, managed)),
            sequences=(*mine, *others),
            is_admin=actor.is_admin,
            unreachable=tuple(_unreachable(tx, actor, now)),
        )


def _to_decide(tx: Tx, actor: Actor) -> Iterator[tuple[Approval, Sequence]]:
    for approval in tx.approvals.open():
        sequence = tx.sequences.get(approval.sequence_id)
        if sequence and approving.may_decide(tx, sequence, approval, actor):
            yield approval, sequence


def _held(
    tx: Tx, managed: Mapping[int, Sequence]
) -> Iterator[tuple[Enrollment, Contact, Sequence]]:
    theirs = [
        one for one in tx.enrollments.held(limit=LOOKED_THROUGH) if one.sequence_id in managed
    ]
    contacts = tx.contacts.many([one.contact_id for one in theirs])
    for one in theirs:
        yield one, contacts[one.contact_id], managed[one.sequence_id]


def _asked(tx: Tx, actor: Actor, managed: Mapping[int, Sequence]) -> Iterator[Delivery]:
    for one in tx.deliveries.held(limit=LOOKED_THROUGH):
        if one.requested_by == actor.user_id or one.sequence_id in managed:
            yield one


def _unreachable(tx: Tx, actor: Actor, now: datetime) -> Iterator[str]:
    for notice in tx.notices.unreachable(since=now - UNREACHABLE_FOR):
        if actor.is_admin or notice.owner_id == actor.user_id:
            yield notice.channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What happened lately in the sequences a member may manage, busiest first."""

    since: datetime  # UTC
    sequences: tuple[Listed, ...]  # counts since then


def digest(store: Store, actor: Actor, *, since: datetime) -> Digest:
    """Return what was sent and answered since then."""
    with store.read(actor.workspace_id) as tx:
        happened = tx.sequences.activity(since)
        rows = [
            Listed(sequence=each, counts=happened[each.id], is_awaiting=False)
            for each in tx.sequences.all()
            if each.id in happened and may_manage(each, actor)
        ]
    rows.sort(key=lambda each: (-each.counts.sent, each.sequence.name))
    return Digest(since=since, sequences=tuple(rows))


@dataclass(frozen=True, slots=True, kw_only=True)
class StepReport:
    """What came of one step."""

    number: int
    step: Step
    sent: int
    exits: Mapping[ExitReason, int]  # of contacts for whom it was the last step had


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What came of a sequence."""

    sequence: Sequence
    counts: SequenceCounts
    steps: tuple[StepReport, ...]


def report(store: Store, actor: Actor, sequence_id: int) -> Report:
    """Return per step what was sent and how people answered. Raises NotFound."""
    with store.read(actor.workspace_id) as tx:
        sequence = finding.sequence(tx, sequence_id)
        content = finding.version_content(tx, sequence)
        sent = tx.deliveries.sent_per_step(sequence_id)
        exits: dict[str | None, dict[ExitReason, int]] = {}
        for step_id, reason, count in tx.enrollments.exits(sequence_id):
            exits.setdefault(step_id, {})[reason] = count
        return Report(
            sequence=sequence,
            counts=tx.sequences.counts([sequence_id])[sequence_id],
            steps=tuple(
                StepReport(
                    number=number,
                    step=step,
                    sent=sent.get(step.id, 0),
                    exits=exits.get(step.id, {}),
                )
                for number, step in enumerate(content.steps, start=1)
            ),
        )
