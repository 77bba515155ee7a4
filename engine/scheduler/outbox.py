"""Notices leave from their rows: posted once, tried again, or told by DM where that can't be."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.domain.errors import Permanent, ProviderError, Temporary
from engine.domain.notice import Notice, NoticeState
from engine.ports import Clock, Notifier, Store

HIDE_SECONDS = 60.0  # a claimed notice is ours this long
WAIT_UP_TO_SECONDS = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbox:
    """Puts waiting notices in front of people."""

    store: Store
    clock: Clock
    notifier: Notifier

    def post(self, limit: int = 20) -> int:
        """Put waiting notices in front of people; return how many were tried."""
        real = self.clock.real()
        until = real + timedelta(seconds=HIDE_SECONDS)
        with self.store.engine() as etx:
            notices = etx.claim_notices(real=real, until=until, limit=limit)
        for notice in notices:
            self._post(notice)
        return len(notices)

    def _post(self, notice: Notice) -> None:
        thread_ts = self._thread_of(notice)
        try:
            posted = self.notifier.post(notice, thread_ts=thread_ts)
        except Permanent as error:
            self._unreachable(notice, error.reason)
        except ProviderError as error:
            self._post_later(notice, error)
        else:
            self._outcome(notice, NoticeState.POSTED, self.clock.real(), posted.channel, posted.ts)

    def _thread_of(self, notice: Notice) -> str | None:
        if notice.thread_key is None:
            return None
        with self.store.read(notice.workspace_id) as tx:
            head = tx.notices.thread_head(notice.channel, notice.thread_key)
        return head.posted_ts if head and head.id != notice.id else None

    def _unreachable(self, notice: Notice, reason: str) -> None:
        """The channel can't be posted to: its owner gets it as a DM, with the fix."""
        try:
            self.notifier.tell_unreachable(notice, reason)
        except ProviderError as error:
            self._post_later(notice, error)
        else:
            self._outcome(notice, NoticeState.FAILED, self.clock.real(), None, None)

    def _post_later(self, notice: Notice, error: ProviderError) -> None:
        wait = min(2.0**notice.attempts, WAIT_UP_TO_SECONDS)
        if isinstance(error, Temporary) and error.retry_after_seconds:
            wait = error.retry_after_seconds
        at = self.clock.real() + timedelta(seconds=wait)
        self._outcome(notice, NoticeState.WAITING, at, notice.posted_channel, notice.posted_ts)

    def _outcome(
        self,
        notice: Notice,
        state: NoticeState,
        next_at: datetime,
        channel: str | None,
        ts: str | None,
    ) -> None:
        with self.store.begin(notice.workspace_id) as tx:
            tx.notices.save_outcome(
                notice,
                state=state,
                posted_channel=channel,
                posted_ts=ts,
                next_at=next_at,
                attempts=notice.attempts + 1,
            )
