"""Slack's Web API, one client per workspace, which never tries anything twice by itself."""

from dataclasses import dataclass, field

from slack_sdk import WebClient

from engine.domain.errors import AccessRevoked
from engine.ports import Store

TIMEOUT_SECONDS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Clients:
    """Clients by workspace id; the token comes from the workspace's row."""

    store: Store
    base_url: str  # with a trailing slash, e.g. https://slack.com/api/
    timeout_seconds: int = TIMEOUT_SECONDS
    _by_token: dict[str, WebClient] = field(default_factory=dict)

    def __call__(self, workspace_id: str) -> WebClient:
        """Return the workspace's client.

        Raises AccessRevoked when the app was removed there, NotFound for an unknown workspace.
        """
        with self.store.read(workspace_id) as tx:
            workspace = tx.workspace.get()
        if not workspace.is_installed or not workspace.bot_token:
            raise AccessRevoked("The app was removed from this workspace.", provider="slack")
        return self.of_token(workspace.bot_token)

    def of_token(self, token: str) -> WebClient:
        """Return the client that uses this token."""
        return self._by_token.setdefault(token, self._new(token))

    def _new(self, token: str) -> WebClient:
        # No retry handlers: the default one posts again when an answer is lost, and sleeps.
        return WebClient(
            token=token,
            base_url=self.base_url,
            timeout=self.timeout_seconds,
            retry_handlers=[],
        )
