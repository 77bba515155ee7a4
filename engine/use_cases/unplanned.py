"""Whoever a plan finds no open day for is held by it: their owner is told, as of any hold."""

from collections.abc import Iterable
from datetime import datetime

from engine.domain.enrollment import Enrollment, HoldReason
from engine.domain.notice import NewNotice, NoticeKind
from engine.ports import Tx
from engine.use_cases import exiting, finding

ONE_BY_ONE = 3  # of one act; more are told in one message


def is_new(before: Enrollment, after: Enrollment) -> bool:
    """Whether a plan has just held it."""
    never = HoldReason.NO_OPEN_DAY
    return after.hold is never and before.hold is not never


def tell_if_new(tx: Tx, before: Enrollment, after: Enrollment, *, now: datetime) -> None:
    """Tell the owner of an enrollment that a plan has just held, which is stored."""
    if is_new(before, after):
        exiting.tell_held(tx, after, now=now)


def tell(tx: Tx, held: Iterable[Enrollment], *, now: datetime) -> None:
    """Tell the owner of a sequence's enrollments that a plan has just held."""
    found = list(held)
    if len(found) <= ONE_BY_ONE:
        for each in found:
            exiting.tell_held(tx, each, now=now)
        return
    sequence = finding.sequence(tx, found[0].sequence_id)
    text = (
        f"{len(found)} contacts in “{sequence.name}” wait for you: {found[0].hold_detail} "
        "Once that is activated, they go on by themselves."
    )
    owner = sequence.owner_id
    payload = {"text": text, "sequence_id": sequence.id}
    notice = NewNotice(kind=NoticeKind.JOB_DONE, channel=owner, owner_id=owner, payload=payload)
    tx.notices.add(notice, at=now)
