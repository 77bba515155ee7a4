"""Saying until when a contact is out of the office."""

from dataclasses import dataclass
from datetime import date

from bot.state import Values
from bot.views import kit
from bot.views.kit import View

CALLBACK = "notices.away"
UNTIL = "until"


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """Whom it is about, and the card it was opened from."""

    enrollment_id: int
    notice_id: int | None = None
    channel: str = ""
    ts: str = ""


def build(name: str, sequence: str, meta: Meta) -> View:
    """Return the form; `name` and `sequence` as people gave them."""
    blocks = [
        kit.section(f"*{kit.line(name)}* waits until then; *{kit.line(sequence)}* then goes on."),
        kit.field(UNTIL, "Out of office until", kit.date_input()),
    ]
    return kit.modal(CALLBACK, "Out of office", blocks, submit="Save", close="Cancel", meta=meta)


def read(values: Values) -> date | None:
    """Return the first day they are back."""
    chosen = values.date(UNTIL)
    return date.fromisoformat(chosen) if chosen else None
