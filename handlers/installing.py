"""The app is taken out of a workspace, or its tokens are revoked."""

from bot.request import Request
from bot.routes import event
from engine.use_cases.installing import uninstall


def uninstalled(request: Request) -> None:
    """Forget the workspace's token and pause everything there."""
    uninstall(request.desk.store, request.workspace_id, now=request.desk.clock.now())
    request.ack()


def tokens_revoked(request: Request) -> None:
    """The same, where the bot's own token is among those revoked; a user's is nothing to us."""
    revoked = request.body["event"].get("tokens") or {}
    if revoked.get("bot"):
        uninstall(request.desk.store, request.workspace_id, now=request.desk.clock.now())
    request.ack()


ROUTES = (event("app_uninstalled", uninstalled), event("tokens_revoked", tokens_revoked))
