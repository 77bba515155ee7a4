"""What Slack makes of a slash command's text when `should_escape` is on.

Source: Slack's "Implementing slash commands": @x becomes <@U012|name>, a public #c <#C012|name>,
a private one <#C987|>, and links stand in angle brackets; mail addresses arrive as mailto links.
"""

import re

from sandbox.slack.model import Team

_PIECES = re.compile(
    r"<[@#!][^>\s]*>|<(?:mailto|https?):[^>\s]*>"  # what the client has escaped already
    r"|https?://[^\s<>]+"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?<!\S)[@#][\w.-]+"
)


def plain(text: str) -> str:
    """Return `text` with Slack's three control characters escaped."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def escaped(team: Team, text: str) -> str:
    """Return the text of a command as the app receives it."""
    pieces, end = [], 0
    for found in _PIECES.finditer(text):
        pieces += [plain(text[end : found.start()]), _piece(team, found.group())]
        end = found.end()
    return "".join([*pieces, plain(text[end:])])


def _piece(team: Team, piece: str) -> str:
    if user := re.fullmatch(r"<@(\w+)>", piece):
        known = team.users.get(user[1])
        return f"<@{user[1]}|{known.name}>" if known else piece
    if piece.startswith("<"):
        return piece
    if piece.startswith("http"):
        return f"<{piece}>"
    if piece.startswith(("@", "#")):
        return _mention(team, piece)
    return f"<mailto:{piece}|{piece}>"


def _mention(team: Team, piece: str) -> str:
    name = piece[1:]
    if piece[0] == "@":
        people = [user for user in team.users.values() if user.name == name]
        return f"<@{people[0].id}|{name}>" if people else plain(piece)
    channels = [each for each in team.channels.values() if each.name == name]
    if not channels:
        return plain(piece)
    return f"<#{channels[0].id}|{'' if channels[0].is_private else name}>"
