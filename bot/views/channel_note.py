"""Whether notices can be posted in a channel, in words, and what to do when they can't."""

from collections.abc import Mapping
from typing import Any


def note_of(channel: str, told: Mapping[str, Any] | None, error: str = "") -> str:
    """Return what Slack's `conversations.info` means for notices, as mrkdwn.

    `told` is its channel, none when Slack answered with `error` instead: a private channel that
    the bot isn't in is not found.
    """
    mention = f"<#{channel}>"
    if told is None and error in ("channel_not_found", "missing_scope"):
        return (
            f":warning: Notices can't be posted in {mention}: it is private and this app is not in "
            "it. Type `/invite` and this app's name there, then pick the channel again."
        )
    if told is None:
        return f":warning: Slack could not say whether notices can be posted in {mention}: {error}."
    if told.get("is_archived"):
        return f":warning: {mention} is archived. Choose another channel."
    if told.get("is_private") and not told.get("is_member"):
        return (
            f":warning: This app is not in {mention}. Type `/invite` and this app's name there, "
            "then pick the channel again."
        )
    return f":white_check_mark: Notices can be posted in {mention}."
