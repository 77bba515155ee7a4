"""A burst of notices becomes one message in the channel; each card stands in its thread.

The first few of a minute are posted as they are. What comes on top is listed in one summary, and
its cards follow in the summary's thread: nothing is lost, and every button works.
"""

from collections import deque
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from engine.domain.notice import NewNotice, Notice, NoticeKind
from engine.ports import Tx

AT_MOST = 5  # messages of their own, in a channel, within a minute
MINUTE = timedelta(minutes=1)
LISTED = 20  # names in a summary; the rest is counted
UNDER = "under"  # the fact by which a notice knows its summary

_COLLAPSING = frozenset(
    {
        NoticeKind.REPLIED,
        NoticeKind.BOOKED,
        NoticeKind.MEETING_CHANGED,
        NoticeKind.BOUNCED,
        NoticeKind.UNSUBSCRIBED,
        NoticeKind.STOPPED,
        NoticeKind.HELD,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bursts:
    """Counts what each channel got within the last minute, by this process. Times are real."""

    _posted: dict[tuple[str, str], deque[tuple[datetime, int]]] = field(default_factory=dict)

    def is_too_much(self, notice: Notice, real: datetime) -> bool:
        """Whether the notice would be one message too many; counts it where it isn't."""
        if notice.kind not in _COLLAPSING or notice.posted_ts or UNDER in notice.payload:
            return False
        seen = self._posted.setdefault((notice.workspace_id, notice.channel), deque())
        while seen and seen[0][0] <= real - MINUTE:
            seen.popleft()
        if any(known == notice.id for _, known in seen):
            return False  # counted when it was tried before
        if len(seen) >= AT_MOST:
            return True
        seen.append((real, notice.id))
        return False


def put_under(tx: Tx, notice: Notice, *, real: datetime, now: datetime) -> Notice:
    """Add the notice to the summary of this minute in its channel, and return it as it is then."""
    summary = _summary(tx, notice, real=real, now=now)
    facts = summary.payload
    counts = {**facts["counts"], notice.kind.value: facts["counts"].get(notice.kind.value, 0) + 1}
    lines = list(facts["lines"])
    if len(lines) < LISTED:
        lines.append(
            {key: notice.payload.get(key) for key in ("contact", "sequence")}
            | {"kind": notice.kind.value}
        )
    tx.notices.touch(summary.id, payload={**facts, "counts": counts, "lines": lines})
    tx.notices.touch(notice.id, payload={**notice.payload, UNDER: summary.id})
    return replace(
        notice, revision=notice.revision + 1, payload={**notice.payload, UNDER: summary.id}
    )


def _summary(tx: Tx, notice: Notice, *, real: datetime, now: datetime) -> Notice:
    """Return the one of this minute, else a new one."""
    for known in tx.notices.find(NoticeKind.SUMMARY, "of", notice.channel)[:1]:
        if datetime.fromisoformat(known.payload["since"]) > real - MINUTE:
            return known
    facts = {"of": notice.channel, "since": real.isoformat(), "counts": {}, "lines": []}
    new = NewNotice(
        kind=NoticeKind.SUMMARY, channel=notice.channel, owner_id=notice.owner_id, payload=facts
    )
    return tx.notices.add(new, at=now)
