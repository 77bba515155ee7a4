"""A calendar, heard: meetings with enrolled contacts, each judged once, told as they change.

A calendar that can't be asked for now keeps its mailbox from sending until it answers: a meeting
may be in it. One that refuses for good (no scope, the API is off) is skipped and its owner told:
mail goes on, and invitations are still seen in the mail.
"""

import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from engine.domain.connection import Mailbox
from engine.domain.enrollment import Enrollment, ExitReason
from engine.domain.errors import AccessRevoked, Permanent
from engine.domain.matching import same_address
from engine.domain.notice import NewNotice, NoticeKind
from engine.listening.matching import CROWD, of_address
from engine.ports import Calendar, Clock, Event, EventPerson, Store, Tx
from engine.ports.records import Meeting
from engine.use_cases import meetings
from engine.use_cases.exiting import What

log = logging.getLogger(__name__)

FRESH = timedelta(minutes=2)
TELL_AGAIN_AFTER = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarListening:
    """Hears calendars."""

    store: Store
    clock: Clock
    calendar: Calendar

    def poll(self, mailbox: Mailbox) -> None:
        """Hear one calendar. Raises Temporary: it is read later."""
        self._hear_if_allowed(mailbox)

    def look(self, mailbox: Mailbox) -> None:
        """Hear it unless that was done in the last two minutes. Raises Temporary.

        The mailbox is as it is stored now.
        """
        if mailbox.calendar_at is None or self.clock.now() - mailbox.calendar_at > FRESH:
            self._hear_if_allowed(mailbox)

    def _hear_if_allowed(self, mailbox: Mailbox) -> None:
        try:
            self.hear(mailbox)
        except AccessRevoked as error:
            # Without any access the mail can't be read either, and that is told once.
            log.warning("calendar_refused", extra={"mailbox": mailbox.id, "reason": error.reason})
        except Permanent as error:
            self._tell(mailbox, error.reason)

    def hear(self, mailbox: Mailbox) -> None:
        """Read what changed and let each meeting have its effect, with the cursor."""
        if not mailbox.reads_calendar:
            return
        now = self.clock.now()
        with self.store.read(mailbox.workspace_id) as tx:
            mailbox = tx.mailboxes.get(mailbox.id) or mailbox
        changes = self.calendar.changes(mailbox, now=now)
        with self.store.begin(mailbox.workspace_id) as tx:
            for event in changes.events:
                self._event(tx, mailbox, event, now)
            if changes.is_full:
                self._vanished(tx, mailbox, {event.id for event in changes.events}, now)
            stored = tx.mailboxes.get(mailbox.id)
            if stored is not None:
                tx.mailboxes.save(
                    replace(stored, calendar_token=changes.sync_token, calendar_at=now)
                )

    def _event(self, tx: Tx, mailbox: Mailbox, event: Event, now: datetime) -> None:
        for meeting in tx.meetings.of_event(mailbox.id, event.id, event.uid):
            if _is_this_one(meeting, event):
                found = replace(meeting, event_id=event.id)
                state = _state(tx, meeting, event)
                meetings.changed(tx, found, state=state, starts_at=event.starts_at, now=now)
        if event.is_cancelled or not _is_meeting(event, now):
            return
        for enrollment in self._invited(tx, mailbox, event):
            meeting = _meeting(mailbox, enrollment, event, now)
            # Asked once their rows are ours: the look before a send and the poller may meet here.
            if meetings.of_contact(tx, meeting) is None:
                self._booked(tx, mailbox, enrollment, meeting, now)

    def _invited(self, tx: Tx, mailbox: Mailbox, event: Event) -> list[Enrollment]:
        """Return the newest enrollment of each contact invited, if it was there first."""
        people = [one.email for one in event.people if one.response != "declined"]
        people.append(event.organizer)
        found: dict[int, Enrollment] = {}
        for address in dict.fromkeys(each for each in people if each != mailbox.email):
            for enrollment in of_address(tx, mailbox, address):
                best = found.get(enrollment.contact_id)
                if best is None or (best.is_over and not enrollment.is_over):
                    found[enrollment.contact_id] = enrollment
        return [each for each in found.values() if _came_after(event, each)]

    def _booked(
        self, tx: Tx, mailbox: Mailbox, enrollment: Enrollment, meeting: Meeting, now: datetime
    ) -> None:
        facts = {"gmail_thread": enrollment.thread_id, "mailbox": mailbox.email}
        what = What(reason=ExitReason.BOOKED, words=meeting.summary, facts=facts)
        meetings.booked(tx, enrollment, meeting, what, now=now)

    def _vanished(self, tx: Tx, mailbox: Mailbox, present: set[str], now: datetime) -> None:
        """A list read anew has no tombstones: what it lacks and still lay ahead was called off.

        What is only known from a mail was never in the calendar, so it can't be missed there.
        """
        for event_id in tx.meetings.known_events(mailbox.id) - present:
            for meeting in tx.meetings.of_event(mailbox.id, event_id, ""):
                is_ahead = meeting.starts_at is not None and meeting.starts_at > now
                if meeting.state == meetings.BOOKED and is_ahead and not _is_of_mail(meeting):
                    state = meetings.CANCELLED
                    meetings.changed(tx, meeting, state=state, starts_at=None, now=now)

    def _tell(self, mailbox: Mailbox, why: str) -> None:
        now = self.clock.now()
        log.warning("calendar_refused", extra={"mailbox": mailbox.id, "reason": why})
        with self.store.begin(mailbox.workspace_id) as tx:
            known = tx.notices.find(NoticeKind.JOB_DONE, "calendar_of", mailbox.id)
            if any(each.created_at > now - TELL_AGAIN_AFTER for each in known):
                return
            text = (
                f"The calendar of {mailbox.email} can't be read, so meetings in it stop no "
                f"sequence: {why} Emails go on, and invitations by mail are still seen."
            )
            owner = mailbox.owner_id
            notice = NewNotice(
                kind=NoticeKind.JOB_DONE,
                channel=owner,
                owner_id=owner,
                payload={"text": text, "calendar_of": mailbox.id},
            )
            tx.notices.add(notice, at=now)


