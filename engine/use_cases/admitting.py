"""Who of the rows may be enrolled; each of the others with its reason."""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Sequence as Rows
from dataclasses import dataclass

from engine.domain.contact_rows import Row
from engine.domain.enrollment import Contact, Enrollment, email_key
from engine.domain.refused_rows import Refused, RefusedRow
from engine.domain.row_contacts import blanks_filled
from engine.domain.sequence import Sequence
from engine.domain.suppression import Suppression, SuppressionOrigin
from engine.ports import Tx

BUSY = frozenset({Refused.HERE, Refused.ELSEWHERE})  # good contacts, only not free


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """The rows, told apart."""

    good: tuple[Row, ...]
    refused: tuple[RefusedRow, ...]
    known: Mapping[str, Contact]
    here: Mapping[int, Enrollment]  # contact -> their latest in this sequence
    could_again: int  # were here before and have left
    filling: tuple[Row, ...]  # refused, but they know what the contact lacks


@dataclass(frozen=True, slots=True, kw_only=True)
class _Standing:
    """What is known of the rows' people before any of them is enrolled."""

    contacts: Mapping[str, Contact]
    suppressed: Mapping[str, Suppression]
    here: Mapping[int, Enrollment]  # contact -> their latest in this sequence
    elsewhere: Mapping[int, str]  # contact -> the name of the other sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class _Verdict:
    row: Row
    key: str
    why: Refused | None
    detail: str = ""


def judge(tx: Tx, sequence: Sequence, rows: Rows[Row], *, again: bool) -> Judged:
    """Return who is admitted, and why the others are not; `again` takes those who have left."""
    standing = _standing(tx, sequence, rows)
    verdicts = list(_verdicts(rows, standing, again=again))
    return Judged(
        good=tuple(each.row for each in verdicts if each.why is None),
        refused=tuple(
            RefusedRow(
                number=each.row.number, email=each.row.email, why=each.why, detail=each.detail
            )
            for each in verdicts
            if each.why is not None
        ),
        known=standing.contacts,
        here=standing.here,
        could_again=sum(_has_left(each, standing) for each in verdicts),
        filling=_filling(verdicts, standing),
    )


def _standing(tx: Tx, sequence: Sequence, rows: Rows[Row]) -> _Standing:
    keys = [email_key(row.email) for row in rows if not row.problem]
    contacts = tx.contacts.by_keys(keys)
    ids = [contact.id for contact in contacts.values()]
    phones = [row.phone for row in rows if row.phone]
    return _Standing(
        contacts=contacts,
        suppressed=tx.suppressions.of([*keys, *phones]),
        here=tx.enrollments.latest_in(sequence.id, ids),
        elsewhere=_elsewhere(tx, sequence, ids),
    )


def _elsewhere(tx: Tx, sequence: Sequence, contact_ids: list[int]) -> dict[int, str]:
    if tx.workspace.get().settings.allow_several:
        return {}
    active = tx.enrollments.active_elsewhere(sequence.id, contact_ids)
    names = {each.id: each.name for each in tx.sequences.all()} if active else {}
    return {each: names.get(found[0].sequence_id, "") for each, found in active.items()}


def _verdicts(rows: Iterable[Row], standing: _Standing, *, again: bool) -> Iterator[_Verdict]:
    seen: set[str] = set()
    for row in rows:
        key = "" if row.problem else email_key(row.email)
        why = _unfit(row, key, seen, standing) or _busy(key, standing, again=again)
        if why is None:
            seen.add(key)
            yield _Verdict(row=row, key=key, why=None)
        else:
            yield _Verdict(row=row, key=key, why=why[0], detail=why[1])


def _unfit(row: Row, key: str, seen: set[str], standing: _Standing) -> tuple[Refused, str] | None:
    if row.problem:
        return Refused.INVALID, row.problem
    if key in seen:
        return Refused.DUPLICATE, ""
    suppressed = standing.suppressed
    found = suppressed.get(key) or (suppressed.get(row.phone) if row.phone else None)
    if found is not None and found.origin is SuppressionOrigin.BOUNCE:
        return Refused.BOUNCED, found.note
    if found is not None:
        return Refused.UNSUBSCRIBED, found.origin.value
    contact = standing.contacts.get(key)
    if contact is not None and contact.bounced_at is not None:
        return Refused.BOUNCED, f"on {contact.bounced_at:%d %b %Y}"
    return None


def _busy(key: str, standing: _Standing, *, again: bool) -> tuple[Refused, str] | None:
    contact = standing.contacts.get(key)
    if contact is None:
        return None
    latest = standing.here.get(contact.id)
    if latest is not None and not (again and latest.is_over):
        return Refused.HERE, latest.exit.value if latest.exit else latest.state.value
    if contact.id in standing.elsewhere:
        return Refused.ELSEWHERE, standing.elsewhere[contact.id]
    return None


def _has_left(verdict: _Verdict, standing: _Standing) -> bool:
    """Whether the row is refused only because its contact has been here before."""
    if verdict.why is not Refused.HERE:
        return False
    return standing.here[standing.contacts[verdict.key].id].is_over


def _filling(verdicts: Iterable[_Verdict], standing: _Standing) -> tuple[Row, ...]:
    busy = [each for each in verdicts if each.why in BUSY]
    rows = {
        each.key: each.row
        for each in busy
        if blanks_filled(standing.contacts[each.key], each.row) != standing.contacts[each.key]
    }
    return tuple(rows.values())
