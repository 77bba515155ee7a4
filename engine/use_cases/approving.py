"""A second person looks before anything is sent: request, review, decide once."""

from collections.abc import Mapping
from collections.abc import Sequence as Rows
from dataclasses import dataclass, replace
from datetime import datetime

from engine.domain.approval import (
    Approval,
    ApprovalState,
    Decision,
    deciders,
    review_hash,
)
from engine.domain.errors import FieldProblem, Invalid, NotAllowed, Refusal, Stale
from engine.domain.lifecycle import require_manage
from engine.domain.notice import NewNotice, Notice, NoticeKind
from engine.domain.review_marks import differences, marks
from engine.domain.sequence import Content, Sequence
from engine.domain.workspace import Actor, WorkspaceSettings
from engine.ports import Store, Tx
from engine.use_cases import activation, finding

ADMINS_TOLD = 10  # by DM, where no approver may decide
COMMENT_MAX_LENGTH = 1000  # what a form can carry from page to page


def request(store: Store, actor: Actor, sequence_id: int, *, now: datetime) -> Approval:
    """Ask for approval of what is written now; a second press finds the open request."""
    with store.begin(actor.workspace_id) as tx:
        sequence = finding.sequence(tx, sequence_id, lock=True)
        require_manage(sequence, actor)
        activation.require_ready(tx, sequence)
        if not tx.workspace.get().settings.approver_ids:
            raise Refusal("This workspace has no approvers any more. Press Activate once more.")
        already = tx.approvals.open_for(sequence_id)
        if already is not None:
            return already
        approval = tx.approvals.add(
            Approval(
                id=0,
                workspace_id=actor.workspace_id,
                sequence_id=sequence_id,
                requested_by=actor.user_id,
                requested_at=now,
                content=sequence.working,
                contact_count=len(tx.enrollments.open_contact_ids(sequence_id)),
            )
        )
        _announce(tx, sequence, approval, now=now)
        return approval


def who_decides(tx: Tx, sequence: Sequence, approval: Approval) -> tuple[str, ...]:
    """Return the approvers who may decide; none means an admin does."""
    return deciders_of(tx, sequence, requested_by=approval.requested_by)


def deciders_of(tx: Tx, sequence: Sequence, *, requested_by: str) -> tuple[str, ...]:
    """Return the approvers who may decide on what this member asks for, as far as is known."""
    settings = tx.workspace.get().settings
    known = (tx.members.get(user) for user in settings.approver_ids)
    gone = frozenset(each.user_id for each in known if each is not None and not each.is_live)
    return deciders(sequence, settings, requested_by=requested_by, gone=gone)


