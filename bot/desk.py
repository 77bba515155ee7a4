"""What every handler has at hand; made once, by the composition root."""

from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from slack_sdk import WebClient

from engine.domain.errors import NotFound, Temporary
from engine.domain.notice import JobKind
from engine.domain.workspace import Actor
from engine.ports import Clock, Directory, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The store, time, who is who, and ways to reach people and the worker."""

    store: Store
    clock: Clock
    directory: Directory
    client: Callable[[str], WebClient]  # by workspace id
    connect_link: Callable[[str, str], str]  # (workspace, member) -> personal, signed address
    webhook_address: Callable[[str], str]  # workspace -> where Salesmsg has to post
    public_url: str | None
    executor: Executor  # for what may be lost, such as a fresher Home; never for sending
    nudge: Callable[[], None]  # tells the scheduler that there is something to do now
    shown_after: timedelta = timedelta(seconds=0.7)  # until Slack has our answer to a click

    def actor(self, workspace_id: str, user_id: str) -> Actor:
        """Return who is acting, with today's rights. Raises Temporary when Slack is down."""
        member = self.directory.member(workspace_id, user_id)
        with self.store.read(workspace_id) as tx:
            settings = tx.workspace.get().settings
        return Actor(
            workspace_id=workspace_id,
            user_id=user_id,
            name=member.name,
            zone=member.zone,
            is_admin=member.is_admin,
            is_approver=user_id in settings.approver_ids,
        )

    def look_up_approvers(self, workspace_id: str) -> None:
        """Ask Slack who of the approvers is still there, where that was not asked lately."""
        with self.store.read(workspace_id) as tx:
            approver_ids = tx.workspace.get().settings.approver_ids
        for user_id in approver_ids:
            with suppress(NotFound, Temporary):  # then what is known of them stands
                self.directory.member(workspace_id, user_id)

    def start(
        self,
        kind: JobKind,
        actor: Actor,
        *,
        view_id: str | None = None,
        **payload: object,
    ) -> int:
        """Put slow work in the queue; the answer goes to the view or a DM.

        With a view it begins a moment later: *Working…* travels in the answer to the click, and
        would otherwise take the place of a result that was quicker.
        """
        at = self.clock.real() + self.shown_after if view_id else None
        with self.store.begin(actor.workspace_id) as tx:
            job_id = tx.jobs.add(
                kind, member_id=actor.user_id, view_id=view_id, payload=payload, at=at
            )
        self.nudge()
        return job_id
