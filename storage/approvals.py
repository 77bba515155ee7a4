"""Requests for a second person."""

from collections.abc import Sequence as Rows
from dataclasses import replace

from engine.domain.approval import Approval, ApprovalState
from storage import tables
from storage.mapper import Mapper
from storage.scoped import Scope, Scoped

_approval = tables.approval.c
_OPEN = _approval.state == ApprovalState.OPEN

APPROVALS = Mapper(tables.approval, Approval)


class SqlApprovals:
    """Requests for a second person."""

    def __init__(self, scope: Scope) -> None:
        self._rows = Scoped(APPROVALS, scope)

    def add(self, approval: Approval) -> Approval:
        """Insert (the id is ignored) and return it with its id."""
        return self._rows.add(approval)

    def get(self, approval_id: int) -> Approval | None:
        """Return the request, if it is ours."""
        return self._rows.get(approval_id)

    def open_for(self, sequence_id: int) -> Approval | None:
        """Return the sequence's undecided request; there is one at most."""
        return self._rows.find(sequence_id=sequence_id, state=ApprovalState.OPEN)

    def last_for(self, sequence_id: int) -> Approval | None:
        """Return the sequence's newest request, decided or not."""
        statement = self._rows.select(_approval.sequence_id == sequence_id)
        newest = self._rows.fetch(statement.order_by(_approval.id.desc()).limit(1))
        return newest[0] if newest else None

    def open(self) -> Rows[Approval]:
        """Return every undecided request, the oldest first."""
        return self._rows.all(_OPEN, order_by=[_approval.id])

    def close(self, approval: Approval, *, state: ApprovalState) -> bool:
        """Store the decided request if it is still open; False when somebody was quicker."""
        decided = replace(approval, state=state)
        return self._rows.save_if(decided, state=ApprovalState.OPEN)
