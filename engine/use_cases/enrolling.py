"""Enrolling: a receipt that says who and who not, then the very same rows committed once."""

from collections.abc import Iterable, Mapping
from collections.abc import Sequence as Rows
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from engine.domain import progress
from engine.domain.contact_rows import Row
from engine.domain.enrollment import Contact, Enrollment, EnrollmentState, email_key
from engine.domain.errors import Refusal
from engine.domain.lacking import Lacking, sent_templates
from engine.domain.lifecycle import Action, after, require_manage
from engine.domain.local_time import UnknownZone, zone
from engine.domain.notice import NoticeKind
from engine.domain.rendering import values_for
from engine.domain.sequence import Channel, Content, Sequence, SequenceState
from engine.domain.suppression import Suppression, SuppressionOrigin
from engine.domain.templates import KNOWN
from engine.domain.workspace import Actor
from engine.ports import Store, Tx
from engine.use_cases import finding, unplanned
from engine.use_cases.filling import release_filled
from engine.use_cases.rendering import sender_fields

FORMULAS = frozenset("=+-@\t\r\n")  # OWASP: what makes a spreadsheet run a cell


class Refused(StrEnum):
    """Why a row is not enrolled, as the receipt groups it."""

    INVALID = "invalid address"
    DUPLICATE = "duplicate"
    UNSUBSCRIBED = "unsubscribed"
    BOUNCED = "bounced before"
    HERE = "already in this sequence"
    ELSEWHERE = "active in another one"


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedRow:
    """A row that is not enrolled."""

    number: int
    email: str
    why: Refused
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What Enroll would do; nothing is committed yet."""

    id: int
    sequence_id: int
    sequence: str
    state: SequenceState
    enrolled: int
    names: tuple[str, ...]  # the first few who will be enrolled
    refused: tuple[RefusedRow, ...]
    could_again: int  # were here before and have left: *Enroll again* takes them
    lacking: Mapping[str, int]  # variable -> how many have no value and no fallback
    lacking_names: Mapping[str, tuple[str, ...]]
    without_phone: int  # will skip SMS steps
    first_at: datetime | None  # UTC; none while the sequence doesn't send
    filled: int = 0  # stay as they are, but get values that they lacked


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
        judged = _judge(tx, sequence, rows, again=again)
        shown = _receipt(tx, sequence, judged, now=now)
    payload = {
        "sequence_id": sequence_id,
        "again": again,
        "rows": [asdict(row) for row in judged.good],
        "fills": [asdict(row) for row in judged.filling],
    }
    with store.begin(actor.workspace_id) as tx:
        receipt_id = tx.receipts.add(
            sequence_id=sequence_id, member_id=actor.user_id, payload=payload, at=now
        )
    return replace(shown, id=receipt_id)


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
        judged = _judge(tx, sequence, rows, again=bool(payload["again"]))
        filled = _fill_blanks(tx, [Row(**row) for row in payload.get("fills", ())], now=now)
        contacts = _stored(tx, judged.good, now=now)
        enrolled = _enroll(tx, sequence, contacts, actor, now=now)
        _tell_approvers(tx, sequence)
        due = [one.due_at for one in enrolled if one.wake_at and one.due_at]
        first_at = min(due) if due else None
        return Enrolled(sequence=sequence, count=len(enrolled), first_at=first_at, filled=filled)


def _tell_approvers(tx: Tx, sequence: Sequence) -> None:
    """Let the card of an open request show how many it is about now."""
    approval = tx.approvals.open_for(sequence.id)
    if approval is None:
        return
    for card in tx.notices.find(NoticeKind.APPROVAL_REQUESTED, "approval_id", approval.id):
        tx.notices.touch(card.id, payload=card.payload)


def refused_file(rows: Iterable[Mapping[str, Any]]) -> str:
    """Return the refused rows as CSV, for the file beside the receipt."""
    lines = ["line,email,reason,detail"]
    for row in rows:
        cells = [str(row["number"]), row["email"], str(row["why"]), row["detail"]]
        lines.append(",".join(_cell(cell) for cell in cells))
    return "\r\n".join(lines) + "\r\n"


def _cell(text: str) -> str:
    # A spreadsheet would run a cell that begins like a formula.
    text = f"'{text}" if text[:1] in FORMULAS else text
    return '"' + text.replace('"', '""') + '"'


def _enrollable(tx: Tx, actor: Actor, sequence_id: int, *, lock: bool = True) -> Sequence:
    sequence = finding.sequence(tx, sequence_id, lock=lock)
    require_manage(sequence, actor)
    after(sequence, Action.ENROLL)
    return sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    good: tuple[Row, ...]
    refused: tuple[RefusedRow, ...]
    known: Mapping[str, Contact]
    could_again: int
    filling: tuple[Row, ...]  # refused, but they know what the contact lacks


def _judge(tx: Tx, sequence: Sequence, rows: Rows[Row], *, again: bool) -> _Judged:
    keys = [email_key(row.email) for row in rows if not row.problem]
    known = tx.contacts.by_keys(keys)
    ids = [contact.id for contact in known.values()]
    phones = [row.phone for row in rows if row.phone]
    suppressed = tx.suppressions.of([*keys, *phones])
    here = tx.enrollments.latest_in(sequence.id, ids)
    elsewhere = (
        {}
        if tx.workspace.get().settings.allow_several
        else tx.enrollments.active_elsewhere(sequence.id, ids)
    )
    names = {each.id: each.name for each in tx.sequences.all()} if elsewhere else {}
    good: list[Row] = []
    refused: list[RefusedRow] = []
    seen: set[str] = set()
    filling: dict[str, Row] = {}
    could_again = 0
    for row in rows:
        key = email_key(row.email) if not row.problem else ""
        contact = known.get(key)
        why = _problem(row, key, contact, seen, suppressed)
        if why is None and contact is not None:
            latest = here.get(contact.id)
            if latest is not None and not (again and latest.is_over):
                could_again += latest.is_over
                why = (Refused.HERE, latest.exit.value if latest.exit else latest.state.value)
            elif contact.id in elsewhere:
                other = elsewhere[contact.id][0]
                why = (Refused.ELSEWHERE, names.get(other.sequence_id, ""))
            if why is not None and _blanks_filled(contact, row) != contact:
                filling[key] = row
        if why is None:
            good.append(row)
            seen.add(key)
        else:
            refused.append(
                RefusedRow(number=row.number, email=row.email, why=why[0], detail=why[1])
            )
    return _Judged(
        good=tuple(good),
        refused=tuple(refused),
        known=known,
        could_again=could_again,
        filling=tuple(filling.values()),
    )


def _problem(
    row: Row,
    key: str,
    contact: Contact | None,
    seen: set[str],
    suppressed: Mapping[str, Suppression],
) -> tuple[Refused, str] | None:
    if row.problem:
        return Refused.INVALID, row.problem
    if key in seen:
        return Refused.DUPLICATE, ""
    found = suppressed.get(key) or (suppressed.get(row.phone) if row.phone else None)
    if found is not None and found.origin is SuppressionOrigin.BOUNCE:
        return Refused.BOUNCED, found.note
    if found is not None:
        return Refused.UNSUBSCRIBED, found.origin.value
    if contact is not None and contact.bounced_at is not None:
        return Refused.BOUNCED, f"on {contact.bounced_at:%d %b %Y}"
    return None


def _stored(tx: Tx, rows: Rows[Row], *, now: datetime) -> list[Contact]:
    """Insert new contacts and fill what known ones lack; return all, in the rows' order."""
    keys = [email_key(row.email) for row in rows]
    known = dict(tx.contacts.by_keys(keys))
    new = [
        _contact(tx.workspace_id, row, key)
        for row, key in zip(rows, keys, strict=True)
        if key not in known
    ]
    for contact in tx.contacts.add_many(new):
        known[contact.email_key] = contact
    changed = []
    for row, key in zip(rows, keys, strict=True):
        filled = _filled(known[key], row)
        if filled != known[key]:
            tx.contacts.save(filled)
            known[key] = filled
            changed.append(filled)
    tx.contacts.add_columns({name for row in rows for name in row.fields} - set(KNOWN))
    release_filled(tx, changed, now=now)
    return [known[key] for key in keys]


