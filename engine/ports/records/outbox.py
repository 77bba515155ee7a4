"""What Slack is to be told, and slow work behind clicks."""

from collections.abc import Mapping
from collections.abc import Sequence as Rows
from datetime import datetime
from typing import Any, Protocol

from engine.domain.notice import JobKind, NewNotice, Notice, NoticeState


class Notices(Protocol):
    """The outbox to Slack."""

    def add(self, notice: NewNotice, *, at: datetime) -> Notice:
        """Put it in the outbox, to be posted at once (`next_at` is long past)."""
        ...

    def get(self, notice_id: int) -> Notice | None: ...
    def find(self, kind: str, key: str, value: Any) -> Rows[Notice]:
        """Return notices of a kind whose payload has this value under this key, newest first."""
        ...

    def unreachable(self, *, since: datetime) -> Rows[Notice]:
        """Return the newest failed notice of each channel that nothing was posted to after it."""
        ...

    def thread_head(self, channel: str, thread_key: str) -> Notice | None:
        """Return the first notice of a contact's thread in this channel."""
        ...

    def touch(self, notice_id: int, *, payload: Mapping[str, Any]) -> None:
        """Give the card new facts: revision + 1 and waiting, due at once, so that it is updated."""
        ...

    def readdress(
        self, notice_id: int, *, channel: str, owner_id: str, payload: Mapping[str, Any]
    ) -> None:
        """Let it be posted somewhere else, for somebody else: due at once, tries from zero."""
        ...

    def give_up(self, notice_id: int, *, payload: Mapping[str, Any]) -> None:
        """Let it fail for good: revision + 1, so that whoever has it now changes nothing."""
        ...

    def save_outcome(
        self,
        notice: Notice,
        *,
        state: NoticeState,
        posted_channel: str | None,
        posted_ts: str | None,
        next_at: datetime,
        attempts: int,
    ) -> None:
        """Record what came of posting this revision; a newer revision stays waiting."""
        ...


class Jobs(Protocol):
    """Slow work behind clicks."""

    def add(
        self,
        kind: JobKind,
        *,
        member_id: str,
        view_id: str | None,
        payload: Mapping[str, Any],
        at: datetime | None = None,
    ) -> int:
        """Put it in the queue, to be done at once or not before `at` (real time); return its id."""
        ...

    def done(self, job_id: int) -> None: ...
    def retry(self, job_id: int, *, at: datetime) -> None: ...
