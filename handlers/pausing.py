"""Pausing and resuming a sequence, each after saying what it does."""

from bot.request import Request
from bot.routes import action, view
from bot.views import buttons
from bot.views import pausing as pause_form
from bot.views import resuming as resume_form
from engine.use_cases import activation, finding
from handlers.below import changed


def pause_by_name(request: Request, argument: str) -> None:
    """`/sequence pause NAME`."""
    _ask_pause(request, finding.by_name(request.desk.store, request.workspace_id, argument).id)


def pause_from_button(request: Request) -> None:
    """**Pause** in the editor or on Home."""
    _ask_pause(request, int(request.value))


def _ask_pause(request: Request, sequence_id: int) -> None:
    effect = activation.pause_effect(request.desk.store, request.actor, sequence_id)
    request.open(pause_form.build(effect, sequence_id))
    request.ack()


def pause(request: Request) -> None:
    """Submit of the question: nothing is sent from the commit on."""
    desk, sequence_id = request.desk, request.meta(pause_form.Meta).sequence_id
    effect = activation.pause_effect(desk.store, request.actor, sequence_id)
    activation.pause(desk.store, request.actor, sequence_id, now=desk.clock.now())
    changed(request, sequence_id)
    request.ack_update(pause_form.done(effect))


def resume_by_name(request: Request, argument: str) -> None:
    """`/sequence resume NAME`."""
    _ask_resume(request, finding.by_name(request.desk.store, request.workspace_id, argument).id)


def resume_from_button(request: Request) -> None:
    """**Resume** in the editor or on Home."""
    _ask_resume(request, int(request.value))


def _ask_resume(request: Request, sequence_id: int) -> None:
    desk = request.desk
    now = desk.clock.now()
    plan = activation.resume_plan(desk.store, request.actor, sequence_id, now=now)
    request.open(resume_form.build(plan, sequence_id))
    request.ack()


def resume(request: Request) -> None:
    """Submit of the plan: everyone goes on from now."""
    desk, sequence_id = request.desk, request.meta(resume_form.Meta).sequence_id
    now = desk.clock.now()
    plan = activation.resume_plan(desk.store, request.actor, sequence_id, now=now)
    activation.resume(desk.store, request.actor, sequence_id, now=now)
    desk.nudge()
    changed(request, sequence_id)
    request.ack_update(resume_form.done(plan))


VERBS = {"pause": pause_by_name, "resume": resume_by_name}
ROUTES = (
    action(buttons.PAUSE, pause_from_button),
    action(buttons.RESUME, resume_from_button),
    view(pause_form.SUBMIT, pause),
    view(resume_form.SUBMIT, resume),
)