def _contact(workspace_id: str, row: Row, key: str) -> Contact:
    return Contact(
        id=0,
        workspace_id=workspace_id,
        email=row.email,
        email_key=key,
        phone=row.phone,
        fields=dict(row.fields),
        zone=_zone(row.fields.get("timezone")),
    )


def _filled(contact: Contact, row: Row) -> Contact:
    """Return the contact with the row's values over its own; blank cells change nothing."""
    is_other_number = bool(row.phone) and row.phone != contact.phone
    return replace(
        contact,
        phone=row.phone or contact.phone,
        textless=None if is_other_number else contact.textless,
        fields=dict(contact.fields) | dict(row.fields),
        zone=_zone(row.fields.get("timezone")) or contact.zone,
    )


def _blanks_filled(contact: Contact, row: Row) -> Contact:
    """Return the contact with what it lacks from the row; what it has stays."""
    return replace(
        contact,
        phone=contact.phone or row.phone,
        fields=dict(row.fields) | dict(contact.fields),
        zone=contact.zone or _zone(row.fields.get("timezone")),
    )


def _fill_blanks(tx: Tx, rows: Rows[Row], *, now: datetime) -> int:
    """Give contacts who stay where they are what they lack; return how many got something."""
    known = tx.contacts.by_keys([email_key(row.email) for row in rows])
    changed = []
    for row in rows:
        contact = known.get(email_key(row.email))
        filled = _blanks_filled(contact, row) if contact else None
        if filled is not None and filled != contact:
            tx.contacts.save(filled)
            changed.append(filled)
    release_filled(tx, changed, now=now)
    return len(changed)


