"""Data for the views of activation, approval and enrolment: plain, and as bad as it gets."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from engine.domain.approval import Approval
from engine.domain.connection import Mailbox
from engine.domain.delay import Delay, DelayUnit
from engine.domain.enrollment import Contact
from engine.domain.rendering import EmailContent, SmsContent
from engine.domain.sequence import Content, EmailStep, Sequence, SequenceState, Settings, SmsStep
from engine.domain.sms_text import segments
from engine.use_cases.approving import Review
from engine.use_cases.checking import Checked
from engine.use_cases.previewing import Calendar, StepPreview
from engine.use_cases.reviewing import Shown

NOW = datetime(2026, 11, 2, 14, 30, tzinfo=UTC)
WORST_NAME = ("<!channel> & *Q4* 🎉 " * 5)[:80]
WORST_TEXT = ("<!here> & `x` 🎉\n\n" * 300)[:3000]
BODY = {
    "type": "rich_text",
    "elements": [
        {"type": "rich_text_section", "elements": [{"type": "text", "text": "Hi {{ first_name }}"}]}
    ],
}


def email_step(number: int = 1) -> EmailStep:
    """Return an email step."""
    delay = Delay(amount=number - 1, unit=DelayUnit.DAYS)
    return EmailStep(id=f"s{number:011}", delay=delay, subject="Hello", body=BODY)


def sms_step(number: int) -> SmsStep:
    """Return an SMS step."""
    delay = Delay(amount=90, unit=DelayUnit.MINUTES)
    return SmsStep(id=f"s{number:011}", delay=delay, message="Hi {{ first_name }}")


def content(steps: int = 2) -> Content:
    """Return content whose even steps are texts."""
    every = tuple(
        email_step(number) if number % 2 else sms_step(number) for number in range(1, steps + 1)
    )
    settings = Settings(mailbox_id=1, zone="America/New_York", holidays="US")
    return Content(settings=settings, steps=every)


def sequence(
    *, name: str = "Q4 CFO", steps: int = 2, state: SequenceState = SequenceState.DRAFT
) -> Sequence:
    """Return a sequence."""
    return Sequence(
        id=7,
        workspace_id="T1",
        name=name,
        owner_id="U1",
        state=state,
        active_version=None if state is SequenceState.DRAFT else 1,
        working=content(steps),
        created_at=NOW,
        changed_at=NOW,
    )


def mailbox() -> Mailbox:
    """Return a connected mailbox."""
    return Mailbox(
        id=1, workspace_id="T1", owner_id="U1", email="rita@acme.example", refresh_token="r"
    )


def calendar(*, days: int = 3, contacts: int = 212) -> Calendar:
    """Return a calendar of so many days."""
    first = date(2026, 11, 3)
    return Calendar(
        zone="America/New_York",
        days=tuple(
            (first + timedelta(days=each), 200 - each % 50, each % 3) for each in range(days)
        ),
        first_at=NOW + timedelta(days=1) if days else None,
        contacts=contacts,
        simulated=min(contacts, 500),
        busiest=200 if days else 0,
    )


def checked(**changes: object) -> Checked:
    """Return checks that all passed."""
    passed = Checked(
        sequence=sequence(),
        mailbox=mailbox(),
        problems=(),
        unreachable=(),
        calendar=calendar(),
        has_approvers=False,
        decider_ids=(),
        is_awaiting=False,
    )
    return replace(passed, **changes)  # type: ignore[arg-type]


def approval(*, steps: int = 2) -> Approval:
    """Return an open request."""
    return Approval(
        id=5,
        workspace_id="T1",
        sequence_id=7,
        requested_by="U1",
        requested_at=NOW,
        content=content(steps),
        contact_count=212,
    )


def shown(
    *,
    steps: int = 2,
    name: str = "Q4 CFO",
    words: str = "Hi Ana",
    differences: tuple[str, ...] = (),
) -> Shown:
    """Return a review of so many steps, each with these words."""
    asked = sequence(name=name, steps=steps)
    contact = Contact(
        id=3,
        workspace_id="T1",
        email="ana@acme.example",
        email_key="ana@acme.example",
        fields={"first_name": name if name != "Q4 CFO" else "Ana"},
    )
    return Shown(
        review=Review(
            approval=approval(steps=steps),
            sequence=asked,
            content=asked.working,
            contact_ids=tuple(range(212)),
            hash="h" * 64,
            differences=differences,
        ),
        contact=contact,
        lacking=("company",),
        is_example=False,
        steps=tuple(_preview(step, words) for step in asked.working.steps),
        other=replace(contact, fields={"first_name": "Raj"}),
        other_steps=(),
        calendar=calendar(days=3 if steps < 10 else 300, contacts=50_000 if steps > 10 else 212),
        mailbox=mailbox(),
    )


def _preview(step: EmailStep | SmsStep, words: str) -> StepPreview:
    if isinstance(step, EmailStep):
        email = EmailContent(subject=words[:150].replace("\n", " "), html="", text=words)
        return StepPreview(step=step, email=email)
    return StepPreview(step=step, text=SmsContent(text=words[:1600], segments=segments("hi")))
