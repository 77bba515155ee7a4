"""What the stand-in tells about mail and requests, as typed records."""

import base64
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveredMail:
    """One recipient's copy of one mail."""

    id: int
    account: str  # the address whose mailbox sent it, lower case
    to: str  # this recipient, lower case
    from_: str  # the From header: name and address
    subject: str
    text: str
    html: str  # "" without an HTML part
    headers: tuple[tuple[str, str], ...]  # all, in order, decoded and unfolded
    message_id: str  # with angle brackets, as Gmail assigned it
    conversation: str  # the recipient's conversation, by the headers alone
    at: datetime  # UTC
    raw: bytes  # as it arrived

    @classmethod
    def read(cls, told: dict[str, Any]) -> "DeliveredMail":
        """Return the record in a control answer."""
        return cls(
            id=told["id"],
            account=told["account"],
            to=told["to"],
            from_=told["from"],
            subject=told["subject"],
            text=told["text"],
            html=told["html"],
            headers=tuple((name, value) for name, value in told["headers"]),
            message_id=told["message_id"],
            conversation=told["conversation"],
            at=datetime.fromisoformat(told["at"]),
            raw=base64.urlsafe_b64decode(told["raw"]),
        )

    def header(self, name: str) -> str | None:
        """Return the first header called `name`, or None."""
        return _header(self.headers, name)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxMessage:
    """One message of an account's mailbox; `draft_id` is set for drafts."""

    id: str
    thread_id: str
    labels: frozenset[str]
    from_: str
    to: str
    subject: str
    text: str
    html: str
    headers: tuple[tuple[str, str], ...]
    message_id: str
    at: datetime  # UTC
    raw: bytes
    draft_id: str = ""

    @classmethod
    def read(cls, told: dict[str, Any]) -> "MailboxMessage":
        """Return the record in a control answer."""
        return cls(
            id=told["id"],
            thread_id=told["threadId"],
            labels=frozenset(told["labelIds"]),
            from_=told["from"],
            to=told["to"],
            subject=told["subject"],
            text=told["text"],
            html=told["html"],
            headers=tuple((name, value) for name, value in told["headers"]),
            message_id=told["message_id"],
            at=datetime.fromisoformat(told["at"]),
            raw=base64.urlsafe_b64decode(told["raw"]),
            draft_id=told.get("draft_id", ""),
        )

    def header(self, name: str) -> str | None:
        """Return the first header called `name`, or None."""
        return _header(self.headers, name)


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageIds:
    """Where something arrived in the account's mailbox."""

    id: str
    thread_id: str

    @classmethod
    def read(cls, told: dict[str, Any]) -> "MessageIds":
        """Return the record in a control answer."""
        return cls(id=told["id"], thread_id=told["threadId"])


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiRequest:
    """One request to Gmail or Calendar that came over the wire."""

    method_id: str  # as "gmail.users.drafts.send"; "" where a fault swallowed it
    http_method: str
    path: str
    account: str  # "" without a live token
    status: int  # 0 where a fault swallowed it before the stand-in acted
    at: datetime  # UTC

    @classmethod
    def read(cls, told: dict[str, Any]) -> "ApiRequest":
        """Return the record in a control answer."""
        return cls(**{**told, "at": datetime.fromisoformat(told["at"])})


def _header(headers: tuple[tuple[str, str], ...], name: str) -> str | None:
    found = (value for known, value in headers if known.lower() == name.lower())
    return next(found, None)
