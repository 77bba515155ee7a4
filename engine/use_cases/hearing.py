"""What an arrival does: each verdict has its effect and its notice, in one transaction."""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from engine.domain import progress
from engine.domain.absence import Absence
from engine.domain.automatic import AutomaticKind
from engine.domain.bounce_grades import BounceKind
from engine.domain.bounces import Bounce
from engine.domain.business_days import HolidayCalendar, add_business_days
from engine.domain.calendar_mail import CalendarAnswer, CalendarMethod
from engine.domain.classify import Automatic, Human, MailClass, Verdict
from engine.domain.connection import Mailbox
from engine.domain.enrollment import (
    Delivery,
    DeliveryState,
    Enrollment,
    EnrollmentState,
    ExitReason,
    HoldReason,
    email_key,
)
from engine.domain.inbound import InboundMail
from engine.domain.local_time import to_instant, zone
from engine.domain.matching import domain_of, is_inside
from engine.domain.sequence import Content
from engine.domain.suppression import Suppression, SuppressionOrigin
from engine.ports import SentMail, Tx
from engine.ports.records import Meeting
from engine.use_cases import exiting, finding, recording, suppressing
from engine.use_cases.exiting import What

AWAY_DAYS = 7  # when an absence names no date
BACK_AT = time(9)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A mail that belongs to an enrollment, and what it is."""

    mailbox: Mailbox
    mail: InboundMail
    enrollment: Enrollment
    verdict: Verdict

    def what(self, reason: ExitReason, words: str | None = None) -> What:
        """Return what a notice tells of it."""
        text = self.verdict.visible_text if words is None else words
        facts = {
            "gmail_thread": self.mail.thread_id,
            "gmail_id": self.mail.gmail_id,
            "mailbox": self.mailbox.email,
            "message_id": self.mail.message_id,
            "from": self.mail.from_address,
            "from_name": self.mail.from_name,
            "subject": self.mail.subject,
            "why": self.verdict.why,
        }
        return What(reason=reason, words=text, facts=facts)


def apply(tx: Tx, heard: Heard, *, now: datetime) -> None:
    """Let the mail have its effect."""
    match heard.verdict.mail_class:
        case MailClass.OWN | MailClass.INTERNAL:
            pass  # `own_sent` has learnt from our own copy; a colleague's mail stops nothing
        case MailClass.REP_REPLIED:
            _rep_replied(tx, heard, now=now)
        case MailClass.BOUNCE:
            _bounced(tx, heard, now=now)
        case MailClass.CALENDAR:
            _calendar(tx, heard, now=now)
        case MailClass.AUTOMATIC:
            _automatic(tx, heard, now=now)
        case MailClass.UNSUBSCRIBE:
            _unsubscribed(tx, heard, now=now)
        case MailClass.HUMAN:
            _replied(tx, heard, now=now)


def own_sent(tx: Tx, delivery: Delivery, mail: InboundMail, *, now: datetime) -> None:
    """Learn from our own copy in Sent: its Message-ID, or that an open outcome was a send."""
    sent = SentMail(
        message_id=mail.gmail_id, thread_id=mail.thread_id, rfc822_id=mail.message_id or None
    )
    if delivery.state is DeliveryState.SENDING:
        recording.sent_mail(tx, delivery, sent, at=min(mail.received_at, now), now=now)
    elif delivery.state is DeliveryState.SENT and not delivery.rfc822_id:
        tx.deliveries.save(
            replace(delivery, rfc822_id=sent.rfc822_id), expecting=DeliveryState.SENT
        )


def _replied(tx: Tx, heard: Heard, *, now: datetime) -> None:
    what = heard.what(ExitReason.REPLIED)
    by_contact = isinstance(heard.verdict.detail, Human) and heard.verdict.detail.by_contact
    what = replace(what, facts={**(what.facts or {}), "by_contact": by_contact})
    if exits_on_reply(tx, heard.enrollment):
        exiting.stop(tx, heard.enrollment, what, now=now)
        exiting.stop_others(tx, heard.enrollment, what, now=now)
    else:
        told_only(tx, heard.enrollment, what, now=now)


def told_only(tx: Tx, enrollment: Enrollment, what: What, *, now: datetime) -> None:
    """Tell of an answer to a sequence that goes on regardless, by its settings."""
    sequence = finding.sequence(tx, enrollment.sequence_id)
    kind = exiting.NOTICE_OF[what.reason]
    going_on = replace(what, facts={**(what.facts or {}), "goes_on": True})
    exiting.tell(tx, sequence, enrollment, kind, going_on, cancelled=0, now=now)


def exits_on_reply(tx: Tx, enrollment: Enrollment) -> bool:
    """Whether a reply ends this sequence, by its settings."""
    return _content(tx, enrollment).settings.exit_on_reply


def exits_on_meeting(tx: Tx, enrollment: Enrollment) -> bool:
    """Whether a meeting ends this sequence, by its settings."""
    return _content(tx, enrollment).settings.exit_on_meeting


def _content(tx: Tx, enrollment: Enrollment) -> Content:
    return finding.version_content(tx, finding.sequence(tx, enrollment.sequence_id))


def _rep_replied(tx: Tx, heard: Heard, *, now: datetime) -> None:
    if heard.enrollment.state is EnrollmentState.ACTIVE:
        detail = "You wrote in this thread yourself. Say whether the sequence should go on."
        exiting.discard_unsent(tx, heard.enrollment)
        exiting.hold(tx, heard.enrollment, HoldReason.REP_REPLIED, detail, now=now)


def _bounced(tx: Tx, heard: Heard, *, now: datetime) -> None:
    bounce = heard.verdict.detail
    if not isinstance(bounce, Bounce):
        return
    words = " ".join(part for part in (bounce.status, bounce.diagnostic) if part)
    what = heard.what(ExitReason.BOUNCED, words)
    match bounce.kind:
        case BounceKind.HARD:
            _hard_bounce(tx, heard, what, now=now)
        case BounceKind.POLICY:
            exiting.stop(tx, heard.enrollment, what, now=now)
        case BounceKind.SOFT:
            _soft_bounce(tx, heard, what, now=now)
        case BounceKind.UNGRADED:
            detail = "A mail server refused the message, and it isn't clear whether for good."
            exiting.hold(tx, heard.enrollment, HoldReason.UNREADABLE, detail, now=now)
        case BounceKind.ACCOUNT:
            why = f"Google refuses to send more today: {bounce.diagnostic}"
            tx.mailboxes.park(heard.mailbox.id, until=now + timedelta(days=1))
            recording.tell_reconnect(
                tx, heard.mailbox.owner_id, what=heard.mailbox.email, why=why, now=now
            )
        case BounceKind.DELAYED:
            pass


def _hard_bounce(tx: Tx, heard: Heard, what: What, *, now: datetime) -> None:
    contact = finding.contact(tx, heard.enrollment.contact_id)
    tx.contacts.save(replace(contact, bounced_at=now))
    suppression = Suppression(
        workspace_id=tx.workspace_id,
        value=contact.email_key,
        is_phone=False,
        origin=SuppressionOrigin.BOUNCE,
        note=what.words[:300],
        created_at=now,
    )
    exiting.suppress(tx, suppression, what, now=now)


def _soft_bounce(tx: Tx, heard: Heard, what: What, *, now: datetime) -> None:
    """A full mailbox gets one more chance: the second soft bounce in a row of steps stops."""
    enrollment = heard.enrollment
    if enrollment.soft_bounces:
        exiting.stop(tx, enrollment, what, now=now)
    else:
        tx.enrollments.save(replace(enrollment, soft_bounces=1))


def _unsubscribed(tx: Tx, heard: Heard, *, now: datetime) -> None:
    detail, org_domain = heard.verdict.detail, domain_of(heard.mailbox.email)
    by_contact = isinstance(detail, Human) and detail.by_contact
    if not by_contact and is_inside(heard.mail.from_address, org_domain):
        return  # a colleague who writes "remove me" does not speak for the contact
    contact = finding.contact(tx, heard.enrollment.contact_id)
    suppression = Suppression(
        workspace_id=tx.workspace_id,
        value=contact.email_key,
        is_phone=False,
        origin=SuppressionOrigin.WORDS,
        note=heard.verdict.visible_text[:300],
        created_at=now,
    )
    what = heard.what(ExitReason.UNSUBSCRIBED)
    exiting.suppress(tx, suppression, what, now=now)


def _automatic(tx: Tx, heard: Heard, *, now: datetime) -> None:
    match heard.verdict.detail:
        case Absence() as absence:
            away(tx, heard.enrollment, _back_at(tx, heard.enrollment, absence, now), now=now)
        case Automatic(kind=AutomaticKind.GONE):
            if not heard.enrollment.is_over:
                words = heard.verdict.visible_text[:200]
                detail = f"They seem to have left: “{words}”"
                exiting.discard_unsent(tx, heard.enrollment)
                exiting.hold(tx, heard.enrollment, HoldReason.UNREADABLE, detail, now=now)
        case _:
            pass


def away(tx: Tx, enrollment: Enrollment, until: datetime, *, now: datetime) -> None:
    """Pause this contact alone until they are back; no reply, no notice, the wait isn't spent."""
    if enrollment.state is not EnrollmentState.ACTIVE:
        return
    exiting.discard_unsent(tx, enrollment)
    paused = replace(enrollment, state=EnrollmentState.PAUSED, paused_until=until)
    tx.enrollments.save(progress.frozen(paused, _content(tx, enrollment), at=now))


