"""Choosing the step a contact gets next."""

from dataclasses import dataclass

from bot.state import Values
from bot.views import kit
from bot.views.kit import Block, View
from bot.views.words import step_kind
from engine.domain.sequence import EmailStep, SmsStep, Step
from engine.use_cases.contacts import Way

CALLBACK = "contacts.moved"
STEP = "step"
FIND = "contacts.find_step"


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """Whom it is about."""

    enrollment_id: int
    contact_id: int


def build(way: Way) -> View | None:
    """Return the form with the steps they have not had; none when there is no such step."""
    listed = options(way)
    if not listed:
        return None
    name = kit.line(way.sequence.name)
    blocks = [
        kit.section(f"*{name}*: which step comes next? Its wait counts from now."),
        kit.field(STEP, "Step", _menu(listed, way.enrollment.step_id)),
        kit.context("Steps before it that they have not had are passed over."),
    ]
    meta = Meta(enrollment_id=way.enrollment.id, contact_id=way.enrollment.contact_id)
    return kit.modal(
        CALLBACK, "Move to step", blocks, submit="Move to step", close="Cancel", meta=meta
    )


def options(way: Way, query: str = "") -> list[Block]:
    """Return the steps they have not had whose number or words have the query in them."""
    had, wanted = set(way.enrollment.had_step_ids), query.casefold().strip()
    return [
        _option(number, step)
        for number, step in enumerate(way.content.steps, start=1)
        if step.id not in had and wanted in _words(number, step).casefold()
    ]


def _menu(listed: list[Block], next_id: str | None) -> Block:
    """Return the menu of steps: all of them, or a searchable one when there are many."""
    if len(listed) <= kit.OPTIONS_MAX:
        return kit.select(listed, initial=next_id)
    current = next((each for each in listed if each["value"] == next_id), None)
    return kit.search_select(FIND, current, "Number or words")


def _option(number: int, step: Step) -> Block:
    return kit.option(_words(number, step), step.id)


def _words(number: int, step: Step) -> str:
    match step:
        case EmailStep():
            words = step.subject
        case SmsStep():
            words = step.message
    return f"Step {number} ({step_kind(step)}): {' '.join(words.split())}"


def read(values: Values) -> str:
    """Return the chosen step's id."""
    return values.choice(STEP) or ""
