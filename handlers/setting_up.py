"""Workspace settings, for admins."""

from bot.request import Request
from bot.routes import action, view
from bot.views import buttons
from bot.views import setup as form
from engine.domain.lifecycle import require_admin
from engine.use_cases import approving, setting_up


def open_by_verb(request: Request, argument: str) -> None:
    """`/sequence setup`."""
    open_setup(request)


def open_setup(request: Request) -> None:
    """**Setup**."""
    require_admin(request.actor)
    with request.desk.store.read(request.workspace_id) as tx:
        settings, sms = tx.workspace.get().settings, tx.sms.get()
    address = request.desk.webhook_address(request.workspace_id)
    request.open(form.build(settings, sms, address))
    request.ack()


def save(request: Request) -> None:
    """**Save**."""
    desk = request.desk
    setting_up.save_setup(desk.store, request.actor, form.read(request.values))
    approving.approvers_changed(desk.store, request.actor, now=desk.clock.now())
    desk.nudge()
    request.ack()


VERBS = {"setup": open_by_verb}
ROUTES = (
    action(buttons.SETUP, open_setup),
    view(form.CALLBACK, save),
)