def _back_at(tx: Tx, enrollment: Enrollment, absence: Absence, now: datetime) -> datetime:
    """Return the stated date plus a business day, in the sequence's zone; else a week from now."""
    settings = _content(tx, enrollment).settings
    if absence.returns_on is None:
        return now + timedelta(days=AWAY_DAYS)
    calendar = HolidayCalendar(country=settings.holidays)
    day = add_business_days(absence.returns_on, 1, calendar)
    return to_instant(datetime.combine(day, BACK_AT), zone(settings.zone))


def back(tx: Tx, enrollment: Enrollment, *, now: datetime) -> None:
    """Let a contact whose absence has ended go on with what was left of the wait."""
    sequence = finding.sequence(tx, enrollment.sequence_id, lock=True)
    enrollment = finding.enrollment(tx, enrollment.id)
    if enrollment.state is not EnrollmentState.PAUSED or enrollment.paused_until is None:
        return
    content = finding.version_content(tx, sequence)
    again = replace(enrollment, state=EnrollmentState.ACTIVE, paused_until=None)
    contact = finding.contact(tx, enrollment.contact_id)
    again = progress.thawed(again, content, contact, at=now)
    if sequence.state.value != "active":
        again = progress.frozen(again, content, at=now)
    tx.enrollments.save(again)


