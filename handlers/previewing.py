"""Looking at the exact messages before they go out, and sending one to oneself."""

import uuid

from bot.errors import message_view
from bot.jobs import show
from bot.request import Request
from bot.routes import action
from bot.views import editor, kit, preview, working
from bot.views.preview import Meta
from bot.workbench import Workbench
from engine.domain.enrollment import Delivery, DeliveryState
from engine.domain.errors import Refusal
from engine.domain.lifecycle import may_manage, require_manage
from engine.domain.notice import Job, JobKind
from engine.use_cases import finding, previewing, tests_to_oneself

MAKING = "Making every message for a real contact…"
SENDING = "Sending the test…"


def open_preview(request: Request) -> None:
    """**Preview**."""
    sequence_id = int(request.value)
    view_id = request.open(working.build("Preview", MAKING))
    _start(request, view_id, Meta(sequence_id=sequence_id, contact_id=0), chosen=False)


def pick_contact(request: Request) -> None:
    """Look through the eyes of another contact."""
    meta = Meta(sequence_id=request.meta(Meta).sequence_id, contact_id=int(request.value))
    _start(request, str(request.view["id"]), meta)


def turn_page(request: Request) -> None:
    """**Next** and **Back**."""
    before = request.meta(Meta)
    meta = Meta(
        sequence_id=before.sequence_id, contact_id=before.contact_id, page=int(request.value)
    )
    _start(request, str(request.view["id"]), meta)


def _start(request: Request, view_id: str, meta: Meta, *, chosen: bool = True) -> None:
    request.desk.start(
        JobKind.PREVIEW,
        request.actor,
        view_id=view_id,
        sequence_id=meta.sequence_id,
        contact_id=meta.contact_id if chosen else None,
        page=meta.page,
    )
    request.ack()


def run_preview(bench: Workbench, job: Job) -> None:
    """Make the messages and show a page of them."""
    desk, asked = bench.desk, job.payload
    actor = desk.actor(job.workspace_id, job.member_id)
    of = previewing.preview(desk.store, actor, int(asked["sequence_id"]), asked["contact_id"])
    view = preview.build(of, page=int(asked["page"]), may_test=may_manage(of.sequence, actor))
    name = kit.line(of.sequence.name)
    show(desk, job, view, text=f"The preview of “{name}” is ready: open it in the editor again.")


def ask_for_test(request: Request) -> None:
    """**Send test to me**."""
    meta, step_id = request.meta(Meta), request.value
    with request.desk.store.read(request.workspace_id) as tx:
        require_manage(finding.sequence(tx, meta.sequence_id), request.actor)
    view_id = request.open(working.build("Test", SENDING))
    request.desk.start(
        JobKind.SEND_TEST,
        request.actor,
        view_id=view_id,
        sequence_id=meta.sequence_id,
        step_id=step_id,
        contact_id=meta.contact_id,
        # Made here, once: whatever interrupts the job, its tries all mean the same message.
        request_id=uuid.uuid4().hex,
    )
    request.ack()


def run_test(bench: Workbench, job: Job) -> None:
    """Send the step to the member's own address, once."""
    desk, asked = bench.desk, job.payload
    actor = desk.actor(job.workspace_id, job.member_id)
    member = desk.directory.member(job.workspace_id, job.member_id)
    if not member.email:
        raise Refusal("Slack knows no email address of yours, so there is nowhere to send it.")
    prepared = tests_to_oneself.prepare(
        desk.store,
        actor,
        int(asked["sequence_id"]),
        str(asked["step_id"]),
        int(asked["contact_id"]),
        to=member.email,
        request_id=str(asked["request_id"]),
        public_url=desk.public_url,
        now=desk.clock.now(),
    )
    sentence = _outcome(bench.by_hand.send(job.workspace_id, prepared.id))
    show(desk, job, message_view("Test", sentence), text=sentence)


def _outcome(test: Delivery) -> str:
    to, subject = kit.line(test.to_address), kit.line(test.subject)
    match test.state:
        case DeliveryState.SENT:
            return f":white_check_mark: Sent to {to}: “{subject}”. Its links are dead on purpose."
        case DeliveryState.HELD:
            return (
                f"Nobody can tell whether the test reached {to}. Look there before you try again."
            )
        case _:
            return f"The test could not be sent: {kit.said(test.reason, 500)}"


JOBS = {JobKind.PREVIEW: run_preview, JobKind.SEND_TEST: run_test}
ROUTES = (
    action(editor.PREVIEW, open_preview),
    action(preview.CONTACT, pick_contact),
    action(preview.BACK, turn_page),
    action(preview.NEXT, turn_page),
    action(preview.TEST, ask_for_test),
)
