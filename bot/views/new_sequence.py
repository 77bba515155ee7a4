"""**New sequence** and **Rename**: a name, and nothing else."""

from bot.state import Values
from bot.views import kit
from bot.views.editor import Form
from bot.views.kit import Block, View
from engine.domain.sequence import NAME_MAX_LENGTH

CREATE = "new_sequence"
RENAME = "rename"


def build(name: str = "") -> View:
    """Return the form of a new sequence, `name` filled in where it was given."""
    hint = "People see it in lists and notices; contacts never do. You can change it at any time."
    return kit.modal(
        CREATE, "New sequence", [_name(name, hint=hint)], submit="Create", close="Cancel"
    )


def build_rename(name: str, meta: Form) -> View:
    """Return the form that changes a sequence's name."""
    return kit.modal(RENAME, "Rename", [_name(name)], submit="Save", close="Cancel", meta=meta)


def read(values: Values) -> str:
    """Return the name as it was typed."""
    return values.text("name")


def _name(initial: str, *, hint: str | None = None) -> Block:
    # A longer name than is allowed is taken here, so that the sentence about it can be shown.
    typed = kit.text_input(initial, max_length=2 * NAME_MAX_LENGTH, placeholder="Q4 CFO outreach")
    return kit.field("name", "Sequence name", typed, hint=hint)
