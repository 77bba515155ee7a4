"""Activating: what the live checks found, with a way to mend each; or what it would do."""

from dataclasses import dataclass

from bot.views import buttons, kit, words
from bot.views.kit import Block, View
from bot.views.message import Message
from bot.views.wording import capital, people, step_lines
from engine.domain.checks import Fix, Problem
from engine.domain.sequence import Sequence, SequenceState
from engine.use_cases.checking import Checked
from engine.use_cases.previewing import Calendar

CHECK_AGAIN = "activation.check_again"
SUBMIT = "activation.submit"


TITLE = "Activate"
ADMIN = "an admin who hasn't edited it"
STEPS_SHOWN = 20
PROBLEMS_SHOWN = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """What the form carries."""

    sequence_id: int
    asks: bool  # for approval, rather than activating at once


def build(found: Checked, *, connect_link: str) -> View:
    """Return what blocks activation with its fixes, or the question whether to go ahead."""
    if found.unreachable or found.problems:
        return _blocked(found, connect_link)
    return _ready(found)


def message(found: Checked) -> Message:
    """Return the same in short, for those who closed the view meanwhile."""
    name = kit.escape(found.sequence.name)
    said = f"*{name}* passes every check and can be activated."
    if not found.is_ready:
        sentences = [*found.unreachable, *(problem.sentence for problem in found.problems)]
        listed = "\n".join(f"• {kit.escape(each)}" for each in sentences[:PROBLEMS_SHOWN])
        said = f"*{name}* can't be activated yet.\n{listed}"
    button = kit.button("Activate", buttons.ACTIVATE, str(found.sequence.id))
    return Message(text=said, blocks=[kit.section(said), kit.actions(button)])


def done(title: str, sentences: list[str]) -> View:
    """Return the closing view: what happened, and what comes next."""
    return kit.modal("activation.done", title, [kit.section(each) for each in sentences])


def activated(sequence: Sequence, calendar: Calendar) -> View:
    """Return the closing view after an activation."""
    name = kit.escape(sequence.name)
    if sequence.state is SequenceState.PAUSED:
        said = f"The new version of *{name}* is in place. It stays paused until you resume it."
        return done("Activated", [said])
    return done("Activated", [f"*{name}* is active.", first_send(calendar)])


def requested(sequence: Sequence, decider_ids: tuple[str, ...]) -> View:
    """Return the closing view after a request for approval."""
    said = f"Approval of *{kit.escape(sequence.name)}* is requested. Nothing is sent before it."
    who = f"{capital(people(decider_ids, ADMIN))} can decide. You get a message when they have."
    return done("Approval requested", [said, who])


def first_send(calendar: Calendar) -> str:
    """Return when the first messages go, in words."""
    if not calendar.contacts:
        return "Nobody is enrolled yet: messages go out once contacts are enrolled."
    if calendar.first_at is None:
        return "No message is due: everyone enrolled has had every step."
    return f"The first messages go out {kit.when(calendar.first_at)}."


def volume(calendar: Calendar) -> str:
    """Return how much goes out on the busiest day, in words."""
    if not calendar.busiest:
        return "none yet"
    least = "at least " if calendar.simulated < calendar.contacts else ""
    return f"{least}{calendar.busiest:,} on the busiest day"


def _ready(found: Checked) -> View:
    calendar, sequence = found.calendar, found.sequence
    first = kit.when(calendar.first_at) if calendar.first_at else "once contacts are enrolled"
    blocks = [
        kit.section(f"*{kit.escape(sequence.name)}* passes every check."),
        kit.fields(
            f"*Steps*\n{len(sequence.working.steps)}",
            f"*Contacts*\n{calendar.contacts:,}",
            f"*First send*\n{first}",
            f"*Emails per day*\n{volume(calendar)}",
        ),
        kit.section("\n".join(step_lines(sequence.working, STEPS_SHOWN))),
        *_effect(found),
    ]
    submit = "Request approval" if found.has_approvers else "Activate"
    meta = Meta(sequence_id=sequence.id, asks=found.has_approvers)
    return kit.modal(SUBMIT, TITLE, blocks, submit=submit, close="Cancel", meta=meta)


def _effect(found: Checked) -> list[Block]:
    said = []
    if found.sequence.state is SequenceState.PAUSED:
        said.append("It is paused and stays paused: messages go out once it is resumed.")
    elif found.sequence.state is SequenceState.ACTIVE:
        said.append("Contacts under way go on with this version. Nobody gets a step twice.")
    if found.is_awaiting:
        said.append("A request for approval is open already.")
    if found.has_approvers:
        who = people(found.decider_ids, ADMIN)
        said.append(f"This workspace has approvers: {who} can decide. Until then nothing changes.")
    return [kit.context(" ".join(said))] if said else []


def _blocked(found: Checked, connect_link: str) -> View:
    name = kit.escape(found.sequence.name)
    blocks = [kit.section(f"*{name}* can't be activated yet.")]
    for sentence in found.unreachable:
        said = f":warning: {kit.escape(sentence)}\nNothing was changed. Press *Check again*."
        blocks.append(kit.section(said))
    fixed: set[tuple[Fix, str | None]] = set()
    for problem in found.problems[:PROBLEMS_SHOWN]:
        mended = (problem.fix, problem.step_id) in fixed  # one button for all of a step's problems
        fixed.add((problem.fix, problem.step_id))
        fix = None if mended else _fix(problem, found.sequence, connect_link)
        blocks.append(kit.section(f":x: {kit.escape(problem.sentence)}", accessory=fix))
    rest = len(found.problems) - PROBLEMS_SHOWN
    if rest > 0:
        blocks.append(kit.context(f"…and {words.many(rest, 'more problem')}."))
    blocks.append(kit.actions(kit.button("Check again", CHECK_AGAIN, str(found.sequence.id))))
    meta = Meta(sequence_id=found.sequence.id, asks=found.has_approvers)
    return kit.modal("activation.blocked", TITLE, blocks, meta=meta)


def _fix(problem: Problem, sequence: Sequence, connect_link: str) -> Block:
    value = str(sequence.id)
    match problem.fix:
        case Fix.ADD_STEP:
            return kit.button("Add email step", buttons.ADD_EMAIL_STEP, value)
        case Fix.EDIT_STEP:
            return _edit_step(problem, sequence)
        case Fix.SETTINGS:
            return kit.button("Settings", buttons.SETTINGS, value)
        case Fix.CONNECT_GMAIL:
            return buttons.connect_gmail(connect_link)
        case Fix.CONNECT_SALESMSG:
            return kit.button("Connect Salesmsg", buttons.SETUP)


def _edit_step(problem: Problem, sequence: Sequence) -> Block:
    step_id = problem.step_id or ""
    number = (sequence.working.position(step_id) or 0) + 1
    value = buttons.step_value(sequence.id, step_id)
    return kit.button(f"Edit step {number}", buttons.EDIT_STEP, value)
