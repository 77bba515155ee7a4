"""Everything an approver sees before deciding: messages, settings, people, and when they go."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from engine.domain.connection import Mailbox
from engine.domain.enrollment import Contact
from engine.domain.workspace import Actor
from engine.ports import Store, Tx
from engine.use_cases import approving, previewing
from engine.use_cases.approving import Review


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A review with what it needs to be read."""

    review: Review
    contact: Contact  # whom the steps are rendered for: the one with the most missing values
    lacking: tuple[str, ...]  # variables this contact has no value for
    is_example: bool  # nobody is enrolled: the contact is made up
    steps: tuple[previewing.StepPreview, ...]
    other: Contact  # whom those steps are rendered for that can't be made for `contact`
    other_steps: tuple[previewing.StepPreview, ...]  # all of them again; empty without need
    calendar: previewing.Calendar
    mailbox: Mailbox | None


def show(
    store: Store,
    actor: Actor,
    approval_id: int,
    *,
    seen: Mapping[str, str] | None,
    now: datetime,
) -> Shown:
    """Return what there is to decide; raises as `approving.review`. Nothing is stored."""
    review = approving.review(store, actor, approval_id, seen=seen)
    with store.read(actor.workspace_id) as tx:
        candidates = previewing.candidates_of(tx, review.sequence)
        first = candidates[0] if candidates else None
        contact = first.contact if first else previewing.example(tx)
        steps = previewing.render_steps(tx, review.sequence.id, review.content, contact)
        other = _other(tx, candidates)
        others: tuple[previewing.StepPreview, ...] = ()
        if any(step.problem for step in steps):
            others = previewing.render_steps(tx, review.sequence.id, review.content, other)
        mailbox_id = review.content.settings.mailbox_id
        return Shown(
            review=review,
            contact=contact,
            lacking=first.lacking if first else (),
            is_example=first is None,
            steps=steps,
            other=other,
            other_steps=others,
            calendar=previewing.calendar(tx, review.sequence, now=now),
            mailbox=tx.mailboxes.get(mailbox_id) if mailbox_id is not None else None,
        )


def _other(tx: Tx, candidates: tuple[previewing.Candidate, ...]) -> Contact:
    """Return someone who lacks nothing: an approver has to read every message."""
    whole = (each.contact for each in candidates if not each.lacking)
    return next(whole, None) or previewing.example(tx)
