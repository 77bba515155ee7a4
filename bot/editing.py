"""The editor as it stands now: read from the store, shown, and kept fresh under other forms."""

from bot.request import Request
from bot.views import editor
from bot.views.editor import Form, Meta
from bot.views.kit import View
from engine.domain.lifecycle import may_manage
from engine.use_cases import reporting


def editor_view(request: Request, sequence_id: int, page: int = 0) -> View:
    """Return the editor of a sequence as this person sees it. Raises NotFound."""
    desk, actor = request.desk, request.actor
    of = reporting.opened(desk.store, actor, sequence_id)
    is_owner = of.sequence.owner_id == actor.user_id
    link = desk.connect_link(actor.workspace_id, actor.user_id) if is_owner else None
    return editor.build(of, page=page, may_manage=may_manage(of.sequence, actor), connect_link=link)


def form_meta(request: Request, sequence_id: int, step_id: str = "") -> Form:
    """Return what a form that opens now has to remember of where it was opened."""
    if request.view.get("callback_id") != editor.CALLBACK:
        return Form(sequence_id=sequence_id, step_id=step_id)
    page = request.meta(Meta).page
    return Form(sequence_id=sequence_id, step_id=step_id, page=page, is_above_editor=True)


def show_editor(request: Request, sequence_id: int, page: int = 0) -> None:
    """Put the fresh editor in the place of the one that was pressed."""
    request.update(editor_view(request, sequence_id, page))


def refresh_below(request: Request, sequence_id: int, page: int = 0) -> None:
    """Refresh the editor right under a submitted form; nothing without a view below."""
    if request.view.get("previous_view_id"):
        request.update_below(editor_view(request, sequence_id, page))


def finish(request: Request, form: Form) -> None:
    """End a submitted form: the editor below is refreshed, or takes the form's place."""
    below = _editor_below(request, form)
    if below is None and not request.view.get("previous_view_id"):
        request.ack_update(editor_view(request, form.sequence_id, form.page))
        return
    if below is not None:
        request.freshen(below, editor_view(request, form.sequence_id, form.page))
    request.ack()


def _editor_below(request: Request, form: Form) -> str | None:
    """Return the view id of the editor: the next view down, or the one under a question."""
    own, root = request.view.get("id"), request.view.get("root_view_id")
    previous = request.view.get("previous_view_id")
    if form.is_above_editor:
        return previous
    return root if root not in (own, previous) else None
