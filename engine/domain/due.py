"""When a step of this very contact may go out: its delay, the window, and their SMS hours."""

from datetime import datetime
from typing import Protocol

from engine.domain import schedule
from engine.domain.enrollment import Contact, Enrollment
from engine.domain.phones import zones_of
from engine.domain.sequence import Channel, Content, Step


class Numbered(Protocol):
    """An enrollment, or as much of it as was read."""

    @property
    def id(self) -> int: ...


def offset_key(enrollment: Numbered, step: Step) -> str:
    """Return what fixes this step's offset and jitter for this contact."""
    return f"{enrollment.id}:{step.id}"


def due_after(
    anchor: datetime, step: Step, content: Content, enrollment: Enrollment, contact: Contact
) -> datetime:
    """Return when the step is due whose delay counts from `anchor`, UTC. Raises NoOpenDay."""
    at = schedule.after_delay(anchor, step.delay, content.settings.rules)
    return in_window(at, step, content, enrollment, contact)


def in_window(
    at: datetime, step: Step, content: Content, enrollment: Enrollment, contact: Contact
) -> datetime:
    """Return `at` if the step may go out then, else when it may next, UTC. Raises NoOpenDay.

    Texts keep the contact's own SMS hours besides. Idempotent.
    """
    rules, key = content.settings.rules, offset_key(enrollment, step)
    if step.channel is Channel.EMAIL or not contact.phone:
        return schedule.replan(at, rules, key)
    return schedule.plan_sms(at, rules, contact_zones(contact), key)


def contact_zones(contact: Contact) -> tuple[str, ...]:
    """Return the zones whose SMS hours hold for this contact; empty where unknown."""
    return zones_of(contact.phone, own_zone=contact.zone) if contact.phone else ()