def _calendar(tx: Tx, heard: Heard, *, now: datetime) -> None:
    answer = heard.verdict.detail
    if not isinstance(answer, CalendarAnswer):
        return
    booked = answer.method in (
        CalendarMethod.REQUEST,
        CalendarMethod.COUNTER,
        CalendarMethod.ADD,
    ) or (answer.method is CalendarMethod.REPLY and answer.partstat in ("ACCEPTED", "TENTATIVE"))
    if not booked:
        return  # declined or called off: the calendar poller tells, where it was booked before
    what = heard.what(ExitReason.BOOKED, answer.summary)
    at = answer.starts_at.isoformat() if answer.starts_at else None
    what = replace(what, facts={**(what.facts or {}), "starts_at": at, "summary": answer.summary})
    meeting = Meeting(
        mailbox_id=heard.mailbox.id,
        event_id=answer.uid,
        uid=answer.uid,
        contact_id=heard.enrollment.contact_id,
        enrollment_id=heard.enrollment.id,
        starts_at=answer.starts_at,
        summary=answer.summary,
        seen_at=now,
    )
    booked_meeting(tx, heard.enrollment, meeting, what, now=now)


def booked_meeting(
    tx: Tx, enrollment: Enrollment, meeting: Meeting, what: What, *, now: datetime
) -> None:
    """Record a meeting; the first time it is seen it ends the sequence, by its settings."""
    known = [
        each
        for each in tx.meetings.of_event(meeting.mailbox_id, meeting.event_id, meeting.uid)
        if each.contact_id == meeting.contact_id
    ]
    if known:
        return
    if exits_on_meeting(tx, enrollment):
        notice = exiting.stop(tx, enrollment, what, now=now)
        meeting = replace(meeting, notice_id=notice.id if notice else None)
    else:
        told_only(tx, enrollment, what, now=now)
    tx.meetings.save(meeting)


def replied_by_text(tx: Tx, number: str, words: str, *, now: datetime) -> None:
    """A text by a contact: a reply to whatever they are in."""
    found = tx.enrollments.of_phone(number)
    going_on = [each for each in found if not each.is_over]
    what = What(reason=ExitReason.REPLIED, words=words, facts={"by_text": True, "from": number})
    for enrollment in going_on or found[:1]:
        fresh = finding.enrollment(tx, enrollment.id)
        if exits_on_reply(tx, fresh):
            exiting.stop(tx, fresh, what, now=now)
        else:
            told_only(tx, fresh, what, now=now)


def stopped_by_text(tx: Tx, number: str, words: str, *, now: datetime) -> None:
    """A text that asks for no more texts: counts everywhere at once."""
    suppressing.by_stop(tx, number, words=words, now=now)


def key_of(mail: InboundMail) -> str:
    """Return the sender's address as contacts are found by."""
    return email_key(mail.from_address)


def unreadable(tx: Tx, enrollment: Enrollment, *, now: datetime) -> None:
    """Hold a contact one of whose messages could not be judged: a person has to read it."""
    if not enrollment.is_over:
        detail = "A message of theirs could not be read. Look at it in Gmail, then resume."
        exiting.discard_unsent(tx, enrollment)
        exiting.hold(tx, enrollment, HoldReason.UNREADABLE, detail, now=now)
