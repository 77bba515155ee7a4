"""What a mail does: each verdict has its effect and its notice, in one transaction."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from engine.domain.absence import Absence
from engine.domain.automatic import AutomaticKind
from engine.domain.bounces import Bounce
from engine.domain.calendar_mail import CalendarAnswer
from engine.domain.classify import Automatic, Human, MailClass, Verdict
from engine.domain.connection import Mailbox
from engine.domain.enrollment import (
    Delivery,
    DeliveryState,
    Enrollment,
    ExitReason,
    HoldReason,
)
from engine.domain.inbound import InboundMail
from engine.domain.matching import domain_of, is_inside
from engine.domain.notice import NewNotice, NoticeKind
from engine.domain.suppression import Suppression, SuppressionOrigin
from engine.ports import SentMail, Tx
from engine.use_cases import absences, came_back, exiting, finding, meetings, recording, settling
from engine.use_cases.exiting import What

TELL_AGAIN_AFTER = timedelta(hours=1)  # of a mailbox whose messages can't be read


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A mail that belongs to an enrollment, and what it is."""

    mailbox: Mailbox
    mail: InboundMail
    enrollment: Enrollment
    delivery: Delivery | None = None  # which of our mails it is about, where that is known
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
        case MailClass.OWN:
            pass  # `own_sent` has learnt from our own copy
        case MailClass.INTERNAL:
            _told_as_internal(tx, heard, now=now)
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
    """Learn from our own copy in Sent: its Message-ID, or that one in doubt went out."""
    sent = SentMail(
        message_id=mail.gmail_id, thread_id=mail.thread_id, rfc822_id=mail.message_id or None
    )
    if delivery.state is DeliveryState.SENDING:
        recording.sent_mail(tx, delivery, sent, at=min(mail.received_at, now), now=now)
    elif delivery.state is DeliveryState.HELD:
        settling.found_sent(tx, delivery, sent, at=min(mail.received_at, now), now=now)
    elif delivery.state is DeliveryState.SENT and not delivery.rfc822_id:
        tx.deliveries.save(
            replace(delivery, rfc822_id=sent.rfc822_id), expecting=DeliveryState.SENT
        )


def _replied(tx: Tx, heard: Heard, *, now: datetime) -> None:
    what = heard.what(ExitReason.REPLIED)
    by_contact = isinstance(heard.verdict.detail, Human) and heard.verdict.detail.by_contact
    what = replace(what, facts={**(what.facts or {}), "by_contact": by_contact})
    sequence = finding.sequence(tx, heard.enrollment.sequence_id)
    if finding.version_content(tx, sequence).settings.exit_on_reply:
        exiting.stop(tx, heard.enrollment, what, now=now)
        exiting.stop_others(tx, heard.enrollment, what, now=now)
    else:
        exiting.told_only(tx, heard.enrollment, what, now=now)


def _told_as_internal(tx: Tx, heard: Heard, *, now: datetime) -> None:
    """A colleague in the thread stops nothing; the channel sees what was written."""
    what = heard.what(ExitReason.REPLIED)
    internal = {**(what.facts or {}), "by_contact": False, "internal": True}
    exiting.told_only(tx, heard.enrollment, replace(what, facts=internal), now=now)


def _rep_replied(tx: Tx, heard: Heard, *, now: datetime) -> None:
    if not heard.enrollment.is_over and heard.enrollment.hold is None:
        detail = "You wrote in this thread yourself. Say whether the sequence should go on."
        exiting.discard_unsent(tx, heard.enrollment)
        exiting.hold(tx, heard.enrollment, HoldReason.REP_REPLIED, detail, now=now)


def _bounced(tx: Tx, heard: Heard, *, now: datetime) -> None:
    bounce = heard.verdict.detail
    if not isinstance(bounce, Bounce):
        return
    words = " ".join(part for part in (bounce.status, bounce.diagnostic) if part)
    what = heard.what(ExitReason.BOUNCED, words)
    came_back.bounced(tx, heard.enrollment, heard.mailbox, bounce, heard.delivery, what, now=now)


def _calendar(tx: Tx, heard: Heard, *, now: datetime) -> None:
    answer = heard.verdict.detail
    if isinstance(answer, CalendarAnswer):
        what = heard.what(ExitReason.BOOKED, answer.summary)
        meetings.by_mail(tx, heard.enrollment, heard.mailbox.id, answer, what, now=now)


def _automatic(tx: Tx, heard: Heard, *, now: datetime) -> None:
    match heard.verdict.detail:
        case Absence() as absence:
            absences.away(tx, heard.enrollment, absence, now=now)
        case Automatic(kind=AutomaticKind.GONE):
            if not heard.enrollment.is_over:
                words = heard.verdict.visible_text[:200]
                detail = f"They seem to have left: “{words}”"
                exiting.discard_unsent(tx, heard.enrollment)
                exiting.hold(tx, heard.enrollment, HoldReason.UNREADABLE, detail, now=now)
        case _:
            pass  # a receipt or a challenge by a machine says nothing of the contact


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
    exiting.suppress(tx, suppression, heard.what(ExitReason.UNSUBSCRIBED), now=now)


def unreadable(tx: Tx, mailbox: Mailbox, enrollment: Enrollment | None, *, now: datetime) -> None:
    """Hold a contact one of whose messages could not be judged: a person has to read it.

    Where nobody knows whose it is, the mailbox's owner is told, at most once an hour.
    """
    if enrollment is not None and not enrollment.is_over:
        detail = "A message of theirs could not be read. Look at it in Gmail, then resume."
        exiting.discard_unsent(tx, enrollment)
        exiting.hold(tx, enrollment, HoldReason.UNREADABLE, detail, now=now)
        return
    known = tx.notices.find(NoticeKind.JOB_DONE, "unread_in", mailbox.id)
    if any(each.created_at > now - TELL_AGAIN_AFTER for each in known):
        return
    text = f"A message in {mailbox.email} could not be read. Look through its newest mail in Gmail."
    payload = {"text": text, "unread_in": mailbox.id}
    owner = mailbox.owner_id
    notice = NewNotice(kind=NoticeKind.JOB_DONE, channel=owner, owner_id=owner, payload=payload)
    tx.notices.add(notice, at=now)
