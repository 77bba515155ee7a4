"""Answering a contact from Slack, in the thread, once however often Send is pressed."""

import uuid

from bot.errors import message_view
from bot.jobs import show
from bot.request import Request
from bot.routes import action, view
from bot.views import kit, working
from bot.views import notice_parts as parts
from bot.views import reply as form
from bot.workbench import Workbench
from engine.domain.enrollment import Delivery, DeliveryKind, DeliveryState
from engine.domain.errors import Refusal
from engine.domain.lifecycle import require_manage
from engine.domain.notice import Job, JobKind, Notice, NoticeKind
from engine.ports import Tx
from engine.use_cases import answering, finding


def open_reply(request: Request) -> None:
    """**Reply** on a card or in a contact."""
    enrollment_id = int(request.value)
    with request.desk.store.read(request.workspace_id) as tx:
        enrollment = finding.enrollment(tx, enrollment_id)
        contact = finding.contact(tx, enrollment.contact_id)
        sequence = finding.sequence(tx, enrollment.sequence_id)
        words, _ = _heard(tx, enrollment_id)
    require_manage(sequence, request.actor)
    if not enrollment.thread_id:
        raise Refusal("There is no email thread with this contact yet: nothing was sent to them.")
    request.open(form.build(contact, enrollment, said=words, request_id=uuid.uuid4().hex))
    request.ack()


def _heard(tx: Tx, enrollment_id: int) -> tuple[str, tuple[str, ...]]:
    """Return the words they wrote last, and the Message-IDs of all they wrote, oldest first."""
    notices = tx.notices.find(NoticeKind.REPLIED, "enrollment_id", enrollment_id)
    by_mail = [each.payload for each in notices if _is_theirs(each)]
    words = str(notices[0].payload.get("words", "")) if notices else ""
    return words, tuple(str(facts["message_id"]) for facts in reversed(by_mail))


def _is_theirs(notice: Notice) -> bool:
    """Whether it tells of a mail from outside: a colleague's is nothing to answer."""
    return bool(notice.payload.get("message_id")) and not notice.payload.get("internal")


def submit(request: Request) -> None:
    """**Send**: the words are kept first, then a worker sends them."""
    desk, meta = request.desk, request.meta(form.Meta)
    with desk.store.read(request.workspace_id) as tx:
        _, answers = _heard(tx, meta.enrollment_id)
    delivery = answering.answer(
        desk.store,
        request.actor,
        meta.enrollment_id,
        words=form.read(request.values),
        request_id=meta.request_id,
        answers=answers,
        now=desk.clock.now(),
    )
    desk.start(
        JobKind.SEND_REPLY,
        request.actor,
        view_id=str(request.view["id"]),
        delivery_id=delivery.id,
    )
    request.ack_update(working.build("Reply", "Your reply is being sent."))


def run_send(bench: Workbench, job: Job) -> None:
    """Send what was written, once, and say what came of it."""
    delivery = bench.by_hand.send(job.workspace_id, str(job.payload["delivery_id"]))
    sentence = _outcome(delivery)
    title = "Reply" if delivery.kind is DeliveryKind.REPLY else "Message"
    show(bench.desk, job, message_view(title, sentence), text=sentence)


def _outcome(delivery: Delivery) -> str:
    to = kit.line(delivery.to_address)
    if delivery.state is DeliveryState.SENT:
        return f":white_check_mark: Sent to {to}."
    if delivery.state is DeliveryState.HELD:
        return f":question: It isn't known whether this reached {to}. You were asked in a message."
    why = kit.said(delivery.reason, 500) or "it was refused"
    return f":warning: Not sent to {to}: {why}."


JOBS = {JobKind.SEND_REPLY: run_send}
ROUTES = (
    action(parts.REPLY, open_reply),
    view(form.CALLBACK, submit),
)
