"""Contacts, sequences and enrollments for views: plain ones, and the worst there can be."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from engine.domain.connection import ConnectionState, Mailbox, SmsConnection
from engine.domain.delay import Delay, DelayUnit
from engine.domain.enrollment import (
    Contact,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Enrollment,
    EnrollmentState,
    ExitReason,
)
from engine.domain.notice import Notice, NoticeKind
from engine.domain.sequence import Channel, Content, EmailStep, Sequence, SequenceState, SmsStep
from engine.domain.suppression import Suppression, SuppressionOrigin
from engine.domain.workspace import Actor
from engine.use_cases.contacts import ContactView, Way

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
NASTY = "<!channel> & *<@U1>* 🚀\n"
WORST_NAME = (NASTY * 8)[:80]


def an_actor(**more: Any) -> Actor:
    """Return the owner of the sequences here."""
    given: dict[str, Any] = {
        "workspace_id": "T1",
        "user_id": "U1",
        "name": "Rep",
        "zone": "Europe/Berlin",
        "is_admin": False,
        "is_approver": False,
    }
    return Actor(**given | more)


def a_contact(**more: Any) -> Contact:
    """Return Ada."""
    given: dict[str, Any] = {
        "id": 7,
        "workspace_id": "T1",
        "email": "ada@example.com",
        "email_key": "ada@example.com",
        "phone": "+14155550123",
        "fields": {"first_name": "Ada", "last_name": "Byron", "company": "Engines"},
    }
    return Contact(**given | more)


def worst_contact() -> Contact:
    """Return someone whose every value is long and hostile."""
    custom = {f"column_{number}": NASTY * 150 for number in range(60)}
    return a_contact(
        email=f"{'a' * 60}@{'b' * 60}.example.com",
        fields={"full_name": NASTY * 40, "company": NASTY * 150, **custom},
        zone="America/Argentina/ComodRivadavia",
    )


def an_email(number: int, subject: str = "Hello") -> EmailStep:
    """Return an email step."""
    delay = Delay(amount=2, unit=DelayUnit.DAYS)
    return EmailStep(id=f"step{number}", delay=delay, subject=subject, body={})


def a_text(number: int, message: str = "Hi") -> SmsStep:
    """Return an SMS step."""
    delay = Delay(amount=1, unit=DelayUnit.HOURS)
    return SmsStep(id=f"step{number}", delay=delay, message=message)


def a_sequence(**more: Any) -> Sequence:
    """Return an active sequence of U1's."""
    given: dict[str, Any] = {
        "id": 3,
        "workspace_id": "T1",
        "name": "Q4 CFO",
        "owner_id": "U1",
        "state": SequenceState.ACTIVE,
        "active_version": 1,
        "created_at": NOW,
        "changed_at": NOW,
    }
    return Sequence(**given | more)


def an_enrollment(**more: Any) -> Enrollment:
    """Return Ada's place in the sequence: before step 2."""
    given: dict[str, Any] = {
        "id": 11,
        "workspace_id": "T1",
        "sequence_id": 3,
        "contact_id": 7,
        "step_id": "step2",
        "anchor_at": NOW,
        "due_at": NOW + timedelta(days=2),
        "had_step_ids": ("step1",),
        "thread_id": "thread1",
        "subject": "Hello",
        "enrolled_at": NOW,
    }
    return Enrollment(**given | more)


def a_delivery(**more: Any) -> Delivery:
    """Return step 1, sent."""
    given: dict[str, Any] = {
        "id": "d1",
        "workspace_id": "T1",
        "key": "step:11:step1",
        "kind": DeliveryKind.STEP,
        "channel": Channel.EMAIL,
        "state": DeliveryState.SENT,
        "step_id": "step1",
        "subject": "Hello",
        "prepared_at": NOW,
        "sent_at": NOW,
    }
    return Delivery(**given | more)


def a_way(**more: Any) -> Way:
    """Return Ada's way through a sequence of three steps."""
    given: dict[str, Any] = {
        "enrollment": an_enrollment(),
        "sequence": a_sequence(),
        "content": Content(steps=(an_email(1), a_text(2), an_email(3))),
        "deliveries": (a_delivery(),),
    }
    return Way(**given | more)


def worst_way(number: int) -> Way:
    """Return a way with a hundred steps and as many messages, each with its long reason."""
    steps = tuple(an_email(n, subject=NASTY * 100) for n in range(1, 101))
    failed = replace(a_delivery(), state=DeliveryState.FAILED, reason=NASTY * 50)
    return a_way(
        enrollment=an_enrollment(
            id=number,
            run=number,
            state=EnrollmentState.HELD,
            hold_detail=NASTY * 200,
        ),
        sequence=a_sequence(name=WORST_NAME),
        content=Content(steps=steps),
        deliveries=tuple(replace(failed, subject=NASTY * 60) for _ in range(100)),
    )


def stopped(reason: ExitReason) -> Enrollment:
    """Return Ada's place, stopped for this reason."""
    return an_enrollment(state=EnrollmentState.EXITED, exit=reason, exited_at=NOW, due_at=None)


def a_view(*ways: Way, **more: Any) -> ContactView:
    """Return what the contact's modal shows."""
    given: dict[str, Any] = {"contact": a_contact(), "suppressions": (), "ways": ways}
    return ContactView(**given | more)


def a_suppression(**more: Any) -> Suppression:
    """Return an address that unsubscribed by the link."""
    given: dict[str, Any] = {
        "workspace_id": "T1",
        "value": "ada@example.com",
        "is_phone": False,
        "origin": SuppressionOrigin.LINK,
        "created_at": NOW,
    }
    return Suppression(**given | more)


def a_mailbox(**more: Any) -> Mailbox:
    """Return a mailbox of U1's that works and reads the calendar."""
    given: dict[str, Any] = {
        "id": 5,
        "workspace_id": "T1",
        "owner_id": "U1",
        "email": "rep@acme.test",
        "refresh_token": "secret",
        "scopes": ("calendar.readonly",),
        "state": ConnectionState.ACTIVE,
    }
    return Mailbox(**given | more)


def an_sms(**more: Any) -> SmsConnection:
    """Return a Salesmsg connection that works."""
    given: dict[str, Any] = {"workspace_id": "T1", "token": "secret", "number": "+14155550100"}
    return SmsConnection(**given | more)


def a_notice(kind: NoticeKind, **facts: Any) -> Notice:
    """Return a notice about Ada with the facts that the engine gives every one."""
    common = {
        "enrollment_id": 11,
        "sequence_id": 3,
        "sequence": "Q4 CFO",
        "contact_id": 7,
        "contact": "Ada Byron",
        "email": "ada@example.com",
        "words": "",
        "cancelled": 3,
        "step": 2,
        "at": NOW.isoformat(),
    }
    return Notice(
        id=21,
        workspace_id="T1",
        kind=kind,
        channel="C1",
        owner_id="U1",
        thread_key="3:7",
        payload=common | facts,
        next_at=NOW,
        created_at=NOW,
    )
