"""The state machine of a sequence as one table, and who may use it.

Every state meets every action here: what is missing from the table is refused with a sentence.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from engine.domain.errors import NotAllowed, Refusal
from engine.domain.sequence import Sequence, SequenceState
from engine.domain.workspace import Actor


class Action(StrEnum):
    """What a person can do to a sequence."""

    EDIT = "edit"  # steps, settings or sender: makes a new version when it is under way
    RENAME = "rename"  # any time, in every state
    ENROLL = "enroll"  # any time; only an active sequence sends
    ACTIVATE = "activate"  # run the working content: the first time, or as a new version
    PAUSE = "pause"  # send nothing, keep every enrollment
    RESUME = "resume"  # go on where everyone was


_DRAFT, _ACTIVE, _PAUSED = SequenceState.DRAFT, SequenceState.ACTIVE, SequenceState.PAUSED

TRANSITIONS: Mapping[tuple[SequenceState, Action], SequenceState] = MappingProxyType(
    {
        (_DRAFT, Action.EDIT): _DRAFT,
        (_DRAFT, Action.RENAME): _DRAFT,
        (_DRAFT, Action.ENROLL): _DRAFT,
        (_DRAFT, Action.ACTIVATE): _ACTIVE,
        (_ACTIVE, Action.EDIT): _ACTIVE,
        (_ACTIVE, Action.RENAME): _ACTIVE,
        (_ACTIVE, Action.ENROLL): _ACTIVE,
        (_ACTIVE, Action.ACTIVATE): _ACTIVE,
        (_ACTIVE, Action.PAUSE): _PAUSED,
        (_PAUSED, Action.EDIT): _PAUSED,
        (_PAUSED, Action.RENAME): _PAUSED,
        (_PAUSED, Action.ENROLL): _PAUSED,
        (_PAUSED, Action.ACTIVATE): _PAUSED,
        (_PAUSED, Action.RESUME): _ACTIVE,
    }
)

_REFUSED: Mapping[tuple[SequenceState, Action], str] = MappingProxyType(
    {
        (_DRAFT, Action.PAUSE): "“{name}” is a draft and sends nothing. Activate it first.",
        (_DRAFT, Action.RESUME): "“{name}” is a draft. Activate it to start sending.",
        (_ACTIVE, Action.RESUME): "“{name}” is active already.",
        (_PAUSED, Action.PAUSE): "“{name}” is paused already. Resume it to go on.",
    }
)


def after(sequence: Sequence, action: Action) -> SequenceState:
    """Return the state after `action`; raises Refusal where the table has no way."""
    to = TRANSITIONS.get((sequence.state, action))
    if to is None:
        raise Refusal(_REFUSED[sequence.state, action].format(name=sequence.name))
    return to


def may_manage(sequence: Sequence, actor: Actor) -> bool:
    """Whether the actor may change, pause or activate this sequence."""
    if actor.workspace_id != sequence.workspace_id:
        return False
    return actor.is_admin or actor.is_approver or actor.user_id == sequence.owner_id


def require_manage(sequence: Sequence, actor: Actor) -> None:
    """Raise NotAllowed unless the actor may change, pause or activate this sequence."""
    if not may_manage(sequence, actor):
        raise NotAllowed(
            f"“{sequence.name}” belongs to <@{sequence.owner_id}>. Only they, an approver or an "
            "admin can change it. Ask them, or make a sequence of your own."
        )


def require_admin(actor: Actor) -> None:
    """Raise NotAllowed unless the actor is a Slack admin or owner."""
    if not actor.is_admin:
        raise NotAllowed("Only Slack admins and owners can do this. Ask one of them.")
