"""Everything about one contact: values, opt-outs, each sequence with what was sent and comes."""

from collections.abc import Sequence as Rows
from dataclasses import dataclass

from bot.views import kit, way
from bot.views import notice_parts as parts
from bot.views.buttons import WHY
from bot.views.kit import Block, View
from engine.domain.enrollment import Contact, EnrollmentState, ExitReason
from engine.domain.lifecycle import may_manage
from engine.domain.suppression import Suppression, SuppressionOrigin
from engine.domain.workspace import Actor
from engine.use_cases.contacts import ContactView, Way, may_edit

CALLBACK = "contact"
OPEN = parts.VIEW_CONTACT  # value: the contact's id
FIND = "contacts.find"  # asks for its options; value: the contact's id
EDIT = "contacts.edit"  # value: the contact's id
ERASE = "contacts.erase"  # value: the contact's id
# The value of these is the enrollment's id.
UNENROLL = "contacts.unenroll"
RESUME = "contacts.resume"
MOVE = "contacts.move_to_step"
AGAIN = "contacts.enroll_again"

WAYS_SHOWN = 15
_FIELDS_SHOWN = 40
_FIELD_ORDER = ("company", "title")
_NAMES = ("full_name", "first_name", "last_name")
ORIGINS = {
    SuppressionOrigin.LINK: "unsubscribed by the link",
    SuppressionOrigin.WORDS: "asked to be left alone, in a mail",
    SuppressionOrigin.STOP: "texted STOP",
    SuppressionOrigin.BOUNCE: "the address bounced",
    SuppressionOrigin.MEMBER: "added by an admin",
    SuppressionOrigin.PROVIDER: "opted out, says Salesmsg",
}
_FOR_GOOD = (ExitReason.UNSUBSCRIBED, ExitReason.STOPPED, ExitReason.BOUNCED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """Whom the modal shows."""

    contact_id: int


def build(shown: ContactView, actor: Actor) -> View:
    """Return the modal; buttons are drawn for those who may use them."""
    contact = shown.contact
    blocks = [kit.header(contact.name), kit.section(_values(contact))]
    blocks += _fields(contact)
    blocks += _opt_outs(contact, shown.suppressions)
    if buttons := _contact_buttons(shown, actor):
        blocks.append(kit.actions(*buttons))
    for one in shown.ways[:WAYS_SHOWN]:
        blocks += [kit.divider(), *_way(one, actor, contact)]
    if not shown.ways:
        blocks.append(kit.context("Not enrolled in any sequence."))
    if len(shown.ways) > WAYS_SHOWN:
        blocks.append(kit.context(f"{len(shown.ways) - WAYS_SHOWN} older ones are not shown."))
    return kit.modal(CALLBACK, "Contact", blocks, meta=Meta(contact_id=contact.id))


def _values(contact: Contact) -> str:
    phone = kit.line(contact.phone) if contact.phone else "_none: SMS steps are skipped_"
    lines = [f"*Email:* {kit.line(contact.email)}", f"*Phone:* {phone}"]
    if contact.zone:
        lines.append(f"*Time zone:* {kit.line(contact.zone)}")
    return "\n".join(lines)


def _fields(contact: Contact) -> list[Block]:
    """Return the values templates may use, names first, two columns a block."""
    first = [name for name in (*_NAMES, *_FIELD_ORDER) if name in contact.fields]
    rest = sorted(name for name in contact.fields if name not in first)
    listed = [
        f"*{kit.line(name, 60)}:* {kit.line(contact.fields[name], 150)}"
        for name in [*first, *rest][:_FIELDS_SHOWN]
    ]
    return [kit.fields(*listed[at : at + 10]) for at in range(0, len(listed), 10)]


def _opt_outs(contact: Contact, found: tuple[Suppression, ...]) -> list[Block]:
    lines = [
        f":no_entry: *Do not contact* {kit.line(one.value)}: {ORIGINS[one.origin]}, "
        f"{kit.when(one.created_at)}"
        for one in found
    ]
    if contact.bounced_at is not None and not found:
        lines.append(f":no_entry: The address bounced {kit.when(contact.bounced_at)}.")
    return [kit.section("\n".join(lines))] if lines else []


def found(contacts: Rows[Contact]) -> list[Block]:
    """Return contacts as the options of a menu."""
    return [kit.option(_named(each), str(each.id)) for each in contacts]


def _named(contact: Contact) -> str:
    return contact.email if contact.name == contact.email else f"{contact.name} ({contact.email})"


def _contact_buttons(shown: ContactView, actor: Actor) -> list[Block]:
    contact, buttons = shown.contact, []
    if may_edit(actor, (way.sequence for way in shown.ways)):
        buttons.append(kit.button("Edit", EDIT, str(contact.id)))
    if actor.is_admin:
        effect = (
            f"{kit.line(contact.name, 80)} is forgotten for good: every sequence stops for them, "
            "their values and the words of their messages go. Opt-outs stay."
        )
        dialog = kit.confirm("Erase this contact?", effect, "Erase contact")
        buttons.append(
            kit.button("Erase contact", ERASE, str(contact.id), style="danger", confirm=dialog)
        )
    if shown.ways:
        buttons.append(kit.button("Why", WHY, str(contact.id)))
    return buttons


def _way(one: Way, actor: Actor, contact: Contact) -> list[Block]:
    run = f" (time {one.enrollment.run})" if one.enrollment.run > 1 else ""
    head = f"*{kit.line(one.sequence.name)}*{run}\n{way.state(one)}"
    coming = way.coming(one)
    blocks = [kit.section(f"{head}\n{coming}" if coming else head)]
    sent = way.sent(one)
    blocks.append(kit.context(sent or "Nothing sent yet."))
    buttons = _way_buttons(one, contact) if may_manage(one.sequence, actor) else []
    return [*blocks, kit.actions(*buttons)] if buttons else blocks


def _way_buttons(one: Way, contact: Contact) -> list[Block]:
    of, state = str(one.enrollment.id), one.enrollment.state
    left = one.content.next_after(frozenset(one.enrollment.had_step_ids)) is not None
    buttons = []
    if one.enrollment.thread_id:
        buttons.append(kit.button("Reply", parts.REPLY, of))
    mended = one.enrollment.exit is ExitReason.BOUNCED and contact.bounced_at is None
    for_good = one.enrollment.exit in _FOR_GOOD and not mended
    stopped = state is EnrollmentState.EXITED and not for_good and left
    if stopped or state in (EnrollmentState.HELD, EnrollmentState.PAUSED):
        dialog = kit.confirm(
            "Resume the sequence?",
            f"{kit.line(one.sequence.name)} goes on for this contact with the next step.",
            "Resume",
        )
        buttons.append(kit.button("Resume", RESUME, of, confirm=dialog))
    if one.enrollment.is_over:
        return [*buttons, _again(one)]
    if left:
        buttons.append(kit.button("Move to step", MOVE, of))
    return [*buttons, _unenroll(one)]


def _again(one: Way) -> Block:
    effect = f"{kit.line(one.sequence.name)} starts again for this contact, from the first step."
    dialog = kit.confirm("Enroll again?", effect, "Enroll again")
    return kit.button("Enroll again", AGAIN, str(one.enrollment.id), confirm=dialog)


def _unenroll(one: Way) -> Block:
    effect = f"This contact gets nothing more from {kit.line(one.sequence.name)}."
    dialog = kit.confirm("Unenroll?", effect, "Unenroll")
    return kit.button("Unenroll", UNENROLL, str(one.enrollment.id), confirm=dialog)
