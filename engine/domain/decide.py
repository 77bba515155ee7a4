"""What to do with a claimed enrollment now: a decision as data, which the loop applies.

Everything is judged against *now*, never against the plan: a stale plan is planned anew.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.domain import schedule
from engine.domain.connection import ConnectionState, Mailbox, SmsConnection
from engine.domain.enrollment import (
    Contact,
    Enrollment,
    EnrollmentState,
    ExitReason,
    HoldReason,
)
from engine.domain.pace import MailboxPace, next_slot
from engine.domain.progress import contact_zones, offset_key
from engine.domain.sequence import Channel, Content, SequenceState, Step
from engine.domain.suppression import Suppression, SuppressionOrigin


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """All that a decision looks at, read in one transaction."""

    enrollment: Enrollment
    sequence_state: SequenceState
    content: Content
    contact: Contact
    email_suppression: Suppression | None
    phone_suppression: Suppression | None
    mailbox: Mailbox | None
    sms: SmsConnection | None
    pace: MailboxPace
    late_before: datetime | None = None  # due before this, because the engine was down: ask


@dataclass(frozen=True, slots=True, kw_only=True)
class Send:
    """Send this step now."""

    step: Step


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitUntil:
    """Not now: the plan moves to `at`."""

    at: datetime  # UTC
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Park:
    """The whole lane has to wait; the enrollment keeps its place. No `until`: until reconnected."""

    until: datetime | None  # UTC
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sleep:
    """Nothing is to be done until a person or an event says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A person has to look."""

    reason: HoldReason
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Exit:
    """The sequence stops for this contact."""

    reason: ExitReason
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Skip:
    """This step is passed over, and the next one planned."""

    step: Step
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finish:
    """There is no further step."""


Decision = Send | WaitUntil | Park | Sleep | Hold | Exit | Skip | Finish


def decide(situation: Situation, now: datetime) -> Decision:
    """Return what to do at `now`: who must not get it first, then when, then with what."""
    enrollment = situation.enrollment
    if (
        enrollment.state is not EnrollmentState.ACTIVE
        or situation.sequence_state is not SequenceState.ACTIVE
    ):
        return Sleep()
    step = situation.content.next_after(frozenset(enrollment.had_step_ids))
    if step is None:
        return Finish()
    return (
        _barred(situation)
        or _undeliverable(situation, step)
        or _not_yet(situation, step, now)
        or _sender_unable(situation, step)
        or _paced(situation, step, now)
        or Send(step=step)
    )


def _barred(situation: Situation) -> Exit | None:
    for suppression in (situation.email_suppression, situation.phone_suppression):
        if suppression is not None:
            return Exit(reason=exit_for(suppression.origin), detail=suppression.note)
    return None


def exit_for(origin: SuppressionOrigin) -> ExitReason:
    """Return the exit that a suppression of this origin means."""
    match origin:
        case SuppressionOrigin.STOP | SuppressionOrigin.PROVIDER:
            return ExitReason.STOPPED
        case SuppressionOrigin.BOUNCE:
            return ExitReason.BOUNCED
        case SuppressionOrigin.LINK | SuppressionOrigin.WORDS | SuppressionOrigin.MEMBER:
            return ExitReason.UNSUBSCRIBED


def _undeliverable(situation: Situation, step: Step) -> Skip | Exit | None:
    if step.channel is Channel.SMS and not situation.contact.phone:
        return Skip(step=step, why="no usable phone number")
    if step.channel is Channel.EMAIL and situation.contact.bounced_at is not None:
        return Exit(reason=ExitReason.BOUNCED, detail="the address bounced before")
    return None


def _not_yet(situation: Situation, step: Step, now: datetime) -> WaitUntil | Hold | None:
    enrollment, rules = situation.enrollment, situation.content.settings.rules
    due_at = enrollment.due_at or now
    if due_at > now:
        return WaitUntil(at=due_at, why="not due yet")
    if situation.late_before is not None and due_at < situation.late_before:
        detail = "It was due while the app was down for days. Say whether it should still go out."
        return Hold(reason=HoldReason.LATE, detail=detail)
    try:
        opens_at = _opens_at(situation, step, now)
    except schedule.NoOpenDay as error:
        return Hold(reason=HoldReason.NO_OPEN_DAY, detail=str(error))
    return None if opens_at <= now else WaitUntil(at=opens_at, why=f"outside the window {rules}")


def _opens_at(situation: Situation, step: Step, now: datetime) -> datetime:
    rules, key = situation.content.settings.rules, offset_key(situation.enrollment, step)
    if step.channel is Channel.EMAIL:
        return schedule.replan(now, rules, key)
    return schedule.plan_sms(now, rules, contact_zones(situation.contact), key)


def _sender_unable(situation: Situation, step: Step) -> Park | None:
    if step.channel is Channel.SMS:
        if situation.sms is None:
            return Park(until=None, why="Salesmsg is not connected")
        if situation.sms.state is not ConnectionState.ACTIVE:
            return Park(until=None, why=f"Salesmsg: {situation.sms.problem}")
        return None
    if situation.mailbox is None:
        return Park(until=None, why="no mailbox is connected")
    if situation.mailbox.state is not ConnectionState.ACTIVE:
        return Park(until=None, why=f"{situation.mailbox.email} has to be connected again")
    return None


def _paced(situation: Situation, step: Step, now: datetime) -> Park | None:
    slot = next_slot(situation.pace, now, offset_key(situation.enrollment, step))
    if slot <= now:
        return None
    why = "the daily limit is reached" if slot - now > timedelta(hours=1) else "spacing"
    return Park(until=slot, why=why)
