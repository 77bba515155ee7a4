"""The review: every message, the settings and the calendar, then the decision.

One page while it fits into a modal, else pages with the decision on the last one.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from bot.state import Values
from bot.views import kit
from bot.views.kit import Block, View
from bot.views.review_content import content_blocks
from engine.domain.approval import Approval, ApprovalState, Decision
from engine.domain.errors import FieldProblem, Invalid
from engine.domain.sequence import SequenceState
from engine.use_cases.approving import COMMENT_MAX_LENGTH, fingerprint
from engine.use_cases.reviewing import Shown

SUBMIT = "approval.decide"
NEXT = "approval.next"
BACK = "approval.back"

TITLE = "Review"
DECISION = "decision"
COMMENT = "comment"
PAGE_BLOCKS = 94  # Slack: 100 blocks a modal; the rest is paging and the decision
PAGE_BYTES = 200_000  # Slack: 250 kB a view, with what surrounds the blocks
META_MAX = 3000  # Slack: characters of private_metadata

_CHOICES = {
    Decision.APPROVE: "Approve",
    Decision.REQUEST_CHANGES: "Request changes",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """What the form carries: what was seen, where we are, and what was typed on the last page."""

    approval_id: int
    page: int = 0
    seen: Mapping[str, str] = field(default_factory=dict)
    decision: str | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What was filled in."""

    decision: str | None
    comment: str


def build(
    shown: Shown,
    *,
    page: int = 0,
    typed: Typed | None = None,
    seen: Mapping[str, str] | None = None,
) -> View:
    """Return a page of the review; `typed` is what was filled in before.

    `seen` is what an earlier page showed: paging must not renew it, or a change would go unseen.
    """
    typed = typed or Typed(decision=None, comment="")
    pages = _pages(content_blocks(shown))
    page = max(0, min(page, len(pages) - 1))
    is_last = page == len(pages) - 1
    blocks = [*pages[page], *_paging(page, len(pages)), *(_decision(typed) if is_last else [])]
    view = kit.modal(SUBMIT, TITLE, blocks, submit="Decide" if is_last else None, close="Cancel")
    meta = Meta(
        approval_id=shown.review.approval.id,
        page=page,
        seen=seen or fingerprint(shown.review),
        decision=typed.decision,
        comment=typed.comment,
    )
    view["private_metadata"] = _dumped(meta)
    return view


def read(values: Values, meta: Meta) -> Typed:
    """Return what is filled in, or was before a page was turned."""
    if not values.has(DECISION):
        return Typed(decision=meta.decision, comment=meta.comment)
    return Typed(decision=values.choice(DECISION), comment=values.text(COMMENT))


def decision_of(typed: Typed) -> Decision:
    """Return what was chosen. Raises Invalid for the field "decision"."""
    if typed.decision is None:
        sentence = "Choose Approve or Request changes."
        raise Invalid(FieldProblem(field=DECISION, sentence=sentence))
    return Decision(typed.decision)


def _dumped(meta: Meta) -> str:
    text = _compact(asdict(meta))
    if len(text) <= META_MAX:
        return text
    # A comment of line breaks and quotes: which steps changed is told less exactly then.
    return _compact(asdict(meta) | {"seen": {**meta.seen, "steps": ""}})


def _compact(data: Mapping[str, object]) -> str:
    # Slack counts characters: other alphabets must not be blown up to six for one.
    return json.dumps(data, separators=(",", ":"), ensure_ascii=False)


def _pages(blocks: list[Block]) -> list[list[Block]]:
    pages: list[list[Block]] = [[]]
    size = 0
    for block in blocks:
        weight = len(json.dumps(block))
        if pages[-1] and (len(pages[-1]) >= PAGE_BLOCKS or size + weight > PAGE_BYTES):
            pages.append([])
            size = 0
        pages[-1].append(block)
        size += weight
    return pages


def _paging(page: int, count: int) -> list[Block]:
    if count == 1:
        return []
    buttons = []
    if page > 0:
        buttons.append(kit.button("Back", BACK, str(page - 1)))
    if page < count - 1:
        buttons.append(kit.button("Next", NEXT, str(page + 1)))
    where = f"Page {page + 1} of {count}."
    note = where if page == count - 1 else f"{where} The decision is on the last page."
    return [kit.context(note), kit.actions(*buttons)]


def _decision(typed: Typed) -> list[Block]:
    options = [kit.option(text, value.value) for value, text in _CHOICES.items()]
    radio: Block = {"type": "radio_buttons", "options": options}
    chosen = next((each for each in options if each["value"] == typed.decision), None)
    if chosen:
        radio["initial_option"] = chosen
    comment = kit.text_input(typed.comment, multiline=True, max_length=COMMENT_MAX_LENGTH)
    return [
        kit.divider(),
        kit.field(DECISION, "Decision", radio),
        kit.field(COMMENT, "Comment", comment, optional=True, hint="Required for changes."),
    ]


def said(name: str, approval: Approval, state: SequenceState) -> str:
    """Return what a decision did, for whoever made it."""
    shown = kit.escape(name)
    if approval.state is ApprovalState.CHANGES:
        return f"<@{approval.requested_by}> is told what should change in *{shown}*."
    if state is SequenceState.PAUSED:
        return f"*{shown}* is approved. It stays paused until it is resumed."
    return f"*{shown}* is approved and active. <@{approval.requested_by}> is told."
