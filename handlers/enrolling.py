"""Enrolling contacts: a form, a receipt, and the commit of what the receipt showed."""

from bot import command_text
from bot.request import Request
from bot.routes import action, options, shortcut, view
from bot.views import buttons, kit, working
from bot.views import enroll as form
from bot.views import receipt as receipt_form
from engine.domain.contact_rows import from_pasted
from engine.domain.errors import Refusal
from engine.domain.lifecycle import may_manage, require_manage
from engine.domain.notice import JobKind
from engine.domain.sequence import Sequence
from engine.use_cases import enrolling, finding, reporting
from engine.use_cases.receipts import Receipt
from handlers.below import changed
from handlers.enrolling_jobs import JOBS, offer_refused

READING = "Reading the contacts. Nothing is enrolled yet."
COMMITTING = "Enrolling the contacts."
INLINE_LINES = 500  # judged while Slack waits for the answer


def open_by_name(request: Request, argument: str) -> None:
    """`/sequence enroll NAME [emails]`."""
    store = request.desk.store
    names = [each.sequence.name for each in reporting.listed(store, request.actor)]
    name, rest = command_text.name_and_rest(command_text.plain(argument), names)
    sequence = finding.by_name(store, request.workspace_id, name)
    _open(request, sequence, "\n".join(command_text.addresses(rest)))


def open_from_button(request: Request) -> None:
    """**Enroll contacts** in the editor or on Home."""
    with request.desk.store.read(request.workspace_id) as tx:
        sequence = finding.sequence(tx, int(request.value))
    _open(request, sequence, "")


def _open(request: Request, sequence: Sequence, contacts: str) -> None:
    require_manage(sequence, request.actor)
    meta = form.Meta(sequence_id=sequence.id, name=sequence.name)
    request.open(form.build(meta, contacts=contacts))
    request.ack()


def open_from_message(request: Request) -> None:
    """**Enroll this contact** on a message: the addresses in it, and a sequence to choose."""
    if not _choosable(request, ""):
        raise Refusal("You have no sequence to enroll into. `/sequence new` makes one.")
    found = command_text.addresses(str(request.message.get("text") or ""))
    request.open(form.build(form.Meta(), contacts="\n".join(found)))
    request.ack()


def suggest(request: Request) -> None:
    """Answer the menu **Sequence** with those the person may enroll into."""
    found = _choosable(request, str(request.body.get("value") or ""))
    request.ack_options([kit.option(each.name, str(each.id)) for each in found])


def _choosable(request: Request, typed: str) -> list[Sequence]:
    wanted = " ".join(typed.casefold().split())
    return [
        each.sequence
        for each in reporting.listed(request.desk.store, request.actor)
        if may_manage(each.sequence, request.actor) and wanted in each.sequence.name.casefold()
    ]


def submit(request: Request) -> None:
    """**Continue**: the receipt, at once or behind a *Working…* view."""
    typed = form.read(request.values, request.meta(form.Meta))
    if typed.file_id or typed.contacts.count("\n") >= INLINE_LINES:
        _start_reading(request, typed)
        return
    found = _receipt(request, typed)
    if found.refused:
        offer_refused(request.desk, request.actor, found.refused)
    request.ack_update(receipt_form.build(found))


def _start_reading(request: Request, typed: form.Typed) -> None:
    request.desk.start(
        JobKind.IMPORT_CSV,
        request.actor,
        view_id=str(request.view["id"]),
        sequence_id=typed.sequence_id,
        contacts=typed.contacts,
        file_id=typed.file_id,
        again=typed.again,
    )
    request.ack_update(working.build("Working…", READING))


def _receipt(request: Request, typed: form.Typed) -> Receipt:
    return enrolling.receipt(
        request.desk.store,
        request.actor,
        typed.sequence_id,
        from_pasted(typed.contacts),
        again=typed.again,
        now=request.desk.clock.now(),
    )


def commit(request: Request) -> None:
    """**Enroll** on the receipt: the very rows it showed, once."""
    meta = request.meta(receipt_form.Meta)
    if meta.enrolled > receipt_form.INLINE_MAX:
        view_id = str(request.view["id"])
        request.desk.start(
            JobKind.ENROLL, request.actor, view_id=view_id, receipt_id=meta.receipt_id
        )
        request.ack_update(working.build("Working…", COMMITTING))
        return
    desk = request.desk
    done = enrolling.commit(desk.store, request.actor, meta.receipt_id, now=desk.clock.now())
    desk.nudge()
    changed(request, done.sequence.id)
    request.ack_update(receipt_form.enrolled(done))


def commit_from_message(request: Request) -> None:
    """**Enroll** on a receipt that came as a message."""
    meta = kit.load(receipt_form.Meta, request.value)
    request.desk.start(JobKind.ENROLL, request.actor, receipt_id=meta.receipt_id)
    request.ack()


VERBS = {"enroll": open_by_name}
ROUTES = (
    action(buttons.ENROLL, open_from_button),
    action(receipt_form.SUBMIT, commit_from_message),
    options(form.SEQUENCES, suggest),
    shortcut("enroll_from_message", open_from_message),
    view(form.SUBMIT, submit),
    view(receipt_form.SUBMIT, commit),
)

__all__ = ["JOBS", "ROUTES", "VERBS"]
