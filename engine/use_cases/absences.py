"""A contact is away: paused alone until they are back. No reply, no notice, no wait is spent."""

from dataclasses import replace
from datetime import datetime, time, timedelta

from engine.domain import progress
from engine.domain.absence import Absence
from engine.domain.business_days import HolidayCalendar, add_business_days
from engine.domain.enrollment import Enrollment, EnrollmentState
from engine.domain.local_time import to_instant, zone
from engine.ports import Tx
from engine.use_cases import exiting, finding, unplanned

AWAY = timedelta(days=7)  # when an absence names no date
BACK_AT = time(9)


def away(tx: Tx, enrollment: Enrollment, absence: Absence, *, now: datetime) -> None:
    """Pause this contact until the stated date plus a business day, else for a week.

    A second notice may only lengthen it: somebody who stays away longer says so.
    """
    until = _back_at(tx, enrollment, absence, now)
    match enrollment.state:
        case EnrollmentState.ACTIVE:
            exiting.discard_unsent(tx, enrollment)
            paused = replace(enrollment, state=EnrollmentState.PAUSED, paused_until=until)
            tx.enrollments.save(progress.frozen(paused, at=now))
        case EnrollmentState.PAUSED if enrollment.paused_until is not None:
            later = max(enrollment.paused_until, until)
            tx.enrollments.save(replace(enrollment, paused_until=later))
        case _:
            pass  # held or over: nothing goes out anyway


def _back_at(tx: Tx, enrollment: Enrollment, absence: Absence, now: datetime) -> datetime:
    """Return the morning after the first day back, in the sequence's zone and holidays."""
    content = finding.version_content(tx, finding.sequence(tx, enrollment.sequence_id))
    if absence.returns_on is None:
        return now + AWAY
    calendar = HolidayCalendar(country=content.settings.holidays)
    day = add_business_days(absence.returns_on, 1, calendar)
    return to_instant(datetime.combine(day, BACK_AT), zone(content.settings.zone))


def back(tx: Tx, enrollment: Enrollment, *, now: datetime) -> None:
    """Let a contact whose absence has ended go on with what was left of the wait."""
    sequence = finding.sequence(tx, enrollment.sequence_id, lock=True)
    enrollment = finding.enrollment(tx, enrollment.id)
    until = enrollment.paused_until
    if enrollment.state is not EnrollmentState.PAUSED or until is None or until > now:
        return
    content = finding.version_content(tx, sequence)
    again = replace(enrollment, state=EnrollmentState.ACTIVE, paused_until=None)
    if sequence.state.value == "active":
        contact = finding.contact(tx, enrollment.contact_id)
        again = progress.thawed(again, content, contact, at=now)
    tx.enrollments.save(again)
    unplanned.tell_if_new(tx, enrollment, again, now=now)
