"""The Bolt app: who may come in, with which token, on how many threads."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import cast

from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from bot.config import Settings, secret
from bot.errors import catch_everything
from engine.domain.workspace import Workspace
from engine.ports import Store

# Listeners and lazy functions share this pool. With Bolt's five, the sixth click during slow
# work waits out Slack's three seconds and fails.
LISTENER_THREADS = 32
# What a click waits for has to be there before the three seconds are over, and so has the answer
# that says it isn't.
SLACK_SECONDS = 2


def create(settings: Settings, store: Store) -> App:
    """Return the Bolt app for many workspaces or one: tokens come from the store, unasked.

    Bolt would ask Slack's auth.test at every payload; we asked when it was installed.
    """

    def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult | None:
        workspace = _workspace(store, team_id)
        if workspace is None:
            return None  # Bolt tells the person that the app has to be installed again
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_user_id=workspace.bot_user_id,
            bot_token=workspace.bot_token,
        )

    app = App(
        name="sequences",
        client=WebClient(base_url=settings.slack_api_url, timeout=SLACK_SECONDS),
        authorize=cast("Callable[..., AuthorizeResult]", authorize),
        signing_secret=secret(settings.slack_signing_secret) or "unused-in-socket-mode",
        request_verification_enabled=not settings.is_socket_mode,
        listener_executor=ThreadPoolExecutor(LISTENER_THREADS, thread_name_prefix="slack"),
    )
    catch_everything(app)
    return app


def _workspace(store: Store, team_id: str | None) -> Workspace | None:
    with store.engine() as etx:
        workspace = etx.workspace(team_id) if team_id else None
    return workspace if workspace and workspace.is_installed else None
