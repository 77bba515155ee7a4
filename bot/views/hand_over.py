"""**Hand over**: another member becomes the owner."""

from bot.state import Values
from bot.views import kit
from bot.views.editor import Form
from bot.views.kit import View
from engine.domain.errors import FieldProblem, Invalid
from engine.domain.sequence import Sequence

CALLBACK = "hand_over"


def build(of: Sequence, meta: Form) -> View:
    """Return the form; it says what changes and what does not."""
    return kit.modal(
        CALLBACK,
        "Hand over",
        [
            kit.section(
                f"*{kit.line(of.name)}* belongs to <@{of.owner_id}>. The new owner can change, "
                "pause and activate it, and gets its problems as direct messages. Emails go on "
                "from the mailbox that is set until someone changes it in Settings."
            ),
            kit.field("owner", "New owner", kit.users_select()),
        ],
        submit="Hand over",
        close="Cancel",
        meta=meta,
    )


def read(values: Values) -> str:
    """Return the new owner's id. Raises Invalid for the field "owner"."""
    owner = values.user("owner")
    if owner is None:
        raise Invalid(FieldProblem(field="owner", sentence="Choose who takes it over."))
    return owner