def _zone(name: str | None) -> str | None:
    try:
        return zone(name).key if name else None
    except UnknownZone:
        return None  # an import's odd spelling: as good as not knowing


def _enroll(
    tx: Tx, sequence: Sequence, contacts: Rows[Contact], actor: Actor, *, now: datetime
) -> Rows[Enrollment]:
    latest = tx.enrollments.latest_in(sequence.id, [contact.id for contact in contacts])
    fresh = [
        Enrollment(
            id=0,
            workspace_id=tx.workspace_id,
            sequence_id=sequence.id,
            contact_id=contact.id,
            run=latest[contact.id].run + 1 if contact.id in latest else 1,
            anchor_at=now,
            enrolled_at=now,
            enrolled_by=actor.user_id,
            # What they wrote before they were enrolled is no answer to it.
            judged_until=now,
        )
        for contact in contacts
    ]
    added = tx.enrollments.add_many(fresh)
    if sequence.active_version is None:
        return added
    content = finding.version_content(tx, sequence)
    planned = [
        _planned(one, content, contact, sequence, now=now)
        for one, contact in zip(added, contacts, strict=True)
    ]
    tx.enrollments.save_many(planned)
    unplanned.tell(
        tx, [b for a, b in zip(added, planned, strict=True) if unplanned.is_new(a, b)], now=now
    )
    return planned


def _planned(
    one: Enrollment, content: Content, contact: Contact, sequence: Sequence, *, now: datetime
) -> Enrollment:
    planned = progress.plan_next(one, content, contact, anchor=now, state=sequence.state)
    if sequence.state is SequenceState.PAUSED:
        return progress.frozen(planned, content, at=now)
    return planned


def _receipt(tx: Tx, sequence: Sequence, judged: _Judged, *, now: datetime) -> Receipt:
    content = finding.version_content(tx, sequence)
    known = judged.known
    people = []
    for row in judged.good:
        key = email_key(row.email)
        contact = known.get(key)
        people.append(_filled(contact, row) if contact else _contact(tx.workspace_id, row, key))
    lacking = _lacking(tx, content, people)
    needs_phone = any(step.channel is Channel.SMS for step in content.steps)
    return Receipt(
        id=0,  # not kept yet
        sequence_id=sequence.id,
        sequence=sequence.name,
        state=sequence.state,
        enrolled=len(people),
        names=tuple(contact.name for contact in people[:5]),
        refused=judged.refused,
        could_again=judged.could_again,
        lacking={name: len(who) for name, who in lacking.items()},
        lacking_names={name: tuple(who[:5]) for name, who in lacking.items()},
        without_phone=sum(1 for each in people if not each.phone) if needs_phone else 0,
        first_at=_first_at(content, people, sequence, now=now),
        filled=len(judged.filling),
    )


def _lacking(tx: Tx, content: Content, people: list[Contact]) -> dict[str, list[str]]:
    mailbox_id = content.settings.mailbox_id
    mailbox = tx.mailboxes.get(mailbox_id) if mailbox_id is not None else None
    sender = sender_fields(tx, mailbox)
    all_steps = sent_templates(content, with_texts=True)
    emails = sent_templates(content, with_texts=False)
    known = Lacking()
    found: dict[str, list[str]] = {}
    for contact in people:
        values = values_for(contact.values, sender)
        for name in known.of(all_steps if contact.phone else emails, values):
            found.setdefault(name, []).append(contact.name)
    return found


def _first_at(
    content: Content, people: list[Contact], sequence: Sequence, *, now: datetime
) -> datetime | None:
    if sequence.state is not SequenceState.ACTIVE or not people:
        return None
    probe = Enrollment(
        id=0,
        workspace_id=sequence.workspace_id,
        sequence_id=sequence.id,
        contact_id=people[0].id,
        state=EnrollmentState.ACTIVE,
        anchor_at=now,
        enrolled_at=now,
    )
    planned = progress.plan_next(probe, content, people[0], anchor=now, state=SequenceState.ACTIVE)
    return planned.due_at
