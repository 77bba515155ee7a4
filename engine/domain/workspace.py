"""Workspaces, their settings, and the people who act in them."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkspaceSettings:
    """What an admin decides in Setup."""

    approver_ids: tuple[str, ...] = ()  # Slack user ids; none: activation needs no approval
    approvals_channel: str | None = None  # none: a DM to each approver
    daily_limit: int = 200  # emails per mailbox and day of the mailbox owner's zone
    spacing_seconds: int = 60  # between two emails of one mailbox; 0 is allowed
    postal_address: str = ""
    default_notify_channel: str | None = None
    allow_several: bool = False  # may a contact be active in several sequences?
    stop_others: bool = True  # a reply also stops the contact's other sequences


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """A Slack workspace that has installed the app."""

    id: str  # Slack's team id
    name: str
    bot_token: str = field(repr=False)
    bot_user_id: str
    webhook_secret: str = field(repr=False)  # the last segment of the Salesmsg webhook's address
    enterprise_id: str | None = None
    is_installed: bool = True
    settings: WorkspaceSettings = WorkspaceSettings()


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A Slack user of ours, as Slack last described them."""

    workspace_id: str
    user_id: str
    name: str
    first_name: str
    zone: str  # IANA name
    is_admin: bool  # a Slack admin or owner
    email: str = ""
    seen_at: datetime  # when Slack was last asked, UTC
    gone_at: datetime | None = None  # when it was seen that they left, or are an app, UTC

    @property
    def is_live(self) -> bool:
        """Whether they are a person who can be reached here."""
        return self.gone_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who is doing something now, and by what right."""

    workspace_id: str
    user_id: str
    name: str
    zone: str
    is_admin: bool
    is_approver: bool
