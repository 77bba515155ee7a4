"""The workspace's own row and its members."""

import hashlib
from collections.abc import Sequence as Rows

from sqlalchemy import bindparam, update

from engine.domain.errors import NotFound
from engine.domain.workspace import Member, Workspace, WorkspaceSettings
from storage import tables
from storage.mapper import Mapper
from storage.scoped import Scope, Scoped
from storage.upserts import replace_row


def digest(secret: str) -> str:
    """Return what a secret is looked up by."""
    return hashlib.sha256(secret.encode()).hexdigest()


WORKSPACES = Mapper(
    tables.workspace,
    Workspace,
    {"webhook_digest": lambda workspace: digest(workspace.webhook_secret)},
)
_THIS = WORKSPACES.select.where(tables.workspace.c.id == bindparam("this"))
MEMBERS = Mapper(tables.member, Member)


class SqlWorkspaceRecord:
    """The workspace itself."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._read: Workspace | None = None  # asked for several times in one transaction

    def get(self) -> Workspace:
        """Return it. Raises NotFound when the app is not installed there."""
        if self._read is None:
            ahead: Workspace | None = self._scope.take_ahead("workspace", self._scope.workspace_id)
            self._read = ahead or self._fetched()
        return self._read

    def _fetched(self) -> Workspace:
        row = self._scope.connection.execute(_THIS, {"this": self._scope.workspace_id}).first()
        if row is None:
            raise NotFound("This workspace is not known here. Install the app in Slack first.")
        return WORKSPACES.load(row)

    def save_settings(self, settings: WorkspaceSettings) -> None:
        """Replace what an admin has decided."""
        ours = tables.workspace.c.id == self._scope.workspace_id
        statement = update(tables.workspace).where(ours).values(settings=settings)
        self._scope.connection.execute(statement)
        self._read = None


class SqlMembers:
    """Slack users as last described."""

    def __init__(self, scope: Scope) -> None:
        self._rows = Scoped(MEMBERS, scope)
        self._read: dict[str, Member | None] = {}

    def get(self, user_id: str) -> Member | None:
        """Return the member, if they were seen before."""
        if user_id not in self._read:
            ahead = self._rows.read_ahead(user_id)
            self._read[user_id] = ahead or self._rows.find(user_id=user_id)
        return self._read[user_id]

    def admins(self) -> Rows[Member]:
        """Return those who were an admin when they were last seen, the latest first."""
        latest_first = [tables.member.c.seen_at.desc(), tables.member.c.user_id]
        return self._rows.all(tables.member.c.is_admin.is_(True), order_by=latest_first)

    def save(self, member: Member) -> None:
        """Insert or replace the member."""
        self._read.pop(member.user_id, None)
        row = self._rows.dump(member)
        replace_row(self._rows.connection, tables.member, row, key=("workspace_id", "user_id"))
