"""Writing to a contact by hand, in the thread."""

from dataclasses import dataclass

from bot.state import Values
from bot.views import kit
from bot.views import notice_parts as parts
from bot.views.kit import View
from engine.domain.enrollment import Contact, Enrollment

CALLBACK = "replying.send"
MESSAGE = "words"


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """What is answered; `request_id` is made when the form opens: pressed twice, sent once."""

    enrollment_id: int
    request_id: str


def build(contact: Contact, enrollment: Enrollment, *, said: str, request_id: str) -> View:
    """Return the form; `said` is what the contact wrote last, "" when nothing is known."""
    subject = kit.line(enrollment.subject or "no subject")
    blocks = [kit.section(f"To *{kit.line(contact.name)}* ({kit.line(contact.email)})\n{subject}")]
    if said.strip():
        blocks.append(kit.section(parts.quoted(said)))
    blocks.append(kit.field(MESSAGE, "Message", kit.text_input(multiline=True)))
    blocks.append(kit.context("It goes out at once, in the same thread, from the same mailbox."))
    meta = Meta(enrollment_id=enrollment.id, request_id=request_id)
    return kit.modal(CALLBACK, "Reply", blocks, submit="Send", close="Cancel", meta=meta)


def read(values: Values) -> str:
    """Return the words that were typed."""
    return values.text(MESSAGE)
