"""Pausing and resuming a sequence, each after saying what it does."""

from collections.abc import Callable

from bot import home
from bot.desk import Desk
from bot.jobs import show
from bot.request import Request
from bot.routes import action, view
from bot.views import buttons
from bot.views import pausing as pause_form
from bot.views import resuming as resume_form
from bot.views.kit import View
from bot.workbench import Workbench
from engine.domain.notice import Job, JobKind
from engine.domain.workspace import Actor
from engine.use_cases import activation, finding, foreseeing
from handlers import large
from handlers.below import changed


def pause_by_name(request: Request, argument: str) -> None:
    """`/sequence pause NAME`."""
    _ask_pause(request, finding.by_name(request.desk.store, request.workspace_id, argument).id)


def pause_from_button(request: Request) -> None:
    """**Pause** in the editor or on Home."""
    _ask_pause(request, int(request.value))


def _ask_pause(request: Request, sequence_id: int) -> None:
    effect = foreseeing.pause_effect(request.desk.store, request.actor, sequence_id)
    request.open(pause_form.build(effect, sequence_id))
    request.ack()


def pause(request: Request) -> None:
    """Submit of the question: nothing is sent from the commit on."""
    sequence_id = request.meta(pause_form.Meta).sequence_id
    if large.begun(request, JobKind.PAUSE, sequence_id):
        return
    shown = _pause(request.desk, request.actor, sequence_id)
    changed(request, sequence_id)
    request.ack_update(shown)


def _pause(desk: Desk, actor: Actor, sequence_id: int) -> View:
    effect = foreseeing.pause_effect(desk.store, actor, sequence_id)
    activation.pause(desk.store, actor, sequence_id, now=desk.clock.now())
    return pause_form.done(effect)


def resume_by_name(request: Request, argument: str) -> None:
    """`/sequence resume NAME`."""
    _ask_resume(request, finding.by_name(request.desk.store, request.workspace_id, argument).id)


def resume_from_button(request: Request) -> None:
    """**Resume** in the editor or on Home."""
    _ask_resume(request, int(request.value))


def _ask_resume(request: Request, sequence_id: int) -> None:
    desk = request.desk
    now = desk.clock.now()
    plan = foreseeing.resume_plan(desk.store, request.actor, sequence_id, now=now)
    request.open(resume_form.build(plan, sequence_id))
    request.ack()


def resume(request: Request) -> None:
    """Submit of the plan: everyone goes on from now."""
    sequence_id = request.meta(resume_form.Meta).sequence_id
    if large.begun(request, JobKind.RESUME, sequence_id):
        return
    shown = _resume(request.desk, request.actor, sequence_id)
    changed(request, sequence_id)
    request.ack_update(shown)


def _resume(desk: Desk, actor: Actor, sequence_id: int) -> View:
    now = desk.clock.now()
    plan = foreseeing.resume_plan(desk.store, actor, sequence_id, now=now)
    activation.resume(desk.store, actor, sequence_id, now=now)
    return resume_form.done(plan)


def run_pause(bench: Workbench, job: Job) -> None:
    """Pause thousands, behind a Working… view."""
    _run(bench, job, _pause, "It is paused: nothing is sent until you resume it.")


def run_resume(bench: Workbench, job: Job) -> None:
    """Resume thousands, behind a Working… view."""
    _run(bench, job, _resume, "It is resumed: everyone goes on where they left off.")


def _run(bench: Workbench, job: Job, change: Callable[[Desk, Actor, int], View], text: str) -> None:
    desk = bench.desk
    actor = desk.actor(job.workspace_id, job.member_id)
    shown = change(desk, actor, int(job.payload["sequence_id"]))
    home.refresh(desk, job.workspace_id, job.member_id)
    show(desk, job, shown, text=text)


JOBS = {JobKind.PAUSE: run_pause, JobKind.RESUME: run_resume}
VERBS = {"pause": pause_by_name, "resume": resume_by_name}
ROUTES = (
    action(buttons.PAUSE, pause_from_button),
    action(buttons.RESUME, resume_from_button),
    view(pause_form.SUBMIT, pause),
    view(resume_form.SUBMIT, resume),
)
