"""Finding, creating, renaming and handing over sequences."""

from bot import home
from bot.command_text import unquoted
from bot.editing import editor_view, finish, form_meta
from bot.request import Request
from bot.routes import action, options, shortcut, view
from bot.views import buttons, editor, hand_over, new_sequence, sequence_list
from bot.views.editor import Form
from engine.domain.lifecycle import require_manage
from engine.domain.sequence import Sequence
from engine.use_cases import authoring, finding, reporting


def slash_list(request: Request, _argument: str) -> None:
    """`/sequence`: all sequences."""
    shown = sequence_list.build(reporting.listed(request.desk.store, request.actor))
    request.ack_text(shown.text, shown.blocks)


def slash_new(request: Request, argument: str) -> None:
    """`/sequence new [name]`."""
    request.open(new_sequence.build(unquoted(argument)))
    request.ack()


def slash_open(request: Request, argument: str) -> None:
    """`/sequence open NAME`."""
    found = finding.by_name(request.desk.store, request.workspace_id, argument)
    request.open(editor_view(request, found.id))
    request.ack()


def find(request: Request) -> None:
    """Offer sequences by name as the person types."""
    listed = reporting.listed(request.desk.store, request.actor)
    request.ack_options(sequence_list.options(listed, str(request.body.get("value") or "")))


def open_editor(request: Request) -> None:
    """**Open**, or a sequence found by its name."""
    request.open(editor_view(request, int(request.value)))
    request.ack()


def open_new(request: Request) -> None:
    """**Create sequence**, or the global shortcut."""
    request.open(new_sequence.build())
    request.ack()


def create(request: Request) -> None:
    """**Create**: the new draft opens in the editor."""
    desk, name = request.desk, new_sequence.read(request.values)
    made = authoring.create(desk.store, request.actor, name=name, now=desk.clock.now())
    home.refresh(desk, request.workspace_id, request.user_id)
    request.ack_update(editor_view(request, made.id))


def open_rename(request: Request) -> None:
    """**Rename**."""
    of = _managed(request, int(request.value))
    request.open(new_sequence.build_rename(of.name, form_meta(request, of.id)))
    request.ack()


def rename(request: Request) -> None:
    """**Save** a name."""
    form, name = request.meta(Form), new_sequence.read(request.values)
    authoring.rename(request.desk.store, request.actor, form.sequence_id, name=name)
    home.refresh(request.desk, request.workspace_id, request.user_id)
    finish(request, form)


def open_hand_over(request: Request) -> None:
    """**Hand over**."""
    of = _managed(request, int(request.value))
    request.open(hand_over.build(of, form_meta(request, of.id)))
    request.ack()


def give(request: Request) -> None:
    """**Hand over**: somebody else owns it now."""
    desk, form, owner = request.desk, request.meta(Form), hand_over.read(request.values)
    desk.directory.member(request.workspace_id, owner)  # as Slack describes them now
    authoring.hand_over(
        desk.store, request.actor, form.sequence_id, to_user_id=owner, now=desk.clock.now()
    )
    home.refresh(desk, request.workspace_id, request.user_id, owner)
    finish(request, form)


def _managed(request: Request, sequence_id: int) -> Sequence:
    with request.desk.store.read(request.workspace_id) as tx:
        of = finding.sequence(tx, sequence_id)
    require_manage(of, request.actor)
    return of


VERBS = {"list": slash_list, "new": slash_new, "open": slash_open}
ROUTES = (
    options(sequence_list.FIND, find),
    action(sequence_list.FIND, open_editor),
    action(buttons.OPEN, open_editor),
    action(buttons.CREATE, open_new),
    shortcut("new_sequence", open_new),
    view(new_sequence.CREATE, create),
    action(editor.RENAME, open_rename),
    view(new_sequence.RENAME, rename),
    action(editor.HAND_OVER, open_hand_over),
    view(hand_over.CALLBACK, give),
)