def _meeting(mailbox: Mailbox, enrollment: Enrollment, event: Event, now: datetime) -> Meeting:
    return Meeting(
        mailbox_id=mailbox.id,
        event_id=event.id,
        uid=event.uid,
        contact_id=enrollment.contact_id,
        enrollment_id=enrollment.id,
        starts_at=event.starts_at,
        summary=event.summary,
        seen_at=now,
    )


def _is_of_mail(meeting: Meeting) -> bool:
    return meeting.event_id == meeting.uid


def _is_this_one(meeting: Meeting, event: Event) -> bool:
    """Whether the event is the meeting: all dates of a series share one UID, but not the id."""
    return meeting.event_id == event.id or _is_of_mail(meeting)


def _is_meeting(event: Event, now: datetime) -> bool:
    """Whether the event is one between people, that the rep goes to, and not long past."""
    declined = any(one.is_self and one.response == "declined" for one in event.people)
    is_past = event.ends_at is not None and event.ends_at < now - timedelta(days=1)
    is_crowd = event.people_omitted or len(event.people) > CROWD
    return event.is_meeting and not declined and not is_past and not is_crowd


def _came_after(event: Event, enrollment: Enrollment) -> bool:
    """Whether it was booked, or the contact invited, after they were enrolled."""
    stamp = event.created_at or event.updated_at
    since = enrollment.enrolled_at - timedelta(seconds=1)  # Google gives whole seconds at times
    invited_later = event.updated_at is not None and event.updated_at >= since
    return stamp is None or stamp >= since or invited_later


def _state(tx: Tx, meeting: Meeting, event: Event) -> str:
    if event.is_cancelled:
        return meetings.CANCELLED
    contact = tx.contacts.get(meeting.contact_id)
    address = contact.email if contact else ""
    declined = any(one.response == "declined" for one in event.people if _counts(one, address))
    return meetings.DECLINED if declined else meetings.BOOKED


def _counts(person: EventPerson, address: str) -> bool:
    """Whether their refusal ends the meeting: the contact's, or the mailbox's owner's."""
    return person.is_self or same_address(person.email, address)
