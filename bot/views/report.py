"""What came of a sequence: per step sent, replied, meetings, bounced, unsubscribed, with rates."""

from bot.views import kit, words
from bot.views.kit import Block, View
from bot.views.message import Message
from bot.views.wording import spoken
from engine.domain.enrollment import ExitReason
from engine.use_cases.reporting import Report, StepReport

SECTION_STEPS = 5  # steps told in one section: a message has 50 blocks, a section 3,000 characters
STEPS_MAX = 200
OUTCOMES: tuple[tuple[str, tuple[ExitReason, ...]], ...] = (
    ("replied", (ExitReason.REPLIED,)),
    ("meetings", (ExitReason.BOOKED,)),
    ("bounced", (ExitReason.BOUNCED,)),
    ("unsubscribed", (ExitReason.UNSUBSCRIBED, ExitReason.STOPPED)),
)
PICTURE = "A picture of this comes to you as a direct message."


def count_of(step: StepReport, reasons: tuple[ExitReason, ...]) -> int:
    """Return how many contacts left for one of these reasons after this step."""
    return sum(step.exits.get(reason, 0) for reason in reasons)


def rate(count: int, sent: int) -> str:
    """Return “12 (8.3%)”, or the count alone where nothing was sent."""
    return f"{count:,} ({count / sent:.1%})" if sent else f"{count:,}"


def build(report: Report) -> Message:
    """Return the report as a message."""
    lines = [_step(each) for each in report.steps[:STEPS_MAX]]
    return Message(text=spoken([_title(report), _totals(report), *lines]), blocks=_blocks(report))


def modal(report: Report) -> View:
    """Return the report as a modal."""
    return kit.modal("report", "Report", _blocks(report))


def without_picture(report: Report) -> str:
    """Return the report as the text that stands for the picture where files aren't granted."""
    note = "_The app may not upload pictures here; an admin can grant it files:write._"
    return kit.clip("\n".join([build(report).text, note]), kit.SECTION_MAX)


def _blocks(report: Report) -> list[Block]:
    steps = report.steps[:STEPS_MAX]
    parts = [steps[at : at + SECTION_STEPS] for at in range(0, len(steps), SECTION_STEPS)]
    rest = len(report.steps) - STEPS_MAX
    note = f"…and {words.many(rest, 'more step')}. {PICTURE}" if rest > 0 else PICTURE
    return [
        kit.section(f"{_title(report)}\n{_totals(report)}"),
        *(kit.section("\n".join(map(_step, part))) for part in parts),
        kit.context(note),
    ]


def _title(report: Report) -> str:
    return f"*{kit.escape(report.sequence.name)}* · {words.state(report.sequence.state)}"


def _totals(report: Report) -> str:
    totals = [
        f"{name} {rate(sum(count_of(step, reasons) for step in report.steps), _sent(report))}"
        for name, reasons in OUTCOMES
    ]
    enrolled = words.many(report.counts.contacts, "contact")
    return f"{enrolled} enrolled · sent {_sent(report):,} · {' · '.join(totals)}"


def _sent(report: Report) -> int:
    return sum(step.sent for step in report.steps)


def _step(step: StepReport) -> str:
    outcomes = " · ".join(
        f"{name} {rate(count_of(step, reasons), step.sent)}" for name, reasons in OUTCOMES
    )
    kind = words.step_kind(step.step)
    return f"*Step {step.number} ({kind})*: sent {step.sent:,} · {outcomes}"
