"""Adding and editing steps."""

from dataclasses import replace

from bot import home
from bot.editing import finish, form_meta
from bot.request import Request
from bot.routes import action, view
from bot.views import buttons, editor_steps, email_step, sms_step
from bot.views.editor import Form
from bot.views.kit import View
from bot.views.steps import Typed
from engine.domain.errors import Refusal
from engine.domain.lifecycle import require_manage
from engine.domain.sequence import EmailStep, Sequence, SmsStep
from engine.ports import Tx
from engine.use_cases import authoring, finding

GONE = "This step was deleted meanwhile. Open the sequence again to see its steps."


def add_email(request: Request) -> None:
    """**Add email step**."""
    form = form_meta(request, int(request.value))
    with request.desk.store.read(request.workspace_id) as tx:
        content = _managed(request, tx, form).working
        shown = email_step.build(content, None, tx.contacts.columns(), form)
    request.open(shown)
    request.ack()


def add_sms(request: Request) -> None:
    """**Add SMS step**."""
    form = form_meta(request, int(request.value))
    with request.desk.store.read(request.workspace_id) as tx:
        content = _managed(request, tx, form).working
        shown = sms_step.build(content, None, tx.contacts.columns(), form)
    request.open(shown)
    request.ack()


def edit(request: Request) -> None:
    """The button beside a problem of a step."""
    sequence_id, _, step_id = request.value.partition(":")
    open_step(request, int(sequence_id), step_id)


def open_step(request: Request, sequence_id: int, step_id: str) -> None:
    """**Edit** a step. Raises Refusal when it is gone."""
    form = form_meta(request, sequence_id, step_id)
    with request.desk.store.read(request.workspace_id) as tx:
        shown = _filled(request, tx, form)
    request.open(shown)
    request.ack()


def save_email(request: Request) -> None:
    """**Save** an email step."""
    form = _identified(request)
    _save(request, form, email_step.read(request.values, form.step_id))


def save_sms(request: Request) -> None:
    """**Save** an SMS step."""
    form = _identified(request)
    _save(request, form, sms_step.read(request.values, form.step_id))


def _save(request: Request, form: Form, typed: Typed) -> None:
    desk = request.desk
    saved = authoring.save_step(
        desk.store,
        request.actor,
        form.sequence_id,
        typed.step,
        also=typed.problems,
        now=desk.clock.now(),
    )
    place = saved.working.position(typed.step.id) or 0
    home.refresh(desk, request.workspace_id, request.user_id)
    finish(request, replace(form, page=place // editor_steps.PER_PAGE))


def _identified(request: Request) -> Form:
    """Return the form's memory; a new step gets the id of its view, so that it is added once.

    Slack may deliver a submission twice; both then mean the same step.
    """
    form = request.meta(Form)
    return form if form.step_id else replace(form, step_id=str(request.view["id"])[-12:])


def _managed(request: Request, tx: Tx, form: Form) -> Sequence:
    of = finding.sequence(tx, form.sequence_id)
    require_manage(of, request.actor)
    return of


def _filled(request: Request, tx: Tx, form: Form) -> View:
    content = _managed(request, tx, form).working
    columns = tx.contacts.columns()
    match content.step(form.step_id):
        case EmailStep() as step:
            return email_step.build(content, step, columns, form)
        case SmsStep() as step:
            return sms_step.build(content, step, columns, form)
        case None:
            raise Refusal(GONE)


ROUTES = (
    action(buttons.ADD_EMAIL_STEP, add_email),
    action(buttons.ADD_SMS_STEP, add_sms),
    action(buttons.EDIT_STEP, edit),
    view(email_step.CALLBACK, save_email),
    view(sms_step.CALLBACK, save_sms),
)
