"""A store with one workspace, and Slack's stand-in to talk to."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.clients import Clients
from bot.directory import SlackDirectory
from bot.notifier import SlackNotifier
from engine.domain.notice import NewNotice, Notice, NoticeKind
from engine.domain.workspace import Workspace
from sandbox.slack import Person, Slack, SlackStandIn
from sandbox.slack import Workspace as SlackWorkspace
from storage.store import SqlStore
from tests.stores import fresh_store

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@dataclass(slots=True, kw_only=True)
class SetClock:
    """A clock that a test moves."""

    at: datetime = NOW

    def now(self) -> datetime:
        """The schedule's time."""
        return self.at

    def real(self) -> datetime:
        """The machine's time."""
        return self.at

    def monotonic(self) -> float:
        """Seconds since 1970."""
        return self.at.timestamp()

    def later(self, by: timedelta) -> None:
        """Move on."""
        self.at += by


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One installed workspace with a channel, seen from both sides."""

    store: SqlStore
    slack: Slack
    team: SlackWorkspace
    ada: Person
    channel: str
    clients: Clients
    clock: SetClock = field(default_factory=SetClock)

    @property
    def directory(self) -> SlackDirectory:
        """The directory under test."""
        return SlackDirectory(store=self.store, client=self.clients, clock=self.clock)

    @property
    def notifier(self) -> SlackNotifier:
        """The notifier under test."""
        return SlackNotifier(store=self.store, client=self.clients)

    def notice(self, kind: NoticeKind, channel: str | None = None, **facts: Any) -> Notice:
        """Put a notice in the outbox and return it."""
        common = {
            "enrollment_id": 11,
            "sequence": "Q4 CFO",
            "contact_id": 7,
            "contact": "Ada Byron",
            "email": "ada@example.com",
            "words": "Yes, gladly.",
            "cancelled": 3,
            "step": 2,
        }
        new = NewNotice(
            kind=kind,
            channel=channel or self.channel,
            owner_id=self.ada.user_id,
            thread_key="3:7",
            payload=common | facts,
        )
        with self.store.begin(self.team.team_id) as tx:
            return tx.notices.add(new, at=NOW)


@contextmanager
def opened() -> Iterator[Scene]:
    """Start the stand-in and install the app in one workspace."""
    stand_in, token = SlackStandIn().start(), "xoxb-1"
    try:
        with fresh_store("sqlite") as store:
            slack = Slack(base_url=stand_in.url)
            team = slack.workspace("Acme", token)
            ada = team.user("ada", real_name="Ada Lovelace", email="ada@acme.test", is_admin=True)
            with store.engine() as etx:
                etx.save_workspace(
                    Workspace(
                        id=team.team_id,
                        name="Acme",
                        bot_token=token,
                        bot_user_id=team.bot_user_id,
                        webhook_secret="hook",
                    )
                )
            yield Scene(
                store=store,
                slack=slack,
                team=team,
                ada=ada,
                channel=team.channel("sales", ada, with_bot=True),
                clients=Clients(store=store, base_url=slack.api_url, timeout_seconds=2),
            )
    finally:
        stand_in.stop()
