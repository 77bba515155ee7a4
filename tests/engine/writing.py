"""Steps and settings to send."""

from datetime import time

from engine.domain.delay import Delay, DelayUnit
from engine.domain.sequence import EmailStep, Settings, SmsStep, Step
from engine.use_cases import authoring


def always_open(mailbox_id: int) -> Settings:
    """Return settings under which a step goes out whenever it is due."""
    return Settings(
        mailbox_id=mailbox_id,
        business_days_only=False,
        opens=time(0),
        closes=time(0),
        zone="America/New_York",
    )


def mail(number: int, *, wait_minutes: int = 0) -> EmailStep:
    """Return an email that says which one it is."""
    words = {"type": "text", "text": f"Dear {{{{ first_name }}}}, this is step {number}."}
    section = {"type": "rich_text_section", "elements": [words]}
    return EmailStep(
        id=authoring.new_step_id(),
        delay=Delay(amount=wait_minutes, unit=DelayUnit.MINUTES),
        subject=f"Subject {number}",
        body={"type": "rich_text", "elements": [section]},
    )


def text(number: int, *, wait_minutes: int = 0) -> SmsStep:
    """Return a text that says which one it is."""
    return SmsStep(
        id=authoring.new_step_id(),
        delay=Delay(amount=wait_minutes, unit=DelayUnit.MINUTES),
        message=f"Hi {{{{ first_name }}}}, this is step {number}.",
    )


def three_steps() -> tuple[Step, ...]:
    """Return an email, a text, and an email in the first one's thread."""
    return (mail(1), text(2, wait_minutes=1), mail(3, wait_minutes=1))
