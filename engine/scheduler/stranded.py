"""Notices that can't be shown, or reach nobody: told elsewhere, or set aside where it is seen."""

from engine.domain.notice import SET_ASIDE, STANDS_FOR, NewNotice, Notice, NoticeKind
from engine.ports import Tx
from engine.scheduler.bursts import UNDER

REFUSED_TRIES = 3  # of a direct message that Slack refuses, before somebody else gets it
_TRIED = "tried"  # the fact that names where it was not taken


def readdressed(tx: Tx, notice: Notice) -> bool:
    """Send a notice on that neither its channel nor its owner can be given; False: to nobody.

    The default notify channel comes first, then the admins, the one seen last before the others.
    """
    tried = {*notice.payload.get(_TRIED, ()), notice.channel, notice.owner_id}
    default = tx.workspace.get().settings.default_notify_channel
    places = [default, *(each.user_id for each in tx.members.admins())]
    place = next((each for each in places if each and each not in tried), None)
    if place is None:
        return False
    owner = notice.owner_id if place == default else place
    facts = {key: value for key, value in notice.payload.items() if key != UNDER}
    facts |= {_TRIED: sorted(tried), STANDS_FOR: facts.get(STANDS_FOR) or notice.owner_id}
    tx.notices.readdress(notice.id, channel=place, owner_id=owner, payload=facts)
    return True


def set_aside(tx: Tx, notice: Notice, why: str) -> None:
    """Give up a notice, and remember that its channel is not to blame."""
    tx.notices.give_up(notice.id, payload={**notice.payload, SET_ASIDE: why})


def told_instead(notice: Notice) -> NewNotice | None:
    """Return what the owner is told of a notice that can't be shown; none where that is one."""
    if notice.kind is NoticeKind.JOB_DONE or not notice.owner_id:
        return None
    who = notice.payload.get("contact") or notice.payload.get("email") or "a contact"
    text = (
        f"A notice ({notice.kind.value.replace('_', ' ')}) about {who} could not be shown. Look at "
        "the contact with `/sequence why`, and tell your admin."
    )
    payload = {"text": text, "set_aside_notice": notice.id}
    owner = notice.owner_id
    return NewNotice(kind=NoticeKind.JOB_DONE, channel=owner, owner_id=owner, payload=payload)
