"""A request for approval that nothing is left to decide about: taken back, and its card says so."""

from dataclasses import replace
from datetime import datetime

from engine.domain.approval import ApprovalState
from engine.domain.notice import NoticeKind
from engine.domain.sequence import Sequence
from engine.ports import Tx


def withdraw(tx: Tx, sequence: Sequence, *, because: str, now: datetime) -> None:
    """Take an open request back and let its card say why."""
    approval = tx.approvals.open_for(sequence.id)
    if approval is None:
        return
    withdrawn = replace(
        approval, state=ApprovalState.WITHDRAWN, withdrawn_because=because, decided_at=now
    )
    if tx.approvals.close(withdrawn, state=ApprovalState.WITHDRAWN):
        for card in tx.notices.find(NoticeKind.APPROVAL_REQUESTED, "approval_id", approval.id):
            tx.notices.touch(card.id, payload=card.payload)
