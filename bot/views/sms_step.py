"""**SMS step**: the wait, the message, and how many segments it takes."""

from collections.abc import Collection

from bot.state import Values
from bot.views import kit, steps
from bot.views.editor import Form
from bot.views.kit import Block, View
from bot.views.steps import Typed
from engine.domain.sequence import Content, SmsStep
from engine.domain.sms_text import Encoding, outside_gsm, segments
from engine.domain.step_checks import SMS_MAX_LENGTH

CALLBACK = "sms_step"


def build(content: Content, step: SmsStep | None, columns: Collection[str], meta: Form) -> View:
    """Return the form, empty for a new step at the end."""
    place = content.position(step.id) if step else None
    number = len(content.steps) + 1 if place is None else place + 1
    delay = step.delay if step else (steps.FIRST_WAIT if number == 1 else steps.NEXT_WAIT)
    message = step.message if step else ""
    return kit.modal(
        CALLBACK,
        f"SMS step {number}",
        [
            *steps.wait_fields(
                delay, number=number, business_days=content.settings.business_days_only
            ),
            kit.field(
                "message",
                "Message",
                kit.text_input(message, multiline=True, max_length=SMS_MAX_LENGTH),
            ),
            _segments(message),
            *steps.variables(columns),
        ],
        submit="Save",
        close="Cancel",
        meta=meta,
    )


def read(values: Values, step_id: str) -> Typed:
    """Return the step as it was typed."""
    delay, problems = steps.read_wait(values)
    step = SmsStep(id=step_id, delay=delay, message=values.text("message"))
    return Typed(step=step, problems=problems)


def segment_words(text: str) -> str:
    """Return what a text costs, and which characters make it cost more."""
    found = segments(text)
    many = "1 segment" if found.count == 1 else f"{found.count} segments"
    words = f"{many} · {found.characters} characters · {found.encoding}"
    if found.encoding is Encoding.UCS_2:
        some = " ".join(outside_gsm(text)[:5])
        words += f" (70 a segment instead of 160, because of {kit.escape(some)})"
    return words


def _segments(message: str) -> Block:
    rule = (
        "A segment holds 160 characters, or 70 when there is an emoji or a letter outside the "
        "phone alphabet. Texts go out 9:00–20:00 in the contact's own time zone where it is known."
    )
    if not message:
        return kit.context(rule)
    return kit.context(f"*As saved, variables not filled in:* {segment_words(message)}", rule)
