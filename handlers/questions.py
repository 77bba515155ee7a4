"""Saying what only a person can know: was it sent?"""

from collections.abc import Callable

from bot.notifier import rendered
from bot.request import Request
from bot.routes import action
from bot.views import notice_parts as parts
from bot.views import questions as card
from bot.workbench import Workbench
from engine.domain.enrollment import DeliveryKind
from engine.domain.notice import Job, JobKind
from engine.use_cases import settling
from engine.use_cases.settling import Answer
from handlers.notices import update_message


def answering(answer: Answer) -> Callable[[Request], None]:
    """Return the handler of **It was sent**, **Send again** or **Skip**."""

    def give(request: Request) -> None:
        _settle(request, request.value, answer)

    return give


def _settle(request: Request, delivery_id: str, answer: Answer) -> None:
    desk = request.desk
    delivery = settling.settle(desk.store, request.actor, delivery_id, answer, now=desk.clock.now())
    if answer is Answer.AGAIN and delivery.kind is not DeliveryKind.STEP:
        # A reply or a test waits for nothing: it goes out now.
        desk.start(JobKind.SEND_REPLY, request.actor, delivery_id=delivery_id)
    elif delivery.draft_id:
        desk.start(JobKind.TIDY_DRAFT, request.actor, delivery_id=delivery_id)
    desk.nudge()
    _show(request)
    request.ack()


def _show(request: Request) -> None:
    notice_id = parts.notice_id(str(request.action.get("block_id", "")))
    with request.desk.store.read(request.workspace_id) as tx:
        notice = tx.notices.get(notice_id) if notice_id else None
        message = rendered(tx, notice) if notice else None
    ts = request.message.get("ts")
    if message and request.channel_id and ts:
        update_message(request, request.channel_id, str(ts), message)


def run_tidy(bench: Workbench, job: Job) -> None:
    """Leave no draft of it in Gmail, which somebody might send."""
    bench.by_hand.tidy(job.workspace_id, str(job.payload["delivery_id"]))


JOBS = {JobKind.TIDY_DRAFT: run_tidy}
ROUTES = tuple(action(name, answering(answer)) for answer, name in card.ACTIONS.items())
