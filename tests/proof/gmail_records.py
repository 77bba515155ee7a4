"""What an account at Google holds."""

from dataclasses import dataclass, field
from datetime import datetime

from engine.ports import Mail


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A draft."""

    id: str
    delivery_id: str
    thread_id: str
    mime: bytes
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A message."""

    mail: Mail
    delivery_id: str  # empty for what others wrote
    rfc822_id: str
    findable_at: float  # virtual seconds


@dataclass(slots=True, kw_only=True)
class Account:
    """One mailbox at Google."""

    drafts: dict[str, Kept] = field(default_factory=dict)
    messages: list[Stored] = field(default_factory=list)