def may_decide(tx: Tx, sequence: Sequence, approval: Approval, actor: Actor) -> bool:
    """Whether the actor may decide this request now.

    With no approver left, an admin does, unless they asked for it or edited it themselves.
    """
    able = who_decides(tx, sequence, approval)
    if able:
        return actor.user_id in able
    barred = {approval.requested_by, *sequence.editor_ids}
    return actor.is_admin and actor.user_id not in barred


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What an approver sees, and the hash their decision is bound to."""

    approval: Approval
    sequence: Sequence
    content: Content  # as it stands now
    contact_ids: tuple[int, ...]
    hash: str
    differences: tuple[str, ...]  # against what was seen before, in words


def review(
    store: Store, actor: Actor, approval_id: int, *, seen: Mapping[str, str] | None = None
) -> Review:
    """Return what stands to be decided. `seen` is `fingerprint` of an earlier look.

    Raises NotAllowed for those who may not decide, Refusal when it is decided already.
    """
    with store.read(actor.workspace_id) as tx:
        approval, sequence = _open(tx, approval_id)
        _require_decider(tx, sequence, approval, actor)
        return _review(tx, sequence, approval, seen)


def decide(
    store: Store,
    actor: Actor,
    approval_id: int,
    decision: Decision,
    *,
    comment: str,
    seen: Mapping[str, str],
    now: datetime,
) -> Approval:
    """Decide once. Raises Stale when anything changed since the review was opened.

    Raises Invalid for the field "comment", NotAllowed, and Refusal when someone was quicker.
    """
    comment = comment.strip()
    if decision is Decision.REQUEST_CHANGES and not comment:
        sentence = "Say what should change, so that the requester knows what to do."
        raise Invalid(FieldProblem(field="comment", sentence=sentence))
    with store.begin(actor.workspace_id) as tx:
        approval, sequence = _open(tx, approval_id, lock=True)
        _require_decider(tx, sequence, approval, actor)
        if _review(tx, sequence, approval, seen).hash != seen.get("hash"):
            raise Stale("This changed since you opened it. Look at the differences, then decide.")
        state = ApprovalState.APPROVED if decision is Decision.APPROVE else ApprovalState.CHANGES
        decided = replace(
            approval, state=state, decided_by=actor.user_id, decided_at=now, comment=comment
        )
        if not tx.approvals.close(decided, state=state):
            raise Refusal("Somebody else has just decided this request.")
        if decision is Decision.APPROVE:
            activation.require_ready(tx, sequence)
            activation.go_live(tx, sequence, by=actor.user_id, now=now)
        _tell(tx, sequence, decided, now=now)
        return decided


def fingerprint(of: Review) -> dict[str, str]:
    """Return what a form keeps of a review, to know later what has changed and to say so."""
    return marks(of.content, of.contact_ids)


def _review(
    tx: Tx, sequence: Sequence, approval: Approval, seen: Mapping[str, str] | None
) -> Review:
    contact_ids = tx.enrollments.open_contact_ids(sequence.id)
    fresh = Review(
        approval=approval,
        sequence=sequence,
        content=sequence.working,
        contact_ids=contact_ids,
        hash=review_hash(sequence.working, contact_ids),
        differences=(),
    )
    return replace(fresh, differences=differences(seen, fingerprint(fresh))) if seen else fresh


def _open(tx: Tx, approval_id: int, *, lock: bool = False) -> tuple[Approval, Sequence]:
    approval = tx.approvals.get(approval_id)
    if approval is None:
        raise Refusal("This request no longer exists.")
    sequence = finding.sequence(tx, approval.sequence_id, lock=lock)
    # Read again under the lock: somebody may have decided while we waited for it.
    approval = tx.approvals.get(approval_id) or approval
    match approval.state:
        case ApprovalState.OPEN:
            return approval, sequence
        case ApprovalState.WITHDRAWN:
            raise Refusal(f"This request was withdrawn: {approval.withdrawn_because}.")
        case ApprovalState.APPROVED | ApprovalState.CHANGES:
            verb = "approved" if approval.state is ApprovalState.APPROVED else "sent back"
            raise Refusal(f"<@{approval.decided_by}> has {verb} this already.")


def _require_decider(tx: Tx, sequence: Sequence, approval: Approval, actor: Actor) -> None:
    if may_decide(tx, sequence, approval, actor):
        return
    able = who_decides(tx, sequence, approval)
    who = " or ".join(f"<@{user}>" for user in able) or "an admin who has not edited it"
    raise NotAllowed(
        f"You can't decide this one: only {who} can. Whoever asked for it or edited it doesn't "
        "approve it."
    )


def approvers_changed(store: Store, actor: Actor, *, now: datetime) -> None:
    """Let every open request say who can decide now, and reach those who could not before."""
    with store.begin(actor.workspace_id) as tx:
        for approval in tx.approvals.open():
            sequence = finding.sequence(tx, approval.sequence_id)
            for card in _cards(tx, approval):
                tx.notices.touch(card.id, payload=card.payload)
            _announce(tx, sequence, approval, now=now)


def _cards(tx: Tx, approval: Approval) -> Rows[Notice]:
    return tx.notices.find(NoticeKind.APPROVAL_REQUESTED, "approval_id", approval.id)


def _announce(tx: Tx, sequence: Sequence, approval: Approval, *, now: datetime) -> None:
    settings = tx.workspace.get().settings
    told = {card.channel for card in _cards(tx, approval)}
    for channel in _places(tx, sequence, approval, settings):
        if channel in told:
            continue
        tx.notices.add(
            NewNotice(
                kind=NoticeKind.APPROVAL_REQUESTED,
                channel=channel,
                owner_id=approval.requested_by,
                payload={"approval_id": approval.id, "sequence_id": sequence.id},
            ),
            at=now,
        )


def _places(
    tx: Tx, sequence: Sequence, approval: Approval, settings: WorkspaceSettings
) -> tuple[str, ...]:
    if settings.approvals_channel:
        return (settings.approvals_channel,)
    return who_decides(tx, sequence, approval) or _admins(tx, sequence, approval)


def _admins(tx: Tx, sequence: Sequence, approval: Approval) -> tuple[str, ...]:
    """Return the admins we know of who may decide; without any, the approvers pass it on."""
    barred = {approval.requested_by, *sequence.editor_ids}
    known = tuple(each.user_id for each in tx.members.admins() if each.user_id not in barred)
    return known[:ADMINS_TOLD] or tx.workspace.get().settings.approver_ids


def _tell(tx: Tx, sequence: Sequence, approval: Approval, *, now: datetime) -> None:
    for card in _cards(tx, approval):
        tx.notices.touch(card.id, payload=card.payload)
    tx.notices.add(
        NewNotice(
            kind=NoticeKind.APPROVAL_DECIDED,
            channel=approval.requested_by,
            owner_id=approval.requested_by,
            payload={"approval_id": approval.id, "sequence_id": sequence.id},
        ),
        at=now,
    )
