"""Activating a sequence, or asking for its approval, once the live checks have passed."""

from bot import home
from bot.desk import Desk
from bot.jobs import show
from bot.request import Request
from bot.routes import action, view
from bot.views import activation as form
from bot.views import buttons, working
from bot.views.kit import View
from bot.workbench import Workbench
from engine.domain.notice import Job, JobKind
from engine.domain.workspace import Actor
from engine.use_cases import activation, approving, checking, finding, previewing
from handlers import large
from handlers.below import changed

ASKING = "Asking Gmail whether the mailbox is connected, and Salesmsg where texts are sent."


def open_by_name(request: Request, argument: str) -> None:
    """`/sequence activate NAME`."""
    _open(request, finding.by_name(request.desk.store, request.workspace_id, argument).id)


def open_from_button(request: Request) -> None:
    """**Activate** in the editor or on Home."""
    _open(request, int(request.value))


def _open(request: Request, sequence_id: int) -> None:
    desk = request.desk
    checking.require_checkable(desk.store, request.actor, sequence_id)
    view_id = request.open(working.build("Working…", ASKING))
    kind = JobKind.ACTIVATION_CHECKS
    desk.start(kind, request.actor, view_id=view_id, sequence_id=sequence_id)
    request.ack()


def check_again(request: Request) -> None:
    """**Check again**: the same view asks anew."""
    sequence_id = int(request.value)
    checking.require_checkable(request.desk.store, request.actor, sequence_id)
    request.update(working.build("Working…", ASKING))
    request.desk.start(
        JobKind.ACTIVATION_CHECKS,
        request.actor,
        view_id=str(request.view["id"]),
        sequence_id=sequence_id,
    )
    request.ack()


def run_checks(bench: Workbench, job: Job) -> None:
    """Ask Gmail and Salesmsg, and show what was found."""
    desk = bench.desk
    actor = desk.actor(job.workspace_id, job.member_id)
    desk.look_up_approvers(job.workspace_id)
    found = checking.live(
        desk.store,
        bench.mailboxes,
        bench.sms,
        actor,
        int(job.payload["sequence_id"]),
        now=desk.clock.now(),
    )
    shown = form.build(found, connect_link=desk.connect_link(job.workspace_id, job.member_id))
    message = form.message(found)
    show(desk, job, shown, text=message.text, blocks=message.blocks)


def submit(request: Request) -> None:
    """**Activate** or **Request approval**: rights and stored checks are looked at once more."""
    meta = request.meta(form.Meta)
    if not meta.asks and large.begun(request, JobKind.ACTIVATE, meta.sequence_id):
        return
    shown = (
        _ask(request, meta.sequence_id)
        if meta.asks
        else _activate(request.desk, request.actor, meta.sequence_id)
    )
    changed(request, meta.sequence_id)
    request.ack_update(shown)


def _activate(desk: Desk, actor: Actor, sequence_id: int) -> View:
    now = desk.clock.now()
    sequence = activation.activate(desk.store, actor, sequence_id, now=now)
    with desk.store.read(actor.workspace_id) as tx:
        return form.activated(sequence, previewing.calendar(tx, sequence, now=now))


def run_activate(bench: Workbench, job: Job) -> None:
    """Activate for thousands, behind a Working… view."""
    desk = bench.desk
    actor = desk.actor(job.workspace_id, job.member_id)
    shown = _activate(desk, actor, int(job.payload["sequence_id"]))
    home.refresh(desk, job.workspace_id, job.member_id)
    show(desk, job, shown, text="The sequence is active.")


def _ask(request: Request, sequence_id: int) -> View:
    desk = request.desk
    approval = approving.request(desk.store, request.actor, sequence_id, now=desk.clock.now())
    desk.nudge()  # the card need not wait for the next look at the outbox
    with desk.store.read(request.workspace_id) as tx:
        sequence = finding.sequence(tx, sequence_id)
        deciders = approving.who_decides(tx, sequence, approval)
    home.refresh(desk, request.workspace_id, *deciders)
    return form.requested(sequence, deciders)


VERBS = {"activate": open_by_name}
JOBS = {JobKind.ACTIVATION_CHECKS: run_checks, JobKind.ACTIVATE: run_activate}
ROUTES = (
    action(buttons.ACTIVATE, open_from_button),
    action(form.CHECK_AGAIN, check_again),
    view(form.SUBMIT, submit),
)
