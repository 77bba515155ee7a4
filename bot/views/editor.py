"""The editor: a sequence as it is written, what blocks it, and everything one can do to it."""

from dataclasses import dataclass

from bot.views import buttons, kit, words
from bot.views.editor_steps import step_blocks
from bot.views.kit import Block, View
from engine.domain.approval import ApprovalState
from engine.domain.checks import Fix, Problem
from engine.domain.sequence import Sequence, SequenceState
from engine.use_cases.reporting import Open

CALLBACK = "editor"
RENAME = "editor.rename"
PREVIEW = "editor.preview"
HAND_OVER = "editor.hand_over"
PROBLEMS_MAX = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """What the editor remembers."""

    sequence_id: int
    page: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What a form about a sequence remembers, wherever it was opened."""

    sequence_id: int
    step_id: str = ""
    page: int = 0  # of the editor below
    is_above_editor: bool = False


def build(
    of: Open, *, page: int = 0, may_manage: bool = True, connect_link: str | None = None
) -> View:
    """Return the editor; `connect_link` is the viewer's own, if they are the owner."""
    page, steps = step_blocks(of.sequence.working, page, is_editable=may_manage)
    return kit.modal(
        CALLBACK,
        "Edit sequence" if may_manage else "Sequence",
        [
            *_head(of),
            *_approval(of),
            *([] if may_manage else [_not_yours(of)]),
            *_problems(of, connect_link if may_manage else None, is_editable=may_manage),
            kit.divider(),
            *steps,
            *(_adding(of.sequence.id) if may_manage else []),
            kit.divider(),
            _settings(of),
            *(_doing(of) if may_manage else [_looking(of)]),
        ],
        meta=Meta(sequence_id=of.sequence.id, page=page),
    )


def _head(of: Open) -> list[Block]:
    awaiting = of.approval is not None and of.approval.state is ApprovalState.OPEN
    state = words.state(of.sequence.state, is_awaiting=awaiting)
    changes = " · has changes that are not active yet" if of.has_changes else ""
    return [
        kit.header(of.sequence.name),
        kit.context(f"{state}{changes} · owner <@{of.sequence.owner_id}>", words.counts(of.counts)),
    ]


def _approval(of: Open) -> list[Block]:
    approval = of.approval
    if approval is None:
        return []
    match approval.state:
        case ApprovalState.OPEN:
            who = " or ".join(f"<@{user}>" for user in of.deciders[:20])
            return [
                kit.section(
                    f":hourglass: *Awaiting approval*, requested by <@{approval.requested_by}> "
                    f"{kit.when(approval.requested_at)}. "
                    f"{who or 'An admin who has not edited it'} can decide. "
                    "An edit withdraws the request."
                )
            ]
        case ApprovalState.CHANGES:
            comment = kit.escape(kit.clip(approval.comment, 500))
            return [kit.section(f":memo: <@{approval.decided_by}> asked for changes:\n>{comment}")]
        case ApprovalState.WITHDRAWN if of.sequence.state is SequenceState.DRAFT or of.has_changes:
            because = kit.clip(approval.withdrawn_because, 300)
            return [kit.context(f"The last request for approval was withdrawn: {because}.")]
        case _:
            return []


def _not_yours(of: Open) -> Block:
    return kit.context(
        f"Only <@{of.sequence.owner_id}>, an approver or an admin can change this sequence."
    )


def _problems(of: Open, connect_link: str | None, *, is_editable: bool) -> list[Block]:
    if of.sequence.active_version is not None and not of.has_changes:
        return []
    if not of.problems:
        return [kit.context(":white_check_mark: Nothing blocks activation.")]
    shown = of.problems[:PROBLEMS_MAX]
    found = [kit.section("*Before it can be activated:*")]
    fixed: set[tuple[Fix, str | None]] = set()
    for problem in shown:
        fix = (problem.fix, problem.step_id)
        is_first = fix not in fixed
        fixed.add(fix)
        accessory = _fix(of.sequence, problem, connect_link) if is_editable and is_first else None
        sentence = f":warning: {kit.escape(problem.sentence)}"
        found.append(kit.section(sentence, accessory=accessory))
    if left := len(of.problems) - len(shown):
        found.append(kit.context(f"… and {left} more."))
    return found


def _fix(sequence: Sequence, problem: Problem, connect_link: str | None) -> Block | None:
    """Return the button beside a problem; its text is that of no other button in the editor."""
    match problem.fix:
        case Fix.ADD_STEP:
            return kit.button("Add a step", buttons.ADD_EMAIL_STEP, str(sequence.id))
        case Fix.EDIT_STEP:
            step_id = problem.step_id or ""
            number = (sequence.working.position(step_id) or 0) + 1
            value = buttons.step_value(sequence.id, step_id)
            return kit.button(f"Edit step {number}", buttons.EDIT_STEP, value)
        case Fix.SETTINGS:
            return kit.button("Choose a mailbox", buttons.SETTINGS, str(sequence.id))
        case Fix.CONNECT_GMAIL:
            return buttons.connect_gmail(connect_link) if connect_link else None
        case Fix.CONNECT_SALESMSG:
            return kit.button("Connect Salesmsg", buttons.SETUP)


def _adding(sequence_id: int) -> list[Block]:
    value = str(sequence_id)
    return [
        kit.actions(
            kit.button("Add email step", buttons.ADD_EMAIL_STEP, value),
            kit.button("Add SMS step", buttons.ADD_SMS_STEP, value),
            block_id="editor.adding",
        )
    ]


def _settings(of: Open) -> Block:
    lines = words.settings(of.sequence.working.settings, of.mailbox, of.sequence.notify_channel)
    return kit.fields(*lines)


def _doing(of: Open) -> list[Block]:
    value = str(of.sequence.id)
    return [
        kit.actions(
            kit.button("Settings", buttons.SETTINGS, value),
            kit.button("Rename", RENAME, value),
            kit.button("Preview", PREVIEW, value),
            kit.button("Enroll contacts", buttons.ENROLL, value),
            kit.button("Report", buttons.REPORT, value),
            kit.button("Hand over", HAND_OVER, value),
            block_id="editor.doing",
        ),
        kit.actions(*_state_buttons(of), block_id="editor.state"),
    ]


def _looking(of: Open) -> Block:
    value = str(of.sequence.id)
    return kit.actions(
        kit.button("Preview", PREVIEW, value), kit.button("Report", buttons.REPORT, value)
    )


def _state_buttons(of: Open) -> list[Block]:
    value = str(of.sequence.id)
    activate = kit.button("Activate", buttons.ACTIVATE, value, style="primary")
    match of.sequence.state:
        case SequenceState.DRAFT:
            return [activate]
        case SequenceState.ACTIVE:
            pause = kit.button("Pause", buttons.PAUSE, value)
            return [activate, pause] if of.has_changes else [pause]
        case SequenceState.PAUSED:
            resume = kit.button("Resume", buttons.RESUME, value, style="primary")
            return [activate, resume] if of.has_changes else [resume]
