"""Words for writing about sequences and those in them, in tests."""

from datetime import UTC, datetime, time
from typing import Any

from engine.domain.connection import Mailbox, SmsConnection
from engine.domain.delay import Delay, DelayUnit
from engine.domain.enrollment import Contact, Enrollment
from engine.domain.rich_text import from_plain
from engine.domain.sequence import Content, EmailStep, Sequence, Settings, SmsStep, Step
from engine.domain.workspace import Actor

Given = dict[str, Any]

NOW = datetime(2026, 9, 15, 14, 0, tzinfo=UTC)  # a Tuesday, 10:00 in New York
NEW_YORK = "America/New_York"
PHONE = "+14155552671"  # Los Angeles time


def email(step_id: str, amount: int = 1, unit: DelayUnit = DelayUnit.DAYS) -> EmailStep:
    return EmailStep(
        id=step_id,
        delay=Delay(amount=amount, unit=unit),
        subject="About {{ company }}",
        body=from_plain("Hello {{ first_name }}"),
    )


def sms(step_id: str, amount: int = 1, unit: DelayUnit = DelayUnit.DAYS) -> SmsStep:
    return SmsStep(id=step_id, delay=Delay(amount=amount, unit=unit), message="Hello")


def content(*steps: Step, **settings: Any) -> Content:
    given: Given = {"mailbox_id": 1, "zone": NEW_YORK} | settings
    return Content(settings=Settings(**given), steps=steps)


def open_always(*steps: Step, **settings: Any) -> Content:
    """Content whose window never closes."""
    whole: Given = {"opens": time(0), "closes": time(0), "business_days_only": False, "zone": "UTC"}
    return content(*steps, **(whole | settings))


def contact(**given: Any) -> Contact:
    usual: Given = {
        "id": 3,
        "workspace_id": "T1",
        "email": "anna@example.com",
        "email_key": "anna@example.com",
        "phone": PHONE,
    }
    return Contact(**(usual | given))


def enrollment(**given: Any) -> Enrollment:
    usual: Given = {
        "id": 7,
        "workspace_id": "T1",
        "sequence_id": 5,
        "contact_id": 3,
        "anchor_at": NOW,
        "enrolled_at": NOW,
    }
    return Enrollment(**(usual | given))


def sequence(**given: Any) -> Sequence:
    usual: Given = {
        "id": 5,
        "workspace_id": "T1",
        "name": "Welcome",
        "owner_id": "U_OWNER",
        "created_at": NOW,
        "changed_at": NOW,
    }
    return Sequence(**(usual | given))


def mailbox(**given: Any) -> Mailbox:
    usual: Given = {
        "id": 1,
        "workspace_id": "T1",
        "owner_id": "U_OWNER",
        "email": "rep@example.com",
        "refresh_token": "secret",
        "zone": NEW_YORK,
    }
    return Mailbox(**(usual | given))


def sms_connection(**given: Any) -> SmsConnection:
    usual: Given = {"workspace_id": "T1", "token": "secret"}
    return SmsConnection(**(usual | given))


def actor(user_id: str = "U_OWNER", **given: Any) -> Actor:
    usual: Given = {
        "workspace_id": "T1",
        "user_id": user_id,
        "name": user_id,
        "zone": NEW_YORK,
        "is_admin": False,
        "is_approver": False,
    }
    return Actor(**(usual | given))
