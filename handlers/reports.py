"""Looking up: why something waits for a contact, and what came of a sequence."""

from datetime import timedelta

from bot import command_text
from bot.files import upload
from bot.request import Request
from bot.routes import action
from bot.views import buttons, kit
from bot.views import digest as digest_view
from bot.views import report as report_view
from bot.views import why as why_view
from bot.workbench import Workbench
from engine.domain.errors import Refusal
from engine.domain.notice import Job, JobKind
from engine.use_cases import explaining, finding, reporting
from engine.use_cases.reporting import Digest

DIGEST_DAYS = 7


def why(request: Request, argument: str) -> None:
    """`/sequence why EMAIL`."""
    desk = request.desk
    found = command_text.addresses(argument)
    if not found:
        raise Refusal("Whom do you mean? Type an address: `/sequence why ana@acme.com`.")
    told = explaining.why(desk.store, request.actor, found[0], now=desk.clock.now())
    message = why_view.build(told)
    request.ack_text(message.text, message.blocks)


def why_from_button(request: Request) -> None:
    """**Why** in a contact."""
    desk = request.desk
    with desk.store.read(request.workspace_id) as tx:
        email = finding.contact(tx, int(request.value)).email
    told = explaining.why(desk.store, request.actor, email, now=desk.clock.now())
    request.open(why_view.modal(told))
    request.ack()


def report_by_name(request: Request, argument: str) -> None:
    """`/sequence report NAME`: the numbers at once, the picture as a message."""
    store = request.desk.store
    sequence = finding.by_name(store, request.workspace_id, command_text.unquoted(argument))
    message = report_view.build(reporting.report(store, request.actor, sequence.id))
    _start_drawing(request, sequence.id)
    request.ack_text(message.text, message.blocks)


def report_from_button(request: Request) -> None:
    """**Report** in the editor or on Home."""
    sequence_id = int(request.value)
    report = reporting.report(request.desk.store, request.actor, sequence_id)
    request.open(report_view.modal(report))
    _start_drawing(request, sequence_id)
    request.ack()


def _start_drawing(request: Request, sequence_id: int) -> None:
    request.desk.start(JobKind.REPORT, request.actor, sequence_id=sequence_id)


def send_picture(bench: Workbench, job: Job) -> None:
    """Draw the report and put it into the person's DM; in words where files aren't granted."""
    # matplotlib costs half a second and 40 MB: only a process that draws pays for it.
    from bot.report_picture import draw

    desk = bench.desk
    actor = desk.actor(job.workspace_id, job.member_id)
    report = reporting.report(desk.store, actor, int(job.payload["sequence_id"]))
    client = desk.client(job.workspace_id)
    was_uploaded = upload(
        client,
        job.member_id,
        name="report.png",
        title=f"Report: {report.sequence.name}",
        data=draw(report),
        comment=f"Report of *{kit.escape(report.sequence.name)}*",
    )
    if not was_uploaded:
        text = report_view.without_picture(report)
        client.chat_postMessage(channel=job.member_id, text=text)


def digest(request: Request, argument: str) -> None:
    """`/sequence digest [days]`: what happened lately, a week unless told."""
    days = int(argument) if argument.strip().isdecimal() else DIGEST_DAYS
    message = digest_view.build(_digest(request, min(max(days, 1), 365)))
    request.ack_text(message.text, message.blocks)


def digest_from_button(request: Request) -> None:
    """**Digest** on Home: the last week."""
    request.open(digest_view.modal(_digest(request, DIGEST_DAYS)))
    request.ack()


def _digest(request: Request, days: int) -> Digest:
    since = request.desk.clock.now() - timedelta(days=days)
    return reporting.digest(request.desk.store, request.actor, since=since)


VERBS = {"why": why, "report": report_by_name, "digest": digest}
JOBS = {JobKind.REPORT: send_picture}
ROUTES = (
    action(buttons.REPORT, report_from_button),
    action(buttons.DIGEST, digest_from_button),
    action(buttons.WHY, why_from_button),
)
