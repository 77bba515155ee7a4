"""**Email step**: the wait, the subject, and the body as rich text."""

from collections.abc import Collection

from bot.state import Values
from bot.views import kit, steps
from bot.views.editor import Form
from bot.views.kit import Block, View
from bot.views.steps import Typed
from engine.domain.sequence import Content, EmailStep

CALLBACK = "email_step"
SUBJECT_MAX = 500


def build(content: Content, step: EmailStep | None, columns: Collection[str], meta: Form) -> View:
    """Return the form, empty for a new step at the end."""
    place = content.position(step.id) if step else None
    number = len(content.steps) + 1 if place is None else place + 1
    delay = step.delay if step else (steps.FIRST_WAIT if number == 1 else steps.NEXT_WAIT)
    subject, body = (step.subject, step.body) if step else ("", None)
    return kit.modal(
        CALLBACK,
        f"Email step {number}",
        [
            *steps.wait_fields(
                delay, number=number, business_days=content.settings.business_days_only
            ),
            kit.field("subject", "Subject", kit.text_input(subject, max_length=SUBJECT_MAX)),
            *_threading(content, number),
            kit.field("body", "Body", kit.rich_text_input(body)),
            *steps.variables(columns),
        ],
        submit="Save",
        close="Cancel",
        meta=meta,
    )


def read(values: Values, step_id: str) -> Typed:
    """Return the step as it was typed."""
    delay, problems = steps.read_wait(values)
    step = EmailStep(
        id=step_id,
        delay=delay,
        subject=" ".join(values.text("subject").split()),
        body=values.rich_text("body") or {"type": "rich_text", "elements": []},
    )
    return Typed(step=step, problems=problems)


def _threading(content: Content, number: int) -> list[Block]:
    earlier = [each for each in content.steps[: number - 1] if isinstance(each, EmailStep)]
    if not content.settings.thread_emails or not earlier:
        return []
    subject = kit.line(earlier[0].subject)
    return [
        kit.context(
            f"*Thread emails* is on: this goes out as a reply, “Re: {subject}”, with the first "
            "email's subject as it was sent. Your subject is used if that is turned off."
        )
    ]
