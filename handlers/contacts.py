"""One contact: looking, correcting, and each of their ways through a sequence."""

from bot.command_text import addresses
from bot.errors import message_view
from bot.request import Request
from bot.routes import action, options, view
from bot.views import contact as modal
from bot.views import edit_contact, kit, move_to_step
from bot.views.kit import View
from bot.views.notice_parts import RESUMED
from engine.domain.contact_rows import Row
from engine.domain.errors import NotFound, Refusal
from engine.domain.lifecycle import require_manage
from engine.use_cases import contacts, enrolling, enrollments, finding, marking
from engine.use_cases.contacts import Way


def by_email(request: Request, argument: str) -> None:
    """`/sequence contact EMAIL`."""
    found = addresses(argument)
    if not found:
        raise Refusal("Whose? Type an address: `/sequence contact ada@example.com`.")
    with request.desk.store.read(request.workspace_id) as tx:
        contact_id = finding.contact_by_email(tx, found[0]).id
    _open(request, contact_id)


def find(request: Request) -> None:
    """Offer contacts by address or name as the person types."""
    typed = str(request.body.get("value") or "")
    with request.desk.store.read(request.workspace_id) as tx:
        listed = tx.contacts.search(typed, limit=kit.OPTIONS_MAX)
    request.ack_options(modal.found(listed))


def open_contact(request: Request) -> None:
    """**View contact** on a card, on Home or in a list."""
    _open(request, int(request.value))


def _open(request: Request, contact_id: int) -> None:
    request.open(_view(request, contact_id))
    request.ack()


def _view(request: Request, contact_id: int) -> View:
    shown = contacts.view(request.desk.store, request.actor, contact_id)
    return modal.build(shown, request.actor)


def _show_again(request: Request, contact_id: int) -> None:
    """Let the modal that was pressed in show how things stand now; elsewhere there is none."""
    if request.view.get("callback_id") == modal.CALLBACK:
        request.update(_view(request, contact_id))
    request.ack()


def unenroll(request: Request) -> None:
    """**Unenroll**."""
    desk = request.desk
    one = enrollments.unenroll(desk.store, request.actor, int(request.value), now=desk.clock.now())
    _show_again(request, one.contact_id)


def resume(request: Request) -> None:
    """**Resume** for a contact who was stopped, held or paused; its cards ask no more."""
    desk, now = request.desk, request.desk.clock.now()
    one = enrollments.resume(desk.store, request.actor, int(request.value), now=now)
    marking.mark(desk.store, request.actor, one.id, RESUMED, now=now)
    desk.nudge()
    _show_again(request, one.contact_id)


def enroll_again(request: Request) -> None:
    """**Enroll again**: a new run from the first step, by the same rules as any enrolment."""
    desk, actor = request.desk, request.actor
    with desk.store.read(request.workspace_id) as tx:
        past = finding.enrollment(tx, int(request.value))
        contact = finding.contact(tx, past.contact_id)
    row = Row(number=1, email=contact.email, phone=contact.phone, fields=contact.fields)
    now = desk.clock.now()
    receipt = enrolling.receipt(desk.store, actor, past.sequence_id, [row], again=True, now=now)
    if not receipt.enrolled:
        raise Refusal(f"They can't be enrolled: {receipt.refused[0].why.value}.")
    enrolling.commit(desk.store, actor, receipt.id, now=now)
    desk.nudge()
    _show_again(request, contact.id)


def open_edit(request: Request) -> None:
    """**Edit**."""
    with request.desk.store.read(request.workspace_id) as tx:
        shown = contacts.contact_view(tx, finding.contact(tx, int(request.value)))
        columns = tx.contacts.columns()
    contacts.require_edit(request.actor, [way.sequence for way in shown.ways])
    request.open(edit_contact.build(shown.contact, columns))
    request.ack()


def save_edit(request: Request) -> None:
    """**Save**: whoever was held for a value that is there now goes on."""
    desk = request.desk
    contact_id = request.meta(edit_contact.Meta).contact_id
    typed = edit_contact.read(request.values)
    contacts.edit(
        desk.store,
        request.actor,
        contact_id,
        fields=typed.fields,
        phone=typed.phone,
        email=typed.email,
        now=desk.clock.now(),
    )
    desk.nudge()
    request.update_below(_view(request, contact_id))
    request.ack()


def open_move(request: Request) -> None:
    """**Move to step**."""
    way = _way(request, int(request.value))
    require_manage(way.sequence, request.actor)
    form = move_to_step.build(way)
    if form is None:
        raise Refusal("They have had every step already; nobody gets a step twice.")
    request.open(form)
    request.ack()


def _way(request: Request, enrollment_id: int) -> Way:
    store = request.desk.store
    with store.read(request.workspace_id) as tx:
        contact_id = finding.enrollment(tx, enrollment_id).contact_id
    ways = contacts.view(store, request.actor, contact_id).ways
    found = next((way for way in ways if way.enrollment.id == enrollment_id), None)
    if found is None:
        raise NotFound("This contact is no longer enrolled here; it may have been erased.")
    return found


def find_step(request: Request) -> None:
    """Offer steps as the person types."""
    way = _way(request, request.meta(move_to_step.Meta).enrollment_id)
    request.ack_options(move_to_step.options(way, str(request.body.get("value") or "")))


def move(request: Request) -> None:
    """**Move to step**, chosen."""
    desk = request.desk
    meta = request.meta(move_to_step.Meta)
    step_id = move_to_step.read(request.values)
    enrollments.move_to_step(
        desk.store, request.actor, meta.enrollment_id, step_id, now=desk.clock.now()
    )
    desk.nudge()
    request.update_below(_view(request, meta.contact_id))
    request.ack()


def erase(request: Request) -> None:
    """**Erase contact** (admins)."""
    desk = request.desk
    contacts.erase(desk.store, request.actor, int(request.value), now=desk.clock.now())
    sentence = "The contact was erased. Opt-outs stay, so that nobody writes to them by accident."
    if request.is_in_modal:
        request.update(message_view("Erased", sentence))
    request.ack()


VERBS = {"contact": by_email}

ROUTES = (
    action(modal.OPEN, open_contact),
    options(modal.FIND, find),
    action(modal.FIND, open_contact),
    action(modal.UNENROLL, unenroll),
    action(modal.RESUME, resume),
    action(modal.AGAIN, enroll_again),
    action(modal.EDIT, open_edit),
    view(edit_contact.CALLBACK, save_edit),
    action(modal.MOVE, open_move),
    options(move_to_step.FIND, find_step),
    view(move_to_step.CALLBACK, move),
    action(modal.ERASE, erase),
)
