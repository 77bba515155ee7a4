"""A message to Slack: its blocks, and the words for whoever sees none of them."""

from dataclasses import dataclass

from bot.views.kit import Block

BLOCKS_MAX = 50  # Slack: of one message


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What a card builds."""

    text: str  # read out by screen readers and shown in notifications
    blocks: list[Block]
