"""Sequences, their steps and settings, and the hash that an approval is bound to."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, time
from enum import StrEnum
from typing import Any, assert_never

from engine.domain.rendering import UnsubscribeStyle
from engine.domain.schedule import Delay, DelayUnit, SendRules

NAME_MAX_LENGTH = 80


class Channel(StrEnum):
    """How a step reaches its contact."""

    EMAIL = "email"  # through the rep's own Gmail account
    SMS = "sms"  # through the team's Salesmsg number


class SequenceState(StrEnum):
    """Whether a sequence sends."""

    DRAFT = "draft"  # sends nothing; its first delays start at activation
    ACTIVE = "active"  # enrolled contacts get their steps by delay and window
    PAUSED = "paused"  # sends nothing and keeps what was left of every delay


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailStep:
    """An email; `body` is Slack's rich_text JSON, a template over its joined text."""

    id: str  # stable over edits and moves: what a contact has had is known by it
    delay: Delay
    subject: str
    body: Mapping[str, Any]

    @property
    def channel(self) -> Channel:
        """Email."""
        return Channel.EMAIL


@dataclass(frozen=True, slots=True, kw_only=True)
class SmsStep:
    """A text message; `message` is a template."""

    id: str
    delay: Delay
    message: str

    @property
    def channel(self) -> Channel:
        """SMS."""
        return Channel.SMS


Step = EmailStep | SmsStep


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What holds for all steps of a sequence."""

    mailbox_id: int | None = None
    business_days_only: bool = True
    opens: time = time(9)
    closes: time = time(17)  # 00:00 is midnight, the end of the day
    zone: str = "UTC"
    holidays: str | None = None  # a country's code in the `holidays` package
    thread_emails: bool = True
    include_signature: bool = True
    unsubscribe_style: UnsubscribeStyle = UnsubscribeStyle.TEXT_LINK
    exit_on_reply: bool = True
    exit_on_meeting: bool = True

    @property
    def rules(self) -> SendRules:
        """When these settings let a step go out."""
        return SendRules(
            zone=self.zone,
            opens=self.opens,
            closes=self.closes,
            business_days_only=self.business_days_only,
            holidays=self.holidays,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What an approval covers: steps in their order, and settings with the sender."""

    settings: Settings = Settings()
    steps: tuple[Step, ...] = ()

    def step(self, step_id: str) -> Step | None:
        """Return the step with this id, if this content has it."""
        return next((step for step in self.steps if step.id == step_id), None)

    def position(self, step_id: str) -> int | None:
        """Return the step's place, counted from 0."""
        return next((i for i, step in enumerate(self.steps) if step.id == step_id), None)

    def next_after(self, had: frozenset[str]) -> Step | None:
        """Return the first step not had yet after the last one had, in this order."""
        last = max((i for i, step in enumerate(self.steps) if step.id in had), default=-1)
        return next((step for step in self.steps[last + 1 :] if step.id not in had), None)

    @property
    def needs_sms(self) -> bool:
        """Whether any step is a text."""
        return any(step.channel is Channel.SMS for step in self.steps)

    @property
    def hash(self) -> str:
        """A digest of everything in it; equal content has equal hashes."""
        return hashlib.sha256(dump_content(self).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sequence:
    """A sequence: `working` is what the editor shows, `active_version` what the engine sends."""

    id: int
    workspace_id: str
    name: str
    owner_id: str
    state: SequenceState = SequenceState.DRAFT
    working: Content = field(default_factory=Content)
    active_version: int | None = None  # number of the version under way; none before activation
    notify_channel: str | None = None
    editor_ids: tuple[str, ...] = ()  # who has edited since the last approved version
    created_at: datetime
    changed_at: datetime

    def renamed(self, name: str) -> "Sequence":
        """Return it under another name; allowed in every state and no new version."""
        return replace(self, name=name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """Content that was activated, kept as it was."""

    sequence_id: int
    number: int  # counted from 1 within the sequence
    content: Content
    activated_by: str
    activated_at: datetime


def dump_content(content: Content) -> str:
    """Return the content as JSON text with a fixed order, for storage and for the hash."""
    return json.dumps(
        {
            "settings": _dump_settings(content.settings),
            "steps": [_dump_step(step) for step in content.steps],
        },
        sort_keys=True,
        separators=(",", ":"),
    )


def load_content(text: str) -> Content:
    """Return what `dump_content` wrote."""
    data = json.loads(text)
    return Content(
        settings=_load_settings(data["settings"]),
        steps=tuple(_load_step(step) for step in data["steps"]),
    )


def _dump_settings(settings: Settings) -> dict[str, Any]:
    data = asdict(settings)
    return data | {
        "opens": settings.opens.isoformat(),
        "closes": settings.closes.isoformat(),
    }


def _load_settings(data: dict[str, Any]) -> Settings:
    return Settings(
        **data
        | {
            "opens": time.fromisoformat(data["opens"]),
            "closes": time.fromisoformat(data["closes"]),
            "unsubscribe_style": UnsubscribeStyle(data["unsubscribe_style"]),
        }
    )


def _dump_step(step: Step) -> dict[str, Any]:
    common = {"id": step.id, "amount": step.delay.amount, "unit": step.delay.unit.value}
    match step:
        case EmailStep():
            return common | {"channel": "email", "subject": step.subject, "body": step.body}
        case SmsStep():
            return common | {"channel": "sms", "message": step.message}
        case other:
            assert_never(other)


def _load_step(data: dict[str, Any]) -> Step:
    delay = Delay(amount=data["amount"], unit=DelayUnit(data["unit"]))
    match Channel(data["channel"]):
        case Channel.EMAIL:
            return EmailStep(id=data["id"], delay=delay, subject=data["subject"], body=data["body"])
        case Channel.SMS:
            return SmsStep(id=data["id"], delay=delay, message=data["message"])
        case other:
            assert_never(other)
