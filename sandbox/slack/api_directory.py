"""auth, team, users and conversations: who and what is in a workspace.

Sources: the method pages of auth.test, team.info, users.*, conversations.*.
"""

from typing import Any

from sandbox.slack.api import Call, Method
from sandbox.slack.api_chat import visible_channel
from sandbox.slack.model import Channel, Json, SlackError

MOST_ON_A_PAGE = 1000


def auth_test(call: Call) -> Json:
    """auth.test."""
    team = call.team
    return {
        "url": f"https://{team.domain}.slack.com/",
        "team": team.name,
        "user": team.users[team.bot_user_id].name,
        "team_id": team.id,
        "user_id": team.bot_user_id,
        "bot_id": team.bot_id,
        "is_enterprise_install": False,
    }


def team_info(call: Call) -> Json:
    """team.info."""
    team = call.team
    return {"team": {"id": team.id, "name": team.name, "domain": team.domain}}


def _with_email(call: Call) -> bool:
    return "users:read.email" in call.team.scopes


def users_info(call: Call) -> Json:
    """users.info; the mail address only with users:read.email."""
    user = call.team.user(call.text("user"))
    return {"user": user.payload(call.team.id, with_email=_with_email(call))}


def users_list(call: Call) -> Json:
    """users.list, paged by cursor."""
    everyone = [
        user.payload(call.team.id, with_email=_with_email(call))
        for user in call.team.users.values()
    ]
    return _page(call, "members", everyone)


def lookup_by_email(call: Call) -> Json:
    """users.lookupByEmail; an unknown address is `users_not_found`, in the plural."""
    wanted = call.text("email").lower()
    for user in call.team.users.values():
        if wanted and user.email.lower() == wanted and not user.deleted:
            return {"user": user.payload(call.team.id, with_email=True)}
    raise SlackError("users_not_found")


def _page(call: Call, key: str, everything: list[Any]) -> Json:
    """Return one page; the cursor is the place to go on from."""
    start = int(call.text("cursor", "0") or 0)
    limit = min(int(call.text("limit") or 100), MOST_ON_A_PAGE)
    after = start + limit
    cursor = str(after) if after < len(everything) else ""
    return {key: everything[start:after], "response_metadata": {"next_cursor": cursor}}


def _need_read_scope(call: Call, channel: Channel) -> None:
    """Slack: which scope reads a conversation depends on what it is."""
    scope = "groups:read" if channel.is_private else "channels:read"
    scope = "im:read" if channel.im_with else scope
    if scope not in call.team.scopes:
        raise SlackError("missing_scope", needed=scope, provided=",".join(sorted(call.team.scopes)))


def conversations_info(call: Call) -> Json:
    """conversations.info; a private channel is not found from outside."""
    channel = visible_channel(call, call.text("channel"))
    _need_read_scope(call, channel)
    return {"channel": channel.payload(call.team.bot_user_id)}


def _kind(channel: Channel) -> str:
    if channel.im_with:
        return "im"
    return "private_channel" if channel.is_private else "public_channel"


def conversations_list(call: Call) -> Json:
    """conversations.list: public channels by default, private ones the bot is in."""
    team, kinds = call.team, call.text("types", "public_channel").split(",")
    found = [
        channel.payload(team.bot_user_id)
        for channel in team.channels.values()
        if _kind(channel) in kinds
        and (not channel.is_private or team.is_member(channel))
        and not (channel.is_archived and call.flag("exclude_archived"))
    ]
    return _page(call, "channels", found)


def conversations_members(call: Call) -> Json:
    """conversations.members, paged by cursor."""
    channel = visible_channel(call, call.text("channel"))
    _need_read_scope(call, channel)
    return _page(call, "members", sorted(channel.members))


def conversations_open(call: Call) -> Json:
    """conversations.open for the direct message with one person."""
    users = [each for each in call.text("users").split(",") if each]
    if not users:
        raise SlackError("users_list_not_supplied")
    if len(users) > 1:
        raise SlackError("method_not_supported_for_channel_type")
    user = call.team.user(users[0])
    if user.is_bot:
        raise SlackError("cannot_dm_bot")
    return {"channel": {"id": call.state.open_im(call.team, user.id).id}}


def conversations_join(call: Call) -> Json:
    """conversations.join: public channels that are not archived."""
    channel = visible_channel(call, call.text("channel"))
    if channel.is_private:
        raise SlackError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise SlackError("is_archived")
    channel.members.add(call.team.bot_user_id)
    return {"channel": channel.payload(call.team.bot_user_id)}


METHODS: dict[str, Method] = {
    "auth.test": auth_test,
    "team.info": team_info,
    "users.info": users_info,
    "users.list": users_list,
    "users.lookupByEmail": lookup_by_email,
    "conversations.info": conversations_info,
    "conversations.list": conversations_list,
    "conversations.members": conversations_members,
    "conversations.open": conversations_open,
    "conversations.join": conversations_join,
}
