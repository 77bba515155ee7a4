"""Notices leave from their rows: posted once, tried again, or told by DM where that can't be."""

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from engine.domain.errors import Permanent, ProviderError, Refusal, Temporary
from engine.domain.notice import Notice, NoticeState
from engine.ports import Clock, Notifier, Store
from engine.scheduler import stranded
from engine.scheduler.bursts import UNDER, Bursts, put_under

log = logging.getLogger(__name__)

HIDE_SECONDS = 60.0  # a claimed notice is ours this long
WAIT_UP_TO_SECONDS = 300.0
# What an older version, or a bug, has put into a notice can surprise any card.
_SURPRISES = (ValueError, LookupError, TypeError, AttributeError, Refusal)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbox:
    """Puts waiting notices in front of people."""

    store: Store
    clock: Clock
    notifier: Notifier
    bursts: Bursts = field(default_factory=Bursts)

    def post(self, limit: int = 20) -> int:
        """Put waiting notices in front of people; return how many were tried."""
        real = self.clock.real()
        until = real + timedelta(seconds=HIDE_SECONDS)
        with self.store.engine() as etx:
            notices = etx.claim_notices(real=real, until=until, limit=limit)
        for notice in notices:
            self._post_or_set_aside(notice)
        return len(notices)

    def _post_or_set_aside(self, notice: Notice) -> None:
        """Post one; what can't be shown at all never keeps the others waiting."""
        try:
            self._post(notice)
        except _SURPRISES as error:
            why = f"{type(error).__name__}: {error}"
            facts = {"notice": notice.id, "kind": notice.kind.value, "reason": why}
            log.exception("notice_set_aside", extra=facts)
            with self.store.begin(notice.workspace_id) as tx:
                stranded.set_aside(tx, notice, why)
                told = stranded.told_instead(notice)
                if told is not None:
                    tx.notices.add(told, at=self.clock.now())

    def _post(self, notice: Notice) -> None:
        try:
            notice, thread_ts = self._placed(notice)
            posted = self.notifier.post(notice, thread_ts=thread_ts)
        except Permanent as error:
            self._unreachable(notice, error.reason)
        except ProviderError as error:
            self._post_later(notice, error)
        else:
            self._outcome(notice, NoticeState.POSTED, self.clock.real(), posted.channel, posted.ts)

    def _placed(self, notice: Notice) -> tuple[Notice, str | None]:
        """Return the notice and the message it goes under, if any.

        Raises Temporary while that message isn't posted yet.
        """
        if notice.posted_ts:
            return notice, None  # it stands already, and is only shown anew
        first = self._first_of_thread(notice)
        real = self.clock.real()
        if first is None and self.bursts.is_too_much(notice, real):
            with self.store.begin(notice.workspace_id) as tx:
                notice = put_under(tx, notice, real=real, now=self.clock.now())
            first = self._first_of_thread(notice)
        if first is not None and first.posted_ts is None:
            raise Temporary("Its thread isn't there yet.", retry_after_seconds=1.0)
        return notice, first.posted_ts if first else None

    def _first_of_thread(self, notice: Notice) -> Notice | None:
        """Return the message in the channel below which the notice belongs."""
        with self.store.read(notice.workspace_id) as tx:
            first = notice
            if notice.thread_key is not None:
                head = tx.notices.thread_head(notice.channel, notice.thread_key)
                first = head or notice
            summary = tx.notices.get(first.payload.get(UNDER) or 0)
        if summary is not None and summary.state is not NoticeState.FAILED:
            return summary
        return first if first.id != notice.id else None

    def _unreachable(self, notice: Notice, reason: str) -> None:
        """The channel can't be posted to: its owner gets it as a DM, with the fix."""
        try:
            self.notifier.tell_unreachable(notice, reason)
        except Permanent as error:
            self._owner_unreachable(notice, error)
        except ProviderError as error:
            self._post_later(notice, error)
        else:
            self._outcome(notice, NoticeState.FAILED, self.clock.real(), None, None)

    def _owner_unreachable(self, notice: Notice, error: Permanent) -> None:
        """Nor can its owner be told, who may have left: others get it, or Home says so."""
        if notice.attempts + 1 < stranded.REFUSED_TRIES:
            self._post_later(notice, error)
            return
        with self.store.begin(notice.workspace_id) as tx:
            if stranded.readdressed(tx, notice):
                return
        log.error("notice_reaches_nobody", extra={"notice": notice.id, "reason": error.reason})
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
