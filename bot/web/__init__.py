"""The web side: Slack's requests, consent, webhooks, unsubscribe pages, and health."""

from bot.web.server import Web, create

__all__ = ["Web", "create"]
