"""What is connected, the personal link to Google's consent, and Salesmsg by token."""

import secrets
from collections.abc import Sequence as Rows
from datetime import timedelta

from bot.desk import Desk
from bot.errors import message_view
from bot.jobs import show
from bot.request import Request
from bot.routes import action, view
from bot.views import buttons, working
from bot.views import connect as form
from bot.workbench import Workbench
from engine.domain.connection import Mailbox, SmsConnection
from engine.domain.errors import Invalid, ProviderError
from engine.domain.lifecycle import require_admin
from engine.domain.notice import Job, JobKind
from engine.use_cases import connecting

TITLE = "Salesmsg"
_ASKING = "Salesmsg is being asked."
_TOKEN_LIFE = timedelta(minutes=30)


def by_verb(request: Request, argument: str) -> None:
    """`/sequence connect`: only its author sees the answer, and with it the personal link."""
    mailboxes, sms = _connected(request)
    is_admin = request.actor.is_admin
    shown = form.message(mailboxes, sms, link=_link(request), is_admin=is_admin)
    request.ack_text(shown.text, shown.blocks)


def open_connections(request: Request) -> None:
    """**Connect Gmail** where no link can stand, such as a notice that stays for days."""
    mailboxes, sms = _connected(request)
    is_admin = request.actor.is_admin
    request.open(form.view(mailboxes, sms, link=_link(request), is_admin=is_admin))
    request.ack()


def _connected(request: Request) -> tuple[Rows[Mailbox], SmsConnection | None]:
    with request.desk.store.read(request.workspace_id) as tx:
        return tx.mailboxes.of(request.user_id), tx.sms.get()


def _link(request: Request) -> str:
    return request.desk.connect_link(request.workspace_id, request.user_id)


def open_sms(request: Request) -> None:
    """**Connect Salesmsg** (admins)."""
    require_admin(request.actor)
    request.open(form.sms_form())
    request.ack()


def submit_sms(request: Request) -> None:
    """**Connect**: a worker tries the token before it is kept."""
    require_admin(request.actor)
    typed = form.read(request.values)
    request.desk.start(
        JobKind.CONNECT_SMS,
        request.actor,
        view_id=str(request.view["id"]),
        token_key=_put_aside(request, typed.token),
        team_id=typed.team_id,
    )
    request.ack_update(working.build(TITLE, _ASKING))


def _put_aside(request: Request, token: str) -> str:
    """Keep the token encrypted until the worker takes it: a job's payload is plain text."""
    key = f"salesmsg:{secrets.token_urlsafe(24)}"
    with request.desk.store.engine() as etx:
        etx.keep_state(
            key,
            workspace_id=request.workspace_id,
            member_id=request.user_id,
            verifier=token,
            expires_at=request.desk.clock.real() + _TOKEN_LIFE,
        )
    return key


def run_connect(bench: Workbench, job: Job) -> None:
    """Try the token; a refused one brings the form back with the reason."""
    desk, key = bench.desk, str(job.payload["token_key"])
    actor = desk.actor(job.workspace_id, job.member_id)
    with desk.store.engine() as etx:
        taken = etx.take_state(key, at=desk.clock.real())
    if taken is None:
        run_check(bench, job)  # tried before a restart: say how it stands
        return
    access = form.SmsAccess(token=taken[2], team_id=str(job.payload["team_id"]))
    try:
        report = connecting.connect_sms(
            desk.store,
            bench.sms,
            actor,
            token=access.token,
            team_id=access.team_id,
            now=desk.clock.now(),
        )
    except Invalid as refused:
        _ask_again(desk, job, access, refused.sentence)
    except ProviderError as failed:
        sentence = f"Salesmsg could not be asked ({failed.reason}). Check the token and try again."
        _ask_again(desk, job, access, sentence)
    else:
        done = message_view(TITLE, f":white_check_mark: {report.sentence}")
        show(desk, job, done, text=report.sentence)


def _ask_again(desk: Desk, job: Job, access: form.SmsAccess, problem: str) -> None:
    again = form.sms_form(problem=problem, typed=access)
    show(desk, job, again, text=f"Salesmsg was not connected: {problem}")


def open_check(request: Request) -> None:
    """**Check Salesmsg** (admins)."""
    require_admin(request.actor)
    view_id = request.open(working.build(TITLE, _ASKING))
    request.desk.start(JobKind.CHECK_SMS, request.actor, view_id=view_id)
    request.ack()


def run_check(bench: Workbench, job: Job) -> None:
    """Really ask Salesmsg, and say what it said."""
    desk = bench.desk
    report = connecting.check_sms(desk.store, bench.sms, job.workspace_id, now=desk.clock.now())
    show(desk, job, message_view(TITLE, report.sentence), text=report.sentence)


def nothing(request: Request) -> None:
    """**Connect Gmail** leads to a browser: the click itself asks for nothing."""
    request.ack()


VERBS = {"connect": by_verb}
JOBS = {JobKind.CONNECT_SMS: run_connect, JobKind.CHECK_SMS: run_check}
ROUTES = (
    action(form.OPEN, open_connections),
    action(buttons.CONNECT_LINK, nothing),
    action(form.CONNECT_SMS, open_sms),
    view(form.FORM_CALLBACK, submit_sms),
    action(form.CHECK_SMS, open_check),
)
