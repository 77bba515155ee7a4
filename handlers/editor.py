"""The editor's own menu and pages; what its buttons open stands in modules of their own."""

from bot.editing import show_editor
from bot.request import Request
from bot.routes import action
from bot.views import editor_steps
from bot.views.editor import Meta
from bot.views.editor_steps import StepAction
from engine.use_cases import authoring
from handlers.steps import open_step


def turn_page(request: Request) -> None:
    """**Next** and **Back** among the steps."""
    show_editor(request, request.meta(Meta).sequence_id, int(request.value))
    request.ack()


def step_menu(request: Request) -> None:
    """Whatever a step's menu offers."""
    meta, chosen = request.meta(Meta), editor_steps.read(request.value)
    desk, actor, now = request.desk, request.actor, request.desk.clock.now()
    where = (desk.store, actor, meta.sequence_id, chosen.step)
    match StepAction(chosen.do):
        case StepAction.EDIT:
            open_step(request, meta.sequence_id, chosen.step)
            return
        case StepAction.UP:
            authoring.move_step(*where, by=-1, now=now)
        case StepAction.DOWN:
            authoring.move_step(*where, by=1, now=now)
        case StepAction.DUPLICATE:
            authoring.duplicate_step(*where, now=now)
        case StepAction.DELETE:
            authoring.delete_step(*where, now=now)
    show_editor(request, meta.sequence_id, meta.page)
    request.ack()


ROUTES = (
    action(editor_steps.MENU, step_menu),
    action(editor_steps.BACK, turn_page),
    action(editor_steps.NEXT, turn_page),
)
