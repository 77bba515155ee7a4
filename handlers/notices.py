"""What people press on a notice's card; the card then shows who did what."""

import logging
from datetime import date, datetime, time

from slack_sdk.errors import SlackApiError

from bot.notifier import rendered
from bot.request import Request
from bot.routes import action, view
from bot.slack_errors import code_of
from bot.views import away as form
from bot.views import notice_parts as parts
from bot.views.message import Message
from engine.domain.errors import FieldProblem, Invalid
from engine.domain.lifecycle import require_manage
from engine.domain.local_time import to_instant, zone
from engine.use_cases import enrollments, finding, marking

log = logging.getLogger(__name__)


def resume(request: Request) -> None:
    """**Resume**: not a real reply."""
    _go_on(request, int(request.value), parts.RESUMED)


def more(request: Request) -> None:
    """**Not a reply**, **Out of office until…** or **Wrong person**."""
    how, _, number = request.value.partition(".")
    match how:
        case parts.AWAY:
            _open_away(request, int(number))
        case parts.WRONG_PERSON:
            _wrong_person(request, int(number))
        case _:
            _go_on(request, int(number), parts.NOT_A_REPLY)


def _go_on(request: Request, enrollment_id: int, how: str) -> None:
    desk, now = request.desk, request.desk.clock.now()
    enrollments.resume(desk.store, request.actor, enrollment_id, now=now)
    marking.mark(desk.store, request.actor, enrollment_id, how, now=now)
    _show(request, _card_of(request, enrollment_id))


def _wrong_person(request: Request, enrollment_id: int) -> None:
    desk, now = request.desk, request.desk.clock.now()
    enrollments.unenroll(desk.store, request.actor, enrollment_id, now=now)
    marking.mark(desk.store, request.actor, enrollment_id, parts.WRONG_PERSON, now=now)
    _show(request, _card_of(request, enrollment_id))


def _open_away(request: Request, enrollment_id: int) -> None:
    with request.desk.store.read(request.workspace_id) as tx:
        enrollment = finding.enrollment(tx, enrollment_id)
        contact = finding.contact(tx, enrollment.contact_id)
        sequence = finding.sequence(tx, enrollment.sequence_id)
    require_manage(sequence, request.actor)
    request.open(form.build(contact.name, sequence.name, _card_of(request, enrollment_id)))
    request.ack()


def save_away(request: Request) -> None:
    """**Save**: the contact waits until that day begins in the sequence's zone."""
    desk, now = request.desk, request.desk.clock.now()
    meta, day = request.meta(form.Meta), form.read(request.values)
    until = _begin_of(request, meta.enrollment_id, day) if day else now
    if day is None or until <= now:
        raise Invalid(FieldProblem(field=form.UNTIL, sentence="Choose a day after today."))
    enrollments.pause_until(desk.store, request.actor, meta.enrollment_id, until=until, now=now)
    shown = f"{day.day} {day:%B %Y}"
    marking.mark(desk.store, request.actor, meta.enrollment_id, parts.AWAY, until=shown, now=now)
    _show(request, meta)


def _begin_of(request: Request, enrollment_id: int, day: date) -> datetime:
    with request.desk.store.read(request.workspace_id) as tx:
        enrollment = finding.enrollment(tx, enrollment_id)
        content = finding.version_content(tx, finding.sequence(tx, enrollment.sequence_id))
    return to_instant(datetime.combine(day, time(0)), zone(content.settings.zone))


def _card_of(request: Request, enrollment_id: int) -> form.Meta:
    """Return which copy of a card was pressed: a second one exists when an answer was lost."""
    return form.Meta(
        enrollment_id=enrollment_id,
        notice_id=parts.notice_id(str(request.action.get("block_id", ""))),
        channel=request.channel_id or "",
        ts=str(request.message.get("ts", "")),
    )


def _show(request: Request, card: form.Meta) -> None:
    """Let the pressed copy change at once; the outbox sees to the one it knows."""
    request.desk.nudge()
    with request.desk.store.read(request.workspace_id) as tx:
        notice = tx.notices.get(card.notice_id) if card.notice_id else None
        message = rendered(tx, notice) if notice else None
    if message and card.channel and card.ts:
        update_message(request, card.channel, card.ts, message)
    request.ack()


def update_message(request: Request, channel: str, ts: str, message: Message) -> None:
    """Show the message anew where it stands; one that was deleted meanwhile is fine."""
    try:
        request.client.chat_update(channel=channel, ts=ts, text=message.text, blocks=message.blocks)
    except SlackApiError as error:
        log.info("card_not_updated", extra={"error": code_of(error)})


def nothing(request: Request) -> None:
    """A button that leads to a browser: the click itself asks for nothing."""
    request.ack()


ROUTES = (
    action(parts.RESUME, resume),
    action(parts.MORE, more),
    view(form.CALLBACK, save_away),
    action(parts.OPEN_GMAIL, nothing),
)
