"""Choosing the step a contact gets next."""

from dataclasses import dataclass

from bot.state import Values
from bot.views import kit
from bot.views.kit import Block, View
from bot.views.words import step_kind
from engine.domain.sequence import EmailStep, SmsStep, Step
from engine.use_cases.enrollments import Way

CALLBACK = "contacts.moved"
STEP = "step"


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """Whom it is about."""

    enrollment_id: int
    contact_id: int


def build(way: Way) -> View | None:
    """Return the form with the steps they have not had; none when there is no such step."""
    had = set(way.enrollment.had_step_ids)
    options = [
        _option(number, step)
        for number, step in enumerate(way.content.steps, start=1)
        if step.id not in had
    ]
    if not options:
        return None
    name = kit.line(way.sequence.name)
    blocks = [
        kit.section(f"*{name}*: which step comes next? Its wait counts from now."),
        kit.field(STEP, "Step", kit.select(options, initial=way.enrollment.step_id)),
        kit.context("Steps before it that they have not had are passed over."),
    ]
    meta = Meta(enrollment_id=way.enrollment.id, contact_id=way.enrollment.contact_id)
    return kit.modal(
        CALLBACK, "Move to step", blocks, submit="Move to step", close="Cancel", meta=meta
    )


def _option(number: int, step: Step) -> Block:
    match step:
        case EmailStep():
            words = step.subject
        case SmsStep():
            words = step.message
    line = " ".join(words.split())
    return kit.option(f"Step {number} ({step_kind(step)}): {line}", step.id)


def read(values: Values) -> str:
    """Return the chosen step's id."""
    return values.choice(STEP) or ""
