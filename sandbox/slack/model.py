"""What a Slack workspace holds: people, channels, messages, views, files."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

# What the product's manifest asks for.
DEFAULT_SCOPES = frozenset(
    {
        "channels:read",
        "chat:write",
        "chat:write.public",
        "commands",
        "files:read",
        "files:write",
        "groups:read",
        "im:write",
        "users:read",
        "users:read.email",
    }
)


class SlackError(Exception):
    """A Web API refusal: Slack's error word, and what comes with it."""

    def __init__(self, code: str, *, problems: list[str] | None = None, **extra: Any) -> None:
        """Keep the error word `code`; `problems` go to `response_metadata.messages`."""
        super().__init__(code)
        self.code = code
        self.body: Json = {"ok": False, "error": code, **extra}
        if problems:
            self.body["errors"] = problems
            self.body["response_metadata"] = {"messages": [f"[ERROR] {text}" for text in problems]}


@dataclass(slots=True, kw_only=True)
class User:
    """One person or bot of a workspace."""

    id: str
    name: str
    real_name: str
    email: str = ""
    tz: str = "America/New_York"
    is_admin: bool = False
    is_owner: bool = False
    is_bot: bool = False
    deleted: bool = False

    def payload(self, team_id: str, *, with_email: bool) -> Json:
        """Return the user as `users.info` shows it."""
        profile = {"real_name": self.real_name, "display_name": self.name}
        if with_email and self.email:
            profile["email"] = self.email
        flags = {"is_admin": self.is_admin, "is_owner": self.is_owner, "is_bot": self.is_bot}
        return {
            "id": self.id,
            "team_id": team_id,
            "name": self.name,
            "real_name": self.real_name,
            "deleted": self.deleted,
            "tz": self.tz,
            "profile": profile,
            "is_app_user": False,
            **flags,
        }


@dataclass(slots=True, kw_only=True)
class Message:
    """One message; `seen_by` is set for an ephemeral one and names its only reader."""

    ts: str
    user_id: str
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    thread_ts: str | None = None
    seen_by: str | None = None
    bot_id: str | None = None
    edited_ts: str | None = None
    metadata: Json | None = None
    state: dict[str, Json] = field(default_factory=dict)

    def payload(self, app_id: str, team_id: str) -> Json:
        """Return the message as Slack shows it in answers and payloads."""
        shown: Json = {"type": "message", "user": self.user_id, "ts": self.ts, "text": self.text}
        if self.bot_id:
            shown |= {"bot_id": self.bot_id, "app_id": app_id, "team": team_id}
        if self.blocks:
            shown["blocks"] = self.blocks
        if self.attachments:
            shown["attachments"] = self.attachments
        if self.thread_ts:
            shown["thread_ts"] = self.thread_ts
        if self.edited_ts:
            shown["edited"] = {"user": self.user_id, "ts": self.edited_ts}
        if self.files:
            shown["files"] = [{"id": file_id} for file_id in self.files]
        if self.metadata:
            shown["metadata"] = self.metadata
        return shown


@dataclass(slots=True, kw_only=True)
class Channel:
    """A channel, or a direct message when `im_with` names its person."""

    id: str
    name: str
    is_private: bool = False
    is_archived: bool = False
    members: set[str] = field(default_factory=set)
    im_with: str | None = None
    messages: list[Message] = field(default_factory=list)

    def find(self, ts: str) -> Message | None:
        """Return the message with this `ts`, ephemeral ones included."""
        return next((m for m in self.messages if m.ts == ts), None)

    def payload(self, bot_user_id: str) -> Json:
        """Return the channel as `conversations.info` shows it."""
        shown: Json = {"id": self.id, "is_archived": self.is_archived}
        if self.im_with:
            return {**shown, "is_im": True, "user": self.im_with, "is_open": True}
        return {
            **shown,
            "name": self.name,
            "name_normalized": self.name,
            "is_channel": not self.is_private,
            "is_group": False,
            "is_im": False,
            "is_mpim": False,
            "is_private": self.is_private,
            "is_member": bot_user_id in self.members,
            "num_members": len(self.members),
        }


@dataclass(slots=True, kw_only=True)
class View:
    """A modal or a Home tab, with what its user has typed so far in `values`."""

    id: str
    user_id: str
    body: Json  # as the app sent it, block ids and action ids filled in
    hash: str
    root_id: str
    previous_id: str | None = None
    values: dict[str, Json] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)  # by block id, after a refused submit
    trouble: str = ""  # what the client says when the app did not answer well
    is_closed: bool = False

    @property
    def external_id(self) -> str:
        """The app's own id of the view, or an empty string."""
        return str(self.body.get("external_id") or "")


@dataclass(slots=True, kw_only=True)
class File:
    """An uploaded file; `is_done` once `files.completeUploadExternal` named it."""

    id: str
    name: str
    user_id: str
    content: bytes = b""
    title: str = ""
    is_uploaded: bool = False
    is_done: bool = False


@dataclass(slots=True, kw_only=True)
class Team:
    """One workspace with our app installed, or not yet."""

    id: str
    name: str
    domain: str
    bot_user_id: str
    bot_id: str
    tokens: dict[str, str] = field(default_factory=dict)  # token -> live | revoked
    scopes: frozenset[str] = DEFAULT_SCOPES
    has_home: bool = True
    users: dict[str, User] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    views: dict[str, View] = field(default_factory=dict)
    stacks: dict[str, list[str]] = field(default_factory=dict)  # user -> view ids, top last
    homes: dict[str, str] = field(default_factory=dict)  # user -> view id
    files: dict[str, File] = field(default_factory=dict)

    def user(self, user_id: str, error: str = "user_not_found") -> User:
        """Return the user or raise `SlackError(error)`."""
        if user_id not in self.users:
            raise SlackError(error)
        return self.users[user_id]

    def top_view(self, user_id: str) -> View | None:
        """Return the modal that this user sees."""
        stack = self.stacks.get(user_id) or []
        return self.views[stack[-1]] if stack else None

    def is_member(self, channel: Channel) -> bool:
        """Tell whether the app's bot is in the channel."""
        return self.bot_user_id in channel.members


@dataclass(slots=True, kw_only=True)
class AppSettings:
    """The app as it is registered at Slack, and where its deliveries go."""

    app_id: str = "A0APP"
    client_id: str = "100.200"
    client_secret: str = "client-secret"
    signing_secret: str = "signing-secret"
    verification_token: str = "verification-token"
    app_token: str = "xapp-1-A0APP-1-token"
    request_url: str = ""
    redirect_url: str = ""
    socket_mode: bool = False

    def change(self, changes: Mapping[str, Any]) -> None:
        """Set the named settings; an unknown name raises AttributeError."""
        for name, value in changes.items():
            setattr(self, name, value)


@dataclass(slots=True, kw_only=True)
class Switches:
    """How strict and how slow this Slack is; times are in real seconds."""

    rate_limits: bool = True
    ack_seconds: float = 3.0
    trigger_seconds: float = 3.0
    response_url_seconds: float = 1800.0
    response_url_uses: int = 5
    retry_minute_seconds: float = 60.0  # events are retried at 0, 1 and 5 of these minutes
    socket_grace_seconds: float = 10.0  # from the disconnect warning to the cut

    def change(self, changes: Mapping[str, Any]) -> None:
        """Set the named switches; an unknown name raises AttributeError."""
        for name, value in changes.items():
            setattr(self, name, value)
