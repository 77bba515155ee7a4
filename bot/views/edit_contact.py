"""Correcting what is known of a contact; a filled blank lets go on whoever was held for it."""

from collections.abc import Collection
from dataclasses import dataclass

from bot.state import Values
from bot.views import kit
from bot.views.kit import Block, View
from engine.domain.enrollment import Contact

CALLBACK = "contacts.edited"
PHONE = "phone"
EMAIL = "email"

_KNOWN = {
    "first_name": "First name",
    "last_name": "Last name",
    "full_name": "Full name",
    "company": "Company",
    "title": "Title",
}
_PREFIX = "value-"
_VALUE_MAX = 3000
_INPUTS_MAX = 95


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """Whose form it is, and whether the contact stands below it."""

    contact_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """What was typed; blank means that the value is to go."""

    fields: dict[str, str]
    phone: str
    email: str


def build(contact: Contact, columns: Collection[str]) -> View:
    """Return the form: the usual values, the phone, and every custom column of an import."""
    custom = sorted((set(columns) | set(contact.fields)) - set(_KNOWN) - {"email", "phone"})
    names = [*_KNOWN, *custom]
    address = kit.text_input(contact.email, max_length=320)
    blocks: list[Block] = [kit.field(EMAIL, "Email", address)]
    phone = kit.text_input(contact.phone or "", max_length=40)
    blocks += [
        _input(contact, name)
        for name in names[:_INPUTS_MAX]
        # A longer value would come back clipped: it is left as it is.
        if len(contact.fields.get(name, "")) <= _VALUE_MAX
    ]
    hint = "With the country's code, like +1 555 010 0123"
    blocks.insert(3, kit.field(PHONE, "Phone", phone, hint=hint, optional=True))
    meta = Meta(contact_id=contact.id)
    return kit.modal(CALLBACK, "Edit contact", blocks, submit="Save", close="Cancel", meta=meta)


def _input(contact: Contact, name: str) -> Block:
    box = kit.text_input(contact.fields.get(name, ""), max_length=_VALUE_MAX)
    label = _KNOWN.get(name, name)
    return kit.field(f"{_PREFIX}{name}", kit.clip(label, 200), box, optional=True)


def read(values: Values) -> Edited:
    """Return what was typed, by variable."""
    shown = [block.partition(":")[0] for block in values.state]
    names = [block.removeprefix(_PREFIX) for block in shown if block.startswith(_PREFIX)]
    return Edited(
        fields={name: values.text(f"{_PREFIX}{name}") for name in names},
        phone=values.text(PHONE),
        email=values.text(EMAIL),
    )
