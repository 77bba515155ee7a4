"""The editor under a form: made fresh after the form has changed the sequence."""

from bot.request import Request
from bot.views import editor
from engine.use_cases import reporting


def refresh_editor(request: Request, sequence_id: int) -> None:
    """Show the sequence as it is now in the editor below, if there is one."""
    if not request.view.get("previous_view_id"):
        return
    opened = reporting.opened(request.desk.store, request.actor, sequence_id)
    link = request.desk.connect_link(request.workspace_id, request.user_id)
    request.update_below(editor.build(opened, connect_link=link))
