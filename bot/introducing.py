"""What a start learns from the settings: the workspace of a single bot token, a first SMS token."""

import logging

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.config import secret
from bot.service import Service
from engine.domain.errors import ProviderError, Refusal
from engine.use_cases import connecting
from engine.use_cases.installing import install

log = logging.getLogger(__name__)


def introduce(service: Service) -> None:
    """Learn which workspace a single bot token belongs to, and seed Salesmsg the first time.

    Raises Refusal when Slack refuses the token.
    """
    token = secret(service.settings.slack_bot_token)
    if token is None:
        return
    client = WebClient(token=token, base_url=service.settings.slack_api_url, timeout=10)
    try:
        me = client.auth_test()
    except OSError as error:
        raise Refusal(
            f"Slack can't be reached at {service.settings.slack_api_url}: {error}. Check the "
            "network, then start again."
        ) from error
    except SlackApiError as error:
        raise Refusal(
            f"Slack refuses SLACK_BOT_TOKEN: {error.response.get('error')}. Copy it from the "
            "app's page under OAuth & Permissions."
        ) from error
    workspace = install(
        service.store,
        workspace_id=me["team_id"],
        name=me.get("team", ""),
        bot_token=token,
        bot_user_id=me["user_id"],
        enterprise_id=me.get("enterprise_id"),
    )
    _seed_sms(service, workspace.id)


def _seed_sms(service: Service, workspace_id: str) -> None:
    settings = service.settings
    token = secret(settings.salesmsg_token)
    if not token:
        return
    try:
        connecting.seed_sms(
            service.store,
            service.engine.sms,
            workspace_id,
            token=token,
            team_id=settings.salesmsg_team_id or "",
            now=service.clock.now(),
        )
    except (Refusal, ProviderError) as error:
        log.warning("salesmsg_not_seeded", extra={"reason": str(error)})
