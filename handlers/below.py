"""What a form leaves behind it: the editor below and Home, as the sequence now is."""

from bot import home
from bot.editing import refresh_below
from bot.request import Request


def changed(request: Request, sequence_id: int, *others: str) -> None:
    """Refresh the editor under the form, and Home of whoever acted and of `others`."""
    refresh_below(request, sequence_id)
    people = dict.fromkeys((request.user_id, *others))
    home.refresh(request.desk, request.workspace_id, *people)
