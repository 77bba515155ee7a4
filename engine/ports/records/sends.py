"""The three writes of a send, each at one stroke: all of it, and only if nothing has changed.

What they ask is whether all that was read ahead for the decision stands as it was seen. Where it
does not, where somebody is just changing it, or where a lane or a delivery is no longer ours,
nothing is stored but what stands before that in the list, and the caller looks again.
"""

from dataclasses import dataclass
from typing import Protocol

from engine.domain.connection import Lane
from engine.domain.enrollment import Delivery, Enrollment


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An enrollment with all that belongs to it, as it stood when it was read ahead.

    What it is known by again is the store's own: two of the same stand for the same rows.
    """

    enrollment_id: int
    enrollment: object
    plan: object  # its sequence, contact and the version under way
    send: object  # the workspace, the mailbox and its owner


class Sends(Protocol):
    """What a send writes."""

    def intend(
        self, lane: Lane, *, epoch: int, delivery: Delivery, new_token: str | None, seen: Seen
    ) -> bool:
        """Store the lane if the epoch is ours, a new unsubscribe link, and the delivery.

        False, too, when there is one with the delivery's key.
        """
        ...

    def mark(
        self,
        lane: Lane,
        *,
        epoch: int,
        delivery: Delivery,
        was: Delivery,
        asleep: Enrollment,
        awake: Enrollment,
        seen: Seen,
        only_to_plan: bool,
    ) -> Seen | None:
        """Store the lane if the epoch is ours, the delivery if it is in the state it `was` in.

        And the enrollment, which was seen `awake`. With `only_to_plan` the mailbox, its owner, the
        workspace and the suppressions are not compared. Returns what is seen now, none when it
        was not stored.
        """
        ...

    def record(
        self,
        delivery: Delivery,
        *,
        was: Delivery,
        after: Enrollment,
        asleep: Enrollment,
        seen: Seen,
    ) -> bool:
        """Store the delivery if it is in the state it `was` in, and its enrollment."""
        ...
