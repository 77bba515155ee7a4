"""Acme, the workspace of these tests, and Rita, who does everything in it."""

from datetime import datetime

from engine.domain.workspace import Actor, Member, Workspace

TEAM = "T1"
RITA = Actor(
    workspace_id=TEAM,
    user_id="URITA",
    name="Rita Rep",
    zone="America/New_York",
    is_admin=True,
    is_approver=False,
)


def workspace() -> Workspace:
    """Return the workspace as it was installed."""
    return Workspace(
        id=TEAM, name="Acme", bot_token="xoxb-1", bot_user_id="U0BOT", webhook_secret="secret"
    )


def rita(now: datetime) -> Member:
    """Return Rita as Slack knows her."""
    return Member(
        workspace_id=TEAM,
        user_id="URITA",
        name="Rita Rep",
        first_name="Rita",
        zone="America/New_York",
        is_admin=True,
        seen_at=now,
    )
