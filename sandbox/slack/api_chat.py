"""chat.*: posting, updating and deleting messages, with Slack's refusals.

Sources: the method pages of chat.postMessage, chat.update, chat.postEphemeral, chat.delete.
"""

from typing import Any

from sandbox.slack.api import Call, Method
from sandbox.slack.model import Channel, Json, Message, SlackError
from sandbox.slack.rules import problems_of_message
from sandbox.slack.views import with_ids

MOST_TEXT_CHARACTERS = 40_000  # longer text is cut off
MOST_UPDATE_CHARACTERS = 4_000
MOST_MARKDOWN_CHARACTERS = 12_000


def channel_for_posting(call: Call, channel_id: str) -> Channel:
    """Return the channel the app may post to; a person's id opens the direct message.

    Raises:
        SlackError: `channel_not_found`, `is_archived`, `not_in_channel`.
    """
    team = call.team
    if channel_id in team.users and not team.users[channel_id].is_bot:
        return call.state.open_im(team, channel_id)
    channel = visible_channel(call, channel_id)
    if channel.is_archived:
        raise SlackError("is_archived")
    if not team.is_member(channel) and "chat:write.public" not in team.scopes:
        raise SlackError("not_in_channel")
    return channel


def visible_channel(call: Call, channel_id: str) -> Channel:
    """Return the channel if the bot can see it: a private one only from inside.

    Raises:
        SlackError: `channel_not_found`.
    """
    channel = call.team.channels.get(channel_id)
    if channel is None or (channel.is_private and not call.team.is_member(channel)):
        raise SlackError("channel_not_found")
    return channel


def read_content(call: Call) -> tuple[str, list[Json], list[Json]]:
    """Return text, blocks and attachments of a message.

    Raises:
        SlackError: `no_text`, `invalid_blocks`, `markdown_text_conflict`, `msg_too_long`.
    """
    text, blocks = call.text("text"), call.args.get("blocks")
    markdown = call.text("markdown_text")
    if markdown and (text or blocks):
        raise SlackError("markdown_text_conflict")
    if len(markdown) > MOST_MARKDOWN_CHARACTERS:
        raise SlackError("msg_too_long")
    if problems := problems_of_message({"blocks": blocks}):
        raise SlackError("invalid_blocks", problems=[str(problem) for problem in problems])
    attachments = call.args.get("attachments") or []
    if not (text.strip() or markdown or blocks or attachments):
        raise SlackError("no_text")
    return text or markdown, with_ids(blocks or []), attachments


def new_message(call: Call, channel: Channel, **more: Any) -> Message:
    """Put the app's message into the channel."""
    text, blocks, attachments = read_content(call)
    message = Message(
        ts=call.state.new_ts(),
        user_id=call.team.bot_user_id,
        bot_id=call.team.bot_id,
        text=text[:MOST_TEXT_CHARACTERS],
        blocks=blocks,
        attachments=attachments,
        thread_ts=call.text("thread_ts") or None,
        metadata=call.args.get("metadata"),
        **more,
    )
    channel.messages.append(message)
    return message


def _shown(call: Call, channel: Channel, message: Message) -> Json:
    payload = message.payload(call.state.app.app_id, call.team.id)
    return {"channel": channel.id, "ts": message.ts, "message": payload}


def post_message(call: Call) -> Json:
    """chat.postMessage."""
    channel = channel_for_posting(call, call.text("channel"))
    return _shown(call, channel, new_message(call, channel))


def post_ephemeral(call: Call) -> Json:
    """chat.postEphemeral: the reader must be in the channel."""
    channel = channel_for_posting(call, call.text("channel"))
    reader = call.text("user")
    if reader not in channel.members:
        raise SlackError("user_not_in_channel")
    return {"message_ts": new_message(call, channel, seen_by=reader).ts}


def _own_message(call: Call, refusal: str) -> tuple[Channel, Message]:
    channel = visible_channel(call, call.text("channel"))
    message = channel.find(call.text("ts"))
    if message is None or message.seen_by:
        raise SlackError("message_not_found")
    if message.user_id != call.team.bot_user_id:
        raise SlackError(refusal)
    return channel, message


def update(call: Call) -> Json:
    """chat.update: text alone takes the blocks away; it is limited to 4,000 characters."""
    channel, message = _own_message(call, "cant_update_message")
    if len(call.text("text")) > MOST_UPDATE_CHARACTERS:
        raise SlackError("msg_too_long")
    text, blocks, attachments = read_content(call)
    message.text = text if "text" in call.args else message.text
    message.blocks = blocks
    if call.args.get("attachments") is not None:
        message.attachments = attachments
    message.metadata = call.args.get("metadata", message.metadata)
    message.edited_ts = call.state.new_ts()
    return {**_shown(call, channel, message), "text": message.text}


def delete(call: Call) -> Json:
    """chat.delete."""
    channel, message = _own_message(call, "cant_delete_message")
    channel.messages.remove(message)
    return {"channel": channel.id, "ts": message.ts}


def get_permalink(call: Call) -> Json:
    """chat.getPermalink."""
    channel = visible_channel(call, call.text("channel"))
    ts = call.text("message_ts")
    message = channel.find(ts)
    if message is None:
        raise SlackError("message_not_found")
    place = f"archives/{channel.id}/p{ts.replace('.', '')}"
    thread = f"?thread_ts={message.thread_ts}&cid={channel.id}" if message.thread_ts else ""
    link = f"https://{call.team.domain}.slack.com/{place}{thread}"
    return {"channel": channel.id, "permalink": link}


METHODS: dict[str, Method] = {
    "chat.postMessage": post_message,
    "chat.postEphemeral": post_ephemeral,
    "chat.update": update,
    "chat.delete": delete,
    "chat.getPermalink": get_permalink,
}
