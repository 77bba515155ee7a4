"""The facts of the approval card and of the requester's message, read when they are posted."""

from dataclasses import replace

from bot.views import approval_card, kit
from bot.views.activation import first_send
from bot.views.message import Message
from engine.domain.approval import Approval, ApprovalState
from engine.domain.notice import Notice
from engine.domain.sequence import Sequence, SequenceState
from engine.ports import Tx
from engine.use_cases import approving, previewing

GONE = Message(
    text="This request no longer exists.",
    blocks=[kit.section("This request no longer exists: its sequence was deleted.")],
)


def approval_requested(tx: Tx, notice: Notice) -> Message:
    """Return the card as the request stands now."""
    found = _found(tx, notice)
    if found is None:
        return GONE
    approval, sequence = found
    is_open = approval.state is ApprovalState.OPEN
    asked = replace(sequence, working=approval.content)
    contacts = len(tx.enrollments.open_contact_ids(sequence.id))
    return approval_card.build(
        approval_card.Card(
            approval=approval,
            name=sequence.name,
            contacts=contacts if is_open else approval.contact_count,
            decider_ids=approving.who_decides(tx, sequence, approval),
            # As if approved when it was asked for: a card has no clock of its own.
            calendar=previewing.calendar(tx, asked, now=approval.requested_at) if is_open else None,
        )
    )


def approval_decided(tx: Tx, notice: Notice) -> Message:
    """Return the requester's message about the outcome."""
    found = _found(tx, notice)
    if found is None:
        return GONE
    approval, sequence = found
    return approval_card.decided(approval, name=sequence.name, sends=_sends(tx, approval, sequence))


def _sends(tx: Tx, approval: Approval, sequence: Sequence) -> str:
    if sequence.state is SequenceState.PAUSED:
        return "It stays paused until you resume it."
    now = approval.decided_at or approval.requested_at
    return f"It is active. {first_send(previewing.calendar(tx, sequence, now=now))}"


def _found(tx: Tx, notice: Notice) -> tuple[Approval, Sequence] | None:
    approval = tx.approvals.get(int(notice.payload["approval_id"]))
    sequence = tx.sequences.get(approval.sequence_id) if approval else None
    return (approval, sequence) if approval and sequence else None
