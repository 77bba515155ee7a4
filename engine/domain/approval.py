"""A request that a second person approves what is about to be sent."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from engine.domain.sequence import Content, Sequence
from engine.domain.workspace import WorkspaceSettings


class ApprovalState(StrEnum):
    """What became of a request."""

    OPEN = "open"  # waits for a decision
    APPROVED = "approved"  # and the version went live with it
    CHANGES = "changes"  # changes were requested, with a comment
    WITHDRAWN = "withdrawn"  # an edit, or the requester, took it back


class Decision(StrEnum):
    """What an approver can say."""

    APPROVE = "approve"
    REQUEST_CHANGES = "changes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """A request for one piece of content, decided once."""

    id: int
    workspace_id: str
    sequence_id: int
    requested_by: str
    requested_at: datetime
    content: Content  # as it was when it was requested
    contact_count: int
    state: ApprovalState = ApprovalState.OPEN
    decided_by: str | None = None
    decided_at: datetime | None = None
    comment: str = ""
    withdrawn_because: str = ""  # what the edit changed, in words


def deciders(
    sequence: Sequence,
    settings: WorkspaceSettings,
    *,
    requested_by: str,
    gone: frozenset[str] = frozenset(),
) -> tuple[str, ...]:
    """Return the approvers who may decide; none means that an admin decides.

    Neither the requester nor anyone who has edited since the last approved version is among them,
    nor who is `gone` from the workspace.
    """
    barred = {requested_by, *sequence.editor_ids, *gone}
    return tuple(user for user in settings.approver_ids if user not in barred)


def review_hash(content: Content, contact_ids: tuple[int, ...]) -> str:
    """Return what a decision is bound to: steps, settings, sender and contacts.

    Name, notify channel and computed times are left out on purpose.
    """
    people = ",".join(str(contact_id) for contact_id in sorted(contact_ids))
    return hashlib.sha256(f"{content.hash}:{people}".encode()).hexdigest()
