"""The app is taken out of a workspace, or its tokens are revoked."""

import logging

from slack_sdk.errors import SlackClientError

from bot.request import Request
from bot.routes import event
from engine.domain.errors import ProductError
from engine.use_cases.installing import uninstall

log = logging.getLogger(__name__)


def uninstalled(request: Request) -> None:
    """Forget the workspace's token and pause everything there."""
    if not _is_installed(request):
        uninstall(request.desk.store, request.workspace_id, now=request.desk.clock.now())
    request.ack()


def tokens_revoked(request: Request) -> None:
    """The same, where the bot's own token is among those revoked; a user's is nothing to us."""
    revoked = request.body["event"].get("tokens") or {}
    if revoked.get("bot") and not _is_installed(request):
        uninstall(request.desk.store, request.workspace_id, now=request.desk.clock.now())
    request.ack()


def _is_installed(request: Request) -> bool:
    """Whether the token works all the same: Slack may tell of a removal after the app is back."""
    try:
        # Bolt gives these two events a client without a token.
        request.desk.client(request.workspace_id).auth_test()
    except (SlackClientError, ProductError, OSError) as error:
        log.info("app_removed", extra={"workspace": request.workspace_id, "error": str(error)})
        return False
    return True


ROUTES = (event("app_uninstalled", uninstalled), event("tokens_revoked", tokens_revoked))
