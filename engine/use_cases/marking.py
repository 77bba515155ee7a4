"""What a person did with a card about a contact, shown on the card itself."""

from datetime import datetime

from engine.domain.notice import NoticeKind
from engine.domain.workspace import Actor
from engine.ports import Store
from engine.use_cases import exiting

HANDLED = "handled"  # the fact in a notice's payload
_OPEN_KINDS = (
    NoticeKind.REPLIED,
    NoticeKind.BOOKED,
    NoticeKind.MEETING_CHANGED,
    NoticeKind.HELD,
)


def mark(
    store: Store, actor: Actor, enrollment_id: int, how: str, *, until: str = "", now: datetime
) -> None:
    """Let every open card about this enrollment show who did what; the first one stays."""
    fact = {"how": how, "by": actor.user_id, "at": now.isoformat(), "until": until}
    with store.begin(actor.workspace_id) as tx:
        for kind in _OPEN_KINDS:
            for notice in tx.notices.find(kind, "enrollment_id", enrollment_id):
                if not notice.payload.get(HANDLED):
                    tx.notices.touch(notice.id, payload={**notice.payload, HANDLED: fact})
                    exiting.shown_on_the_first(tx, notice, how, now=now, by=actor.user_id)
