"""Enrolling: a receipt that says who and who not, then the very same rows committed once."""

from collections.abc import Mapping
from collections.abc import Sequence as Rows
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from engine.domain import progress
from engine.domain.contact_rows import Row
from engine.domain.enrollment import Contact, Enrollment
from engine.domain.errors import Refusal
from engine.domain.lifecycle import Action, after, require_manage
from engine.domain.notice import NoticeKind
from engine.domain.sequence import Content, Sequence, SequenceState
from engine.domain.workspace import Actor
from engine.ports import Store, Tx
from engine.use_cases import finding, receipts, unplanned
from engine.use_cases.admitting import Judged, judge
from engine.use_cases.receipts import Receipt
from engine.use_cases.taking_in import fill_blanks, stored

PAGE = 5000  # rows that are contacts and enrollments at the same time


def receipt(
    store: Store,
    actor: Actor,
    sequence_id: int,
    rows: Rows[Row],
    *,
    again: bool,
    now: datetime,
) -> Receipt:
    """Judge every row and keep what Enroll would commit. Raises Refusal when there is none."""
    if not rows:
        raise Refusal("There are no contacts here. Paste one per line, or upload a CSV file.")
    with store.read(actor.workspace_id) as tx:  # a big file must not keep writers waiting
        sequence = _enrollable(tx, actor, sequence_id, lock=False)
        judged = judge(tx, sequence, rows, again=again)
        shown = receipts.made(tx, sequence, judged, now=now)
    payload = _kept(sequence_id, judged, again=again)
    with store.begin(actor.workspace_id) as tx:
        receipt_id = tx.receipts.add(
            sequence_id=sequence_id, member_id=actor.user_id, payload=payload, at=now
        )
    return replace(shown, id=receipt_id)


def _kept(sequence_id: int, judged: Judged, *, again: bool) -> dict[str, Any]:
    return {
        "sequence_id": sequence_id,
        "again": again,
        "rows": [asdict(row) for row in judged.good],
        "fills": [asdict(row) for row in judged.filling],
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    """What was committed."""

    sequence: Sequence
    count: int
    first_at: datetime | None  # UTC
    filled: int = 0  # who was not enrolled got values that they lacked


def commit(store: Store, actor: Actor, receipt_id: int, *, now: datetime) -> Enrolled:
    """Enroll what the receipt showed, once; rows that have become impossible are left out."""
    with store.begin(actor.workspace_id) as tx:
        payload = tx.receipts.take(receipt_id)
        if payload is None:
            raise Refusal("These contacts were enrolled already.")
        sequence = _enrollable(tx, actor, int(payload["sequence_id"]))
        rows = [Row(**row) for row in payload["rows"]]
        judged = judge(tx, sequence, rows, again=bool(payload["again"]))
        filled = fill_blanks(tx, [Row(**row) for row in payload.get("fills", ())], now=now)
        first_at = _enroll_all(tx, sequence, judged, actor, now=now)
        _tell_approvers(tx, sequence)
        count = len(judged.good)
        return Enrolled(sequence=sequence, count=count, first_at=first_at, filled=filled)


def _enroll_all(
    tx: Tx, sequence: Sequence, judged: Judged, actor: Actor, *, now: datetime
) -> datetime | None:
    """Enroll the good rows, a page at a time; return when the first of them is due."""
    runs = {each: latest.run + 1 for each, latest in judged.here.items()}
    dues: list[datetime] = []
    held: list[Enrollment] = []
    for start in range(0, len(judged.good), PAGE):
        contacts = stored(tx, judged.good[start : start + PAGE], judged.known, now=now)
        enrolled = _enroll(tx, sequence, contacts, runs, actor, now=now)
        dues += [one.due_at for one in enrolled if one.wake_at and one.due_at]
        held += [one for one in enrolled if one.hold is not None]
    unplanned.tell(tx, held, now=now)
    return min(dues, default=None)


def _enrollable(tx: Tx, actor: Actor, sequence_id: int, *, lock: bool = True) -> Sequence:
    sequence = finding.sequence(tx, sequence_id, lock=lock)
    require_manage(sequence, actor)
    after(sequence, Action.ENROLL)
    return sequence


def _tell_approvers(tx: Tx, sequence: Sequence) -> None:
    """Let the card of an open request show how many it is about now."""
    approval = tx.approvals.open_for(sequence.id)
    if approval is None:
        return
    for card in tx.notices.find(NoticeKind.APPROVAL_REQUESTED, "approval_id", approval.id):
        tx.notices.touch(card.id, payload=card.payload)


def _enroll(
    tx: Tx,
    sequence: Sequence,
    contacts: Rows[Contact],
    runs: Mapping[int, int],
    actor: Actor,
    *,
    now: datetime,
) -> Rows[Enrollment]:
    """Enroll these; `runs` counts the times of those who have been here before."""
    is_live = sequence.active_version is not None
    content = finding.version_content(tx, sequence) if is_live else None

    def enrolled(id_: int, contact: Contact) -> Enrollment:
        fresh = _fresh(id_, sequence, contact, runs.get(contact.id, 1), actor, now=now)
        return _planned(fresh, content, contact, sequence, now=now) if content else fresh

    def all_of_them(ids: Rows[int]) -> list[Enrollment]:
        return [enrolled(id_, contact) for id_, contact in zip(ids, contacts, strict=True)]

    return tx.enrollments.add_new(len(contacts), all_of_them)


def _fresh(
    id_: int, sequence: Sequence, contact: Contact, run: int, actor: Actor, *, now: datetime
) -> Enrollment:
    return Enrollment(
        id=id_,
        workspace_id=sequence.workspace_id,
        sequence_id=sequence.id,
        contact_id=contact.id,
        run=run,
        anchor_at=now,
        enrolled_at=now,
        enrolled_by=actor.user_id,
        # What they wrote before they were enrolled is no answer to it.
        judged_until=now,
    )


def _planned(
    one: Enrollment, content: Content, contact: Contact, sequence: Sequence, *, now: datetime
) -> Enrollment:
    planned = progress.plan_next(one, content, contact, anchor=now, state=sequence.state)
    if sequence.state is SequenceState.PAUSED:
        return progress.frozen(planned, at=now)
    return planned
