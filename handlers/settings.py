"""Settings of a sequence: shown, searched, and saved at once."""

from collections.abc import Sequence as Rows

from slack_sdk.errors import SlackApiError

from bot import home
from bot.editing import finish, form_meta
from bot.request import Request
from bot.routes import action, options, view
from bot.views import buttons, settings, settings_menus
from bot.views.channel_note import note_of
from bot.views.editor import Form
from bot.views.kit import View
from engine.domain.connection import Mailbox
from engine.domain.lifecycle import require_manage
from engine.domain.sequence import Sequence
from engine.ports import Tx
from engine.use_cases import authoring, finding


def slash_settings(request: Request, argument: str) -> None:
    """`/sequence settings NAME`."""
    found = finding.by_name(request.desk.store, request.workspace_id, argument)
    _open(request, found.id)


def open_settings(request: Request) -> None:
    """**Settings**."""
    _open(request, int(request.value))


def _open(request: Request, sequence_id: int) -> None:
    request.open(_view(request, form_meta(request, sequence_id)))
    request.ack()


def try_channel(request: Request) -> None:
    """A notify channel was picked: say whether the bot can post there, while the form is open."""
    channel = str(request.action.get("selected_conversation") or "")
    note = _channel_note(request, channel) if channel else ""
    request.update(_view(request, request.meta(Form), channel_note=note))
    request.ack()


def _channel_note(request: Request, channel: str) -> str:
    try:
        told = request.client.conversations_info(channel=channel)
    except SlackApiError as error:
        return note_of(channel, None, str(error.response.get("error")))
    return note_of(channel, told["channel"])


def find_zone(request: Request) -> None:
    """Offer time zones as the person types."""
    request.ack_options(settings_menus.zone_options(_query(request), request.actor.zone))


def find_holidays(request: Request) -> None:
    """Offer holiday calendars as the person types."""
    request.ack_options(settings_menus.holiday_options(_query(request)))


def find_mailbox(request: Request) -> None:
    """Offer mailboxes as the person types."""
    with request.desk.store.read(request.workspace_id) as tx:
        listed = _mailboxes(tx, finding.sequence(tx, request.meta(Form).sequence_id))
    request.ack_options(settings_menus.mailbox_options(listed, _query(request)))


def save(request: Request) -> None:
    """**Save** settings."""
    desk, form = request.desk, request.meta(Form)
    with desk.store.read(request.workspace_id) as tx:
        before = finding.sequence(tx, form.sequence_id).working.settings
    chosen, notify_channel = settings.read(request.values, before)
    authoring.save_settings(
        desk.store,
        request.actor,
        form.sequence_id,
        chosen,
        notify_channel=notify_channel,
        now=desk.clock.now(),
    )
    home.refresh(desk, request.workspace_id, request.user_id)
    finish(request, form)


def _view(request: Request, form: Form, *, channel_note: str = "") -> View:
    desk, actor = request.desk, request.actor
    with desk.store.read(actor.workspace_id) as tx:
        of = finding.sequence(tx, form.sequence_id)
        listed = _mailboxes(tx, of)
    require_manage(of, actor)
    is_owner = of.owner_id == actor.user_id
    link = desk.connect_link(actor.workspace_id, actor.user_id) if is_owner else None
    shown = settings.Shown(
        sequence=of, mailboxes=listed, connect_link=link, channel_note=channel_note
    )
    return settings.build(shown, form, now=desk.clock.now())


def _mailboxes(tx: Tx, of: Sequence) -> Rows[Mailbox]:
    """Return the owner's mailboxes, and the one that is set should it be another member's."""
    own = list(tx.mailboxes.of(of.owner_id))
    current = of.working.settings.mailbox_id
    if current is None or any(each.id == current for each in own):
        return own
    other = tx.mailboxes.get(current)
    return [*own, other] if other else own


def _query(request: Request) -> str:
    return str(request.body.get("value") or "")


VERBS = {"settings": slash_settings}
ROUTES = (
    action(buttons.SETTINGS, open_settings),
    action(settings.CHANNEL, try_channel),
    options(settings_menus.ZONE, find_zone),
    options(settings_menus.HOLIDAYS, find_holidays),
    options(settings_menus.MAILBOX, find_mailbox),
    view(settings.CALLBACK, save),
)
