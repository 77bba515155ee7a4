"""A contact's way through one sequence, in words: state, what was sent, what comes next."""

from datetime import datetime

from bot.views import kit
from bot.views.words import many, step_kind
from engine.domain.enrollment import Delivery, DeliveryKind, DeliveryState, EnrollmentState
from engine.domain.enrollment import ExitReason as Exit
from engine.domain.sequence import SequenceState, Step
from engine.use_cases.contacts import Way

DELIVERIES_SHOWN = 15
_EXITS = {
    Exit.REPLIED: "replied",
    Exit.BOOKED: "booked a meeting",
    Exit.BOUNCED: "bounced",
    Exit.UNSUBSCRIBED: "unsubscribed",
    Exit.STOPPED: "replied STOP",
    Exit.REMOVED: "unenrolled",
    Exit.FAILED: "can't be sent to",
}
_KINDS = {
    DeliveryKind.STEP: "Step",
    DeliveryKind.REPLY: "Reply written in Slack",
    DeliveryKind.TEST: "Test",
}


def state(way: Way) -> str:
    """Return where the contact stands, and since or until when."""
    one = way.enrollment
    match one.state:
        case EnrollmentState.ACTIVE:
            return _active(way)
        case EnrollmentState.PAUSED:
            until = f" until {kit.when(one.paused_until)}" if one.paused_until else ""
            return f":double_vertical_bar: Paused{until}"
        case EnrollmentState.HELD:
            return f":warning: Held: {kit.said(one.hold_detail, 500) or 'waits for a person'}"
        case EnrollmentState.FINISHED:
            return ":checkered_flag: Finished: had every step"
        case EnrollmentState.EXITED:
            since = f" {kit.when(one.exited_at)}" if one.exited_at else ""
            return f":octagonal_sign: Stopped{since}: {_EXITS[one.exit or Exit.REMOVED]}"


def _active(way: Way) -> str:
    match way.sequence.state:
        case SequenceState.DRAFT:
            return ":white_circle: Enrolled; the sequence is a draft and sends nothing yet"
        case SequenceState.PAUSED:
            return ":double_vertical_bar: Enrolled; the sequence is paused"
        case SequenceState.ACTIVE:
            return ":large_green_circle: Under way"


def coming(way: Way) -> str:
    """Return the next step and its time as planned now; "" when nothing comes."""
    one = way.enrollment
    step = way.content.step(one.step_id or "") or way.content.next_after(
        frozenset(one.had_step_ids)
    )
    if one.is_over or step is None:
        return ""
    name = step_name(way, step)
    if one.state is not EnrollmentState.ACTIVE or way.sequence.state is not SequenceState.ACTIVE:
        return f"Next: {name}, when it goes on"
    return f"Next: {name}, {kit.when(one.due_at)}" if one.due_at else f"Next: {name}"


def step_name(way: Way, step: Step) -> str:
    """Return “step 2 (Email)”, by its place now."""
    place = way.content.position(step.id)
    return f"step {(place or 0) + 1} ({step_kind(step)})"


def sent(way: Way) -> str:
    """Return a line for each of the newest messages, oldest first; "" when there was none."""
    real = [one for one in way.deliveries if one.kind is not DeliveryKind.TEST]
    lines = [_delivery(way, one) for one in real[-DELIVERIES_SHOWN:]]
    older = len(real) - len(lines)
    return "\n".join([f"{many(older, 'older message')} not shown", *lines] if older else lines)


def _delivery(way: Way, one: Delivery) -> str:
    what = _KINDS[one.kind]
    step = way.content.step(one.step_id or "")
    if one.kind is DeliveryKind.STEP and step is not None:
        what = f"S{step_name(way, step)[1:]}"
    subject = f" “{kit.line(one.subject, 60)}”" if one.subject else ""
    return f"• {what}{subject}: {_outcome(one)}"


def _outcome(one: Delivery) -> str:
    why = f" ({kit.line(one.reason, 80)})" if one.reason else ""
    match one.state:
        case DeliveryState.SENT:
            return f"sent {_at(one.sent_at)}"
        case DeliveryState.FAILED:
            return f"not sent{why}"
        case DeliveryState.SKIPPED:
            return f"skipped{why}"
        case DeliveryState.HELD:
            return f"it isn't known whether it was sent{why}"
        case DeliveryState.PREPARED | DeliveryState.DRAFTED | DeliveryState.SENDING:
            return "being sent"


def _at(at: datetime | None) -> str:
    return kit.when(at) if at else ""
