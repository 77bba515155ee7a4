"""The card that asks approvers to review, and the requester's message about the outcome."""

from dataclasses import dataclass
from datetime import datetime

from bot.views import buttons, kit
from bot.views.activation import ADMIN, volume
from bot.views.kit import Block
from bot.views.message import Message
from bot.views.wording import people, step_lines
from engine.domain.approval import Approval, ApprovalState
from engine.use_cases.previewing import Calendar

STEPS_SHOWN = 20
COMMENT_SHOWN = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What the card shows."""

    approval: Approval
    name: str  # of the sequence
    contacts: int
    decider_ids: tuple[str, ...]  # none: an admin decides
    calendar: Calendar | None  # none once it is decided


def build(card: Card) -> Message:
    """Return the card as it stands: with **Review** while it is open, else with the outcome."""
    approval, name = card.approval, kit.escape(card.name)
    asked = f"<@{approval.requested_by}> asks for approval of *{name}*."
    blocks = [
        kit.section(asked),
        kit.fields(*_facts(card)),
        kit.section("\n".join(step_lines(approval.content, STEPS_SHOWN)) or "No steps."),
    ]
    if approval.state is ApprovalState.OPEN:
        review = kit.button("Review", buttons.REVIEW, str(approval.id), style="primary")
        who = f"{people(card.decider_ids, ADMIN)} can decide."
        return Message(
            text=f"{asked} {who}", blocks=[*blocks, kit.context(who), kit.actions(review)]
        )
    said = outcome(approval)
    return Message(text=f"{asked} {said}", blocks=[*blocks, *_outcome_blocks(approval, said)])


def _facts(card: Card) -> list[str]:
    facts = [
        f"*Steps*\n{len(card.approval.content.steps)}",
        f"*Contacts*\n{card.contacts:,}",
    ]
    if card.calendar is None:
        return facts
    first = card.calendar.first_at
    return [
        *facts,
        f"*First send*\n{kit.when(first) if first else 'once contacts are enrolled'}",
        f"*Emails per day*\n{volume(card.calendar)}",
    ]


def outcome(approval: Approval) -> str:
    """Return who decided what and when, or why it was withdrawn. For a closed request."""
    at = _at(approval.decided_at)
    match approval.state:
        case ApprovalState.APPROVED:
            return f":white_check_mark: <@{approval.decided_by}> approved it{at}."
        case ApprovalState.CHANGES:
            return f":leftwards_arrow_with_hook: <@{approval.decided_by}> requested changes{at}."
        case ApprovalState.WITHDRAWN:
            return f":no_entry_sign: Withdrawn{at}: {approval.withdrawn_because}."
        case ApprovalState.OPEN:
            return "It waits for a decision."


def _at(decided_at: datetime | None) -> str:
    return f" {kit.when(decided_at)}" if decided_at else ""


def _outcome_blocks(approval: Approval, said: str) -> list[Block]:
    quoted = quote(approval.comment)
    return [kit.section(said), *([kit.section(quoted)] if quoted else [])]


def quote(comment: str) -> str:
    """Return a person's words as a quotation, "" for none."""
    clipped = kit.escape(kit.clip(comment.strip(), COMMENT_SHOWN))
    return "\n".join(f">{line}" for line in clipped.splitlines())


def decided(approval: Approval, *, name: str, sends: str) -> Message:
    """Return the requester's message: the outcome, the comment, and what to do next.

    `sends` says when messages go out, for an approved one.
    """
    said = f"*{kit.escape(name)}*: {outcome(approval)}"
    after = f"Edit *{kit.escape(name)}*, then request approval again."
    if approval.state is ApprovalState.APPROVED:
        after = sends
    blocks = [kit.section(said)]
    if quoted := quote(approval.comment):
        blocks.append(kit.section(quoted))
    blocks += [kit.section(after), kit.actions(buttons.open_sequence(approval.sequence_id))]
    comment = kit.escape(kit.clip(approval.comment, COMMENT_SHOWN))
    return Message(text=" ".join(filter(None, [said, comment, after])), blocks=blocks)
