"""Slack as the engine sees it: who someone is, where a notice goes, who does slow work."""

from dataclasses import dataclass
from typing import Protocol

from engine.domain.notice import Job, Notice
from engine.domain.workspace import Member


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """Where a message stands now."""

    channel: str
    ts: str


class Notifier(Protocol):
    """Puts notices in front of people."""

    def post(self, notice: Notice, *, thread_ts: str | None) -> Posted:
        """Post the notice, or update the message it already has, and return where it stands.

        Raises Temporary (Slack is down, or a rate limit with its seconds) and Permanent with kind
        "channel" when the channel can't be posted to: archived, private, gone.
        """
        ...

    def tell_unreachable(self, notice: Notice, reason: str) -> None:
        """DM the notice's owner the notice itself, which channel failed, and how to fix it."""
        ...


class Directory(Protocol):
    """Members as Slack describes them."""

    def member(self, workspace_id: str, user_id: str) -> Member:
        """Return the member, asking Slack when what is stored is old. Raises Temporary."""
        ...


class JobRunner(Protocol):
    """Does slow work that a click asked for."""

    def run(self, job: Job) -> None:
        """Do the job and show its result. May be called again after a crash: be idempotent.

        Raises Temporary to be tried again.
        """
        ...
