"""Do not contact: beats everything, in the whole workspace."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class SuppressionOrigin(StrEnum):
    """How it came about; shown in the list."""

    LINK = "link"  # the unsubscribe link or one-click header
    WORDS = "words"  # asked for in a mail
    STOP = "stop"  # texted STOP or its kin: only the contact can open it again
    BOUNCE = "bounce"  # the address does not exist
    MEMBER = "member"  # added by an admin
    PROVIDER = "provider"  # Salesmsg says the number has opted out


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppression:
    """An address or a number that gets nothing from this workspace."""

    workspace_id: str
    value: str  # a normalised email address, or a phone in E.164
    is_phone: bool
    origin: SuppressionOrigin
    note: str = ""  # the words, the sequence, or the member
    created_at: datetime
