"""Saying what only an admin can: whether to go on sending from this database."""

from bot.notifier import rendered
from bot.request import Request
from bot.routes import action
from bot.views import notice_parts as parts
from bot.views import store_cards as card
from engine.use_cases import trusting
from handlers.notices import update_message


def go_on(request: Request) -> None:
    """**Go on sending**: from now on this is the database to work with."""
    _answer(request, go_on=True)


def stay(request: Request) -> None:
    """**Stay paused**: everybody who was asked sees it; it can still be answered otherwise."""
    _answer(request, go_on=False)


def _answer(request: Request, *, go_on: bool) -> None:
    trusting.answer(request.desk.store, request.actor, go_on=go_on)
    request.desk.nudge()
    notice_id = parts.notice_id(str(request.action.get("block_id", "")))
    with request.desk.store.read(request.workspace_id) as tx:
        notice = tx.notices.get(notice_id) if notice_id else None
        message = rendered(tx, notice) if notice else None
    ts = request.message.get("ts")
    if message and request.channel_id and ts:
        update_message(request, request.channel_id, str(ts), message)
    request.ack()


ROUTES = (
    action(card.GO_ON_ACTION, go_on),
    action(card.STAY_ACTION, stay),
)
