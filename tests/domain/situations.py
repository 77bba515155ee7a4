"""Situations to decide on: an email and a text that may go out, in New York, on a Tuesday."""

from dataclasses import replace
from datetime import date, timedelta

from engine.domain.decide import Situation
from engine.domain.pace import MailboxPace
from engine.domain.sequence import SequenceState
from engine.domain.suppression import Suppression, SuppressionOrigin
from tests.domain.people import (
    NEW_YORK,
    NOW,
    PHONE,
    contact,
    content,
    email,
    enrollment,
    mailbox,
    sms,
    sms_connection,
)
from tests.domain.scheduling import instant

TODAY = date(2026, 9, 15)
FREE = MailboxPace(
    zone=NEW_YORK, daily_limit=5, spacing_seconds=60, last_slot_at=None, day=None, sent_that_day=0
)
AN_HOUR = timedelta(hours=1)


def suppressed(origin: SuppressionOrigin, *, is_phone: bool = False) -> Suppression:
    value = PHONE if is_phone else "anna@example.com"
    return Suppression(
        workspace_id="T1",
        value=value,
        is_phone=is_phone,
        origin=origin,
        note=f"by {origin.value}",
        created_at=NOW,
    )


EMAIL = Situation(
    enrollment=enrollment(step_id="a", due_at=NOW, mailbox_id=1),
    sequence_state=SequenceState.ACTIVE,
    content=content(email("a"), email("z")),
    contact=contact(),
    email_suppression=None,
    phone_suppression=None,
    mailbox=mailbox(),
    sms=sms_connection(),
    pace=FREE,
)
# 13:00 in New York is 10:00 in Los Angeles, where the phone is.
TEXT = replace(EMAIL, content=content(sms("a"), email("z")))
NOON = instant("2026-09-15T13:00-04:00")
