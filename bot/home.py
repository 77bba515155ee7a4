"""Home, published: when someone opens it, and after what they did has changed it."""

import logging

from slack_sdk.errors import SlackApiError, SlackClientError

from bot.desk import Desk
from bot.views import home
from bot.views.kit import View
from engine.domain.errors import ProductError
from engine.use_cases import reporting

log = logging.getLogger(__name__)


def publish(desk: Desk, workspace_id: str, user_id: str, *, seen_hash: str | None = None) -> None:
    """Show a member their Home as it stands now.

    `seen_hash` is that of the Home they have open, if Slack told one: should another publish have
    come in between, what is shown is read anew.
    """
    client = desk.client(workspace_id)
    view = _view(desk, workspace_id, user_id)
    try:
        client.views_publish(user_id=user_id, view=view, hash=seen_hash)
    except SlackApiError as error:
        if error.response.get("error") != "hash_conflict":
            raise
        client.views_publish(user_id=user_id, view=_view(desk, workspace_id, user_id))


def refresh(desk: Desk, workspace_id: str, *user_ids: str) -> None:
    """Publish these members' Home soon, beside what is being done; a failure costs nothing."""
    for user_id in dict.fromkeys(user_ids):
        desk.executor.submit(_try_to_publish, desk, workspace_id, user_id)


def _try_to_publish(desk: Desk, workspace_id: str, user_id: str) -> None:
    try:
        publish(desk, workspace_id, user_id)
    except (SlackClientError, ProductError) as error:
        # The next time they open Home it is published anyway.
        log.info("home_not_refreshed", extra={"workspace": workspace_id, "error": str(error)})


def _view(desk: Desk, workspace_id: str, user_id: str) -> View:
    of = reporting.home(desk.store, desk.actor(workspace_id, user_id), now=desk.clock.now())
    return home.build(of, user_id=user_id, connect_link=desk.connect_link(workspace_id, user_id))
