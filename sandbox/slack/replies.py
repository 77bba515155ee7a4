"""Messages that come without the Web API: answers to commands, and posts to a response_url.

Source: Slack's "Handling user interaction": 5 posts within 30 minutes, ephemeral by default,
`replace_original` and `delete_original` for the message that was clicked.
"""

import time

from sandbox.server import Request, Response
from sandbox.slack.model import Channel, Json, Message, SlackError, Team
from sandbox.slack.rules import problems_of_message
from sandbox.slack.state import State
from sandbox.slack.views import with_ids


def reply(state: State, team: Team, channel: Channel, user_id: str, body: Json) -> Message:
    """Put the app's answer into the channel, for one reader unless it says in_channel.

    Raises:
        SlackError: `no_text` or `invalid_blocks`.
    """
    text, blocks = read_reply(body)
    in_channel = body.get("response_type") == "in_channel"
    message = Message(
        ts=state.new_ts(),
        user_id=team.bot_user_id,
        bot_id=team.bot_id,
        text=text,
        blocks=blocks,
        thread_ts=body.get("thread_ts"),
        seen_by=None if in_channel else user_id,
    )
    channel.messages.append(message)
    return message


def read_reply(body: Json) -> tuple[str, list[Json]]:
    """Return text and blocks of an answer.

    Raises:
        SlackError: `no_text` or `invalid_blocks`.
    """
    if problems := problems_of_message(body):
        raise SlackError("invalid_blocks", problems=[str(each) for each in problems])
    if not (body.get("text") or body.get("blocks") or body.get("attachments")):
        raise SlackError("no_text")
    return str(body.get("text") or ""), with_ids(body.get("blocks") or [])


def post_to_response_url(state: State, request: Request) -> Response:
    """Serve one post to a response_url."""
    with state.lock:
        try:
            _post(state, request.params["token"], request.json())
        except SlackError as refusal:
            missing = refusal.code in ("used_url", "expired_url")
            return Response(status=404 if missing else 400, payload=refusal.body)
    return Response(payload="ok")


def _post(state: State, token: str, body: Json) -> None:
    url = state.response_urls.get(token)
    if url is None or time.monotonic() > url.expires_at:
        raise SlackError("expired_url")
    if url.uses_left == 0:
        raise SlackError("used_url")
    url.uses_left -= 1
    team = state.team(url.team_id)
    channel = team.channels[url.channel_id]
    original = channel.find(url.message_ts) if url.message_ts else None
    if body.get("delete_original") and original:
        channel.messages.remove(original)
    elif body.get("replace_original") and original:
        original.text, original.blocks = read_reply(body)
        original.edited_ts = state.new_ts()
    else:
        reply(state, team, channel, url.user_id, body)
    state.record_call(team.id, "response_url", body, {"ok": True})
