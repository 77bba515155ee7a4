"""A calendar, heard: meetings with enrolled contacts, each judged once, told as they change."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from engine.domain.connection import Mailbox
from engine.domain.enrollment import Enrollment, ExitReason, email_key
from engine.domain.errors import AccessRevoked, ProviderError
from engine.domain.matching import normalised
from engine.ports import Calendar, Clock, Event, Store, Tx
from engine.ports.records import Meeting
from engine.use_cases import hearing
from engine.use_cases.exiting import What

FRESH = timedelta(minutes=2)
CROWD = 30  # an event with more people is a webinar, not a meeting


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarListening:
    """Hears calendars."""

    store: Store
    clock: Clock
    calendar: Calendar

    def poll(self, mailbox: Mailbox) -> None:
        """Hear one calendar; without the owner's leave there is none to hear."""
        try:
            self.hear(mailbox)
        except (AccessRevoked, ProviderError):
            return  # the mail poller marks a dead account; a calendar that is down is read later

    def look(self, mailbox: Mailbox) -> None:
        """Hear it unless that was done in the last two minutes. Raises Temporary."""
        if mailbox.calendar_at is None or self.clock.now() - mailbox.calendar_at > FRESH:
            self.hear(mailbox)

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
        known = tx.meetings.of_event(mailbox.id, event.id, event.uid)
        for meeting in known:
            self._changed(tx, meeting, event, now)
        if event.is_cancelled or not _is_meeting(event, now):
            return
        met = {meeting.contact_id for meeting in known}
        for enrollment in self._invited(tx, mailbox, event):
            if enrollment.contact_id not in met:
                met.add(enrollment.contact_id)
                self._booked(tx, mailbox, enrollment, event, now)

    def _invited(self, tx: Tx, mailbox: Mailbox, event: Event) -> list[Enrollment]:
        """Return the newest enrollment of each contact invited, if it was there first."""
        people = [one.email for one in event.people if one.response != "declined"]
        people.append(event.organizer)
        keys = {key for each in people if each for key in (email_key(each), normalised(each))}
        found: dict[int, Enrollment] = {}
        for enrollment in tx.enrollments.of_mailbox_contacts(mailbox.id, keys):
            best = found.get(enrollment.contact_id)
            if best is None or (best.is_over and not enrollment.is_over):
                found[enrollment.contact_id] = enrollment
        return [each for each in found.values() if _came_after(event, each)]

    def _booked(
        self, tx: Tx, mailbox: Mailbox, enrollment: Enrollment, event: Event, now: datetime
    ) -> None:
        meeting = Meeting(
            mailbox_id=mailbox.id,
            event_id=event.id,
            uid=event.uid,
            contact_id=enrollment.contact_id,
            enrollment_id=enrollment.id,
            starts_at=event.starts_at,
            summary=event.summary,
            seen_at=now,
        )
        facts = {
            "starts_at": event.starts_at.isoformat() if event.starts_at else None,
            "summary": event.summary,
            "gmail_thread": enrollment.thread_id,
            "mailbox": mailbox.email,
        }
        what = What(reason=ExitReason.BOOKED, words=event.summary, facts=facts)
        hearing.booked_meeting(tx, enrollment, meeting, what, now=now)

    def _changed(self, tx: Tx, meeting: Meeting, event: Event, now: datetime) -> None:
        """Let the one notice of a meeting change with it: moved, called off, declined."""
        state = _state(tx, meeting, event)
        if state == meeting.state and (event.is_cancelled or event.starts_at == meeting.starts_at):
            return
        starts_at = event.starts_at or meeting.starts_at
        tx.meetings.save(replace(meeting, state=state, starts_at=starts_at, seen_at=now))
        notice = tx.notices.get(meeting.notice_id) if meeting.notice_id else None
        if notice is not None:
            facts = {
                "starts_at": starts_at.isoformat() if starts_at else None,
                "meeting_state": "moved" if state == meeting.state else state,
            }
            tx.notices.touch(notice.id, payload=dict(notice.payload) | facts)

    def _vanished(self, tx: Tx, mailbox: Mailbox, present: set[str], now: datetime) -> None:
        """A list read anew has no tombstones: what it lacks and still lay ahead was called off."""
        for event_id in tx.meetings.known_events(mailbox.id) - present:
            for meeting in tx.meetings.of_event(mailbox.id, event_id, ""):
                if meeting.state == "booked" and meeting.starts_at and meeting.starts_at > now:
                    gone = Event(id=event_id, uid=meeting.uid, is_cancelled=True)
                    self._changed(tx, meeting, gone, now)


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
        return "cancelled"
    contact = tx.contacts.get(meeting.contact_id)
    key = contact.email_key if contact else ""
    theirs = [one for one in event.people if email_key(one.email) == key]
    return "declined" if any(one.response == "declined" for one in theirs) else "booked"
