"""The receipt: who will be enrolled and who not, before anything is committed."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from bot.views import buttons, kit, words
from bot.views.kit import Block, View
from bot.views.message import Message
from bot.views.wording import names
from engine.domain.refused_rows import Refused, RefusedRow
from engine.domain.sequence import Sequence, SequenceState
from engine.use_cases.enrolling import Enrolled
from engine.use_cases.receipts import Receipt

SUBMIT = "enrolling.commit"
SHOWN_PER_REASON = 5
VARIABLES_SHOWN = 20
INLINE_MAX = 2000  # rows committed while Slack waits for the answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """What the form carries."""

    receipt_id: int
    enrolled: int


def build(receipt: Receipt) -> View:
    """Return the receipt, with **Enroll** if it does anything for anybody."""
    meta = Meta(receipt_id=receipt.id, enrolled=receipt.enrolled)
    return kit.modal(
        SUBMIT,
        "Receipt",
        _blocks(receipt),
        submit="Enroll" if _does_something(receipt) else None,
        close="Cancel",
        meta=meta,
    )


def message(receipt: Receipt) -> Message:
    """Return the receipt for those who closed the form: the button commits it."""
    blocks = _blocks(receipt)
    if _does_something(receipt):
        value = kit.dump(Meta(receipt_id=receipt.id, enrolled=receipt.enrolled))
        blocks.append(kit.actions(kit.button("Enroll", SUBMIT, value, style="primary")))
    text = f"{_enrolled(receipt)} {_when(receipt)} {_refused_count(receipt)}"
    return Message(text=text.strip(), blocks=blocks)


def _blocks(receipt: Receipt) -> list[Block]:
    return [
        kit.section(f"{_enrolled(receipt)}\n{_when(receipt)}".strip()),
        *_refused(receipt.refused),
        *_again(receipt),
        *_filled(receipt),
        *_lacking(receipt),
        *_phones(receipt),
        kit.context(_ASKS if _does_something(receipt) else _NOBODY),
    ]


_ASKS = "Nobody is enrolled before you press *Enroll*."
_NOBODY = "Nobody can be enrolled. Correct the rows and try again."


def _does_something(receipt: Receipt) -> bool:
    return bool(receipt.enrolled or receipt.filled)


def _enrolled(receipt: Receipt) -> str:
    who = words.many(receipt.enrolled, "contact")
    listed = names(receipt.names, receipt.enrolled)
    said = f"*{who}* will be enrolled in *{kit.escape(receipt.sequence)}*"
    return f"{said}: {listed}." if listed else f"{said}."


def _when(receipt: Receipt) -> str:
    return sending(receipt.state, receipt.first_at) if receipt.enrolled else ""


def sending(state: SequenceState, first_at: datetime | None) -> str:
    """Return when sending starts, in words."""
    match state:
        case SequenceState.DRAFT:
            return "It is a draft: the first delay starts when the sequence is activated."
        case SequenceState.PAUSED:
            return "It is paused: sending starts when the sequence is resumed."
        case SequenceState.ACTIVE:
            if first_at is None:
                return "Nothing is due: they have had every step."
            return f"Sending starts {kit.when(first_at)}."


def _refused_count(receipt: Receipt) -> str:
    return f"{len(receipt.refused):,} not." if receipt.refused else ""


def _refused(rows: tuple[RefusedRow, ...]) -> list[Block]:
    if not rows:
        return []
    counts = Counter(row.why for row in rows)
    lines = [_reason(why, counts[why], rows) for why in Refused if counts[why]]
    title = f"*{words.many(len(rows), 'row')} will not be enrolled:*"
    note = "The refused rows come to you as a file in a direct message."
    return [kit.section("\n".join([title, *lines])), kit.context(note)]


def _reason(why: Refused, count: int, rows: tuple[RefusedRow, ...]) -> str:
    first = [row for row in rows if row.why is why][:SHOWN_PER_REASON]
    listed = ", ".join(_row(row) for row in first)
    more = f" and {count - len(first):,} more" if count > len(first) else ""
    return f"• {count:,} {why.value}: {listed}{more}"


def _row(row: RefusedRow) -> str:
    who = kit.escape(kit.clip(row.email, 60)) or f"line {row.number}"
    return f"{who} ({kit.escape(kit.clip(row.detail, 80))})" if row.detail else who


def _again(receipt: Receipt) -> list[Block]:
    if not receipt.could_again:
        return []
    who = words.many(receipt.could_again, "contact")
    were = "was" if receipt.could_again == 1 else "were"
    said = f"{who} {were} here before and left. To take them, go back and tick *Enroll again*."
    return [kit.section(said)]


def _filled(receipt: Receipt) -> list[Block]:
    if not receipt.filled:
        return []
    who = words.many(receipt.filled, "contact")
    gets = "gets" if receipt.filled == 1 else "get"
    said = f"{who} here {gets} values that were missing; whoever is held for one goes on."
    return [kit.section(said)]


def _lacking(receipt: Receipt) -> list[Block]:
    if not receipt.lacking:
        return []
    lines = [
        f"• `{kit.escape(name)}`: {count:,} {'has' if count == 1 else 'have'} none: "
        f"{names(receipt.lacking_names.get(name, ()), count)}"
        for name, count in list(receipt.lacking.items())[:VARIABLES_SHOWN]
    ]
    rest = len(receipt.lacking) - VARIABLES_SHOWN
    if rest > 0:
        lines.append(f"…and {words.many(rest, 'more variable')}")
    title = ":warning: *Values without a fallback are missing.* These are held until filled:"
    return [kit.section("\n".join([title, *lines]))]


def _phones(receipt: Receipt) -> list[Block]:
    if not receipt.without_phone:
        return []
    who = words.many(receipt.without_phone, "contact")
    verb = "has no usable phone and skips" if receipt.without_phone == 1 else None
    return [kit.section(f"{who} {verb or 'have no usable phone and skip'} the SMS steps.")]


def enrolled(done: Enrolled) -> View:
    """Return the closing view."""
    return kit.modal("enrolling.done", "Enrolled", [kit.section(_done(done))])


def enrolled_message(done: Enrolled) -> Message:
    """Return the same for those who closed the form."""
    blocks = [kit.section(_done(done)), kit.actions(buttons.open_sequence(done.sequence.id))]
    return Message(text=_done(done), blocks=blocks)


def _done(done: Enrolled) -> str:
    who = words.many(done.count, "contact")
    verb = "is" if done.count == 1 else "are"
    said = f"{who} {verb} enrolled in *{_name(done.sequence)}*."
    if done.filled:
        said += f" {words.many(done.filled, 'contact')} got values that were missing."
    return f"{said} {sending(done.sequence.state, done.first_at)}" if done.count else said


def _name(sequence: Sequence) -> str:
    return kit.escape(sequence.name)
