"""What to do with a claimed enrollment now: a decision as data, which the loop applies.

Everything is judged against *now*, never against the plan: a stale plan is planned anew.
"""

from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import assert_never

from engine.domain import schedule
from engine.domain.connection import ConnectionState, Mailbox, SmsConnection
from engine.domain.due import in_window, offset_key
from engine.domain.enrollment import (
    Contact,
    Enrollment,
    EnrollmentState,
    ExitReason,
    HoldReason,
)
from engine.domain.pace import MailboxPace, next_slot
from engine.domain.schedule import SMS_CLOSES, SMS_OPENS
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
        or _bounced(situation, step)
        or _not_due(situation, now)
        or _without_phone(situation, step)
        or _shut(situation, step, now)
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
        case other:
            assert_never(other)


def _bounced(situation: Situation, step: Step) -> Exit | None:
    if step.channel is Channel.EMAIL and situation.contact.bounced_at is not None:
        return Exit(reason=ExitReason.BOUNCED, detail="the address bounced before")
    return None


def _not_due(situation: Situation, now: datetime) -> WaitUntil | None:
    due_at = situation.enrollment.due_at
    if due_at is None or due_at <= now:
        return None
    return WaitUntil(at=due_at, why="it is not due yet")


def _without_phone(situation: Situation, step: Step) -> Skip | None:
    # Only once it is due: a phone may still be added, and the next delay counts from the skip.
    if step.channel is not Channel.SMS:
        return None
    if not situation.contact.phone:
        return Skip(step=step, why="no usable phone number")
    if situation.contact.textless:
        return Skip(step=step, why=f"no usable phone number: {situation.contact.textless}")
    return None


def _shut(situation: Situation, step: Step, now: datetime) -> WaitUntil | Hold | None:
    """Return the wait for the next opening; the fixed offset keeps a morning from piling up."""
    content = situation.content
    try:
        opens_at = in_window(now, step, content, situation.enrollment, situation.contact)
    except schedule.NoOpenDay as error:
        return Hold(reason=HoldReason.NO_OPEN_DAY, detail=str(error))
    if opens_at <= now:
        return None
    rules = content.settings.rules
    if schedule.is_open(now, rules):
        why = f"texts go out {SMS_OPENS:%H:%M}–{SMS_CLOSES:%H:%M} in the contact's own time zone"
    else:
        why = f"the send window is {window_in_words(rules)}"
    return WaitUntil(at=opens_at, why=why)


def window_in_words(rules: schedule.SendRules) -> str:
    """Return the window as people read it: “09:00–17:00 (Europe/Paris) on business days”."""
    days = " on business days" if rules.business_days_only else ""
    closes = "24:00" if rules.closes == time(0) else f"{rules.closes:%H:%M}"
    return f"{rules.opens:%H:%M}–{closes} ({rules.zone}){days}"


def _sender_unable(situation: Situation, step: Step) -> Park | None:
    match step.channel:
        case Channel.SMS:
            why = _sms_problem(situation.sms)
        case Channel.EMAIL:
            why = _mailbox_problem(situation.mailbox)
        case other:
            assert_never(other)
    return Park(until=None, why=why) if why else None


def _sms_problem(sms: SmsConnection | None) -> str:
    if sms is None:
        return "Salesmsg is not connected"
    if sms.state is ConnectionState.ACTIVE:
        return ""
    return f"Salesmsg can't send: {sms.problem or 'it has to be connected again'}"


def _mailbox_problem(mailbox: Mailbox | None) -> str:
    if mailbox is None:
        return "no mailbox is connected"
    match mailbox.state:
        case ConnectionState.ACTIVE:
            return ""
        case ConnectionState.RECONNECT:
            return f"{mailbox.email} has to be connected again"
        case ConnectionState.BROKEN:
            return f"{mailbox.email} can't send: {mailbox.problem or 'connect it again'}"
        case other:
            assert_never(other)


def _paced(situation: Situation, step: Step, now: datetime) -> Park | None:
    pace, key = situation.pace, offset_key(situation.enrollment, step)
    slot = next_slot(pace, now, key)
    if slot <= now:
        return None
    if slot == next_slot(replace(pace, daily_limit=pace.sent_that_day + 1), now, key):
        return Park(until=slot, why=f"sends are at least {pace.spacing_seconds} seconds apart")
    return Park(until=slot, why=f"the limit of {pace.daily_limit} a day is reached")
