"""Meetings with contacts, from the calendar and from invitations in the mail: each told once.

One row per meeting and contact, whichever of the two is seen first, tied by the UID that every
copy of an invitation shares (RFC 5545). Its one notice changes with it.
"""

from dataclasses import replace
from datetime import datetime

from engine.domain.calendar_mail import CalendarAnswer, CalendarMethod
from engine.domain.enrollment import Enrollment
from engine.ports import Tx
from engine.ports.records import Meeting
from engine.use_cases import exiting, finding
from engine.use_cases.exiting import What

BOOKED, CANCELLED, DECLINED = "booked", "cancelled", "declined"


def booked(tx: Tx, enrollment: Enrollment, meeting: Meeting, what: What, *, now: datetime) -> None:
    """Record a meeting that is seen for the first time; it ends the sequence, by its settings."""
    facts = {
        **(what.facts or {}),
        "starts_at": meeting.starts_at.isoformat() if meeting.starts_at else None,
        "summary": meeting.summary,
    }
    told = replace(what, facts=facts)
    content = finding.version_content(tx, finding.sequence(tx, enrollment.sequence_id))
    if content.settings.exit_on_meeting:
        notice = exiting.stop(tx, enrollment, told, now=now)
        exiting.stop_others(tx, enrollment, told, now=now)
    else:
        notice = exiting.told_only(tx, enrollment, told, now=now)
    tx.meetings.save(replace(meeting, notice_id=notice.id if notice else None))


def changed(
    tx: Tx, meeting: Meeting, *, state: str, starts_at: datetime | None, now: datetime
) -> None:
    """Store how a known meeting stands now, and let its one notice show it."""
    starts_at = starts_at or meeting.starts_at
    moved = state == BOOKED and starts_at != meeting.starts_at
    tx.meetings.save(replace(meeting, state=state, starts_at=starts_at, seen_at=now))
    if state == meeting.state and not moved:
        return
    notice = tx.notices.get(meeting.notice_id) if meeting.notice_id else None
    if notice is not None:
        facts = {
            "starts_at": starts_at.isoformat() if starts_at else None,
            "meeting_state": "moved" if moved else state,
        }
        tx.notices.touch(notice.id, payload=dict(notice.payload) | facts)


def by_mail(
    tx: Tx,
    enrollment: Enrollment,
    mailbox_id: int,
    answer: CalendarAnswer,
    what: What,
    *,
    now: datetime,
) -> None:
    """Let an invitation, an answer to one or a cancellation in the mail have its effect."""
    meeting = Meeting(
        mailbox_id=mailbox_id,
        event_id=answer.uid,
        uid=answer.uid,
        contact_id=enrollment.contact_id,
        enrollment_id=enrollment.id,
        starts_at=answer.starts_at,
        summary=answer.summary,
        seen_at=now,
    )
    state = _state(answer)
    known = of_contact(tx, meeting)
    if known is not None:
        if state is not None:
            # An answer repeats the time it answers; only the organiser's word moves a meeting.
            moves = answer.method in (CalendarMethod.REQUEST, CalendarMethod.ADD)
            starts_at = answer.starts_at if moves and not answer.recurrence_id else None
            changed(tx, known, state=state, starts_at=starts_at, now=now)
    elif state == BOOKED:
        booked(tx, enrollment, meeting, what, now=now)


def of_contact(tx: Tx, meeting: Meeting) -> Meeting | None:
    """Return the row that this meeting has for its contact, if it was seen before."""
    found = tx.meetings.of_event(meeting.mailbox_id, meeting.event_id, meeting.uid)
    return next((each for each in found if each.contact_id == meeting.contact_id), None)


def _state(answer: CalendarAnswer) -> str | None:
    """Return what the mail says of the meeting; none where it says nothing of it."""
    match answer.method:
        case CalendarMethod.REQUEST | CalendarMethod.COUNTER | CalendarMethod.ADD:
            return CANCELLED if answer.status == "CANCELLED" else BOOKED
        case CalendarMethod.CANCEL:
            # One date of a series is called off, the meetings go on.
            return None if answer.recurrence_id else CANCELLED
        case CalendarMethod.REPLY:
            by_answer = {"ACCEPTED": BOOKED, "TENTATIVE": BOOKED, "DECLINED": DECLINED}
            return by_answer.get(answer.partstat)
        case CalendarMethod.REFRESH | CalendarMethod.DECLINECOUNTER:
            return None
