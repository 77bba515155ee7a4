"""What really reached the recipients, as they see it: the stand-in's own count of the truth."""

from dataclasses import dataclass, field
from datetime import datetime

from sandbox.google import text
from sandbox.google.mime import Mail, to_base64url
from sandbox.google.schema import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """One recipient's copy of one mail."""

    id: int
    account: str  # the address whose mailbox sent it
    to: str  # this recipient
    mail: Mail  # as it arrived, trace headers included
    conversation: str
    at: datetime  # UTC

    def as_json(self) -> Json:
        """Return the copy with its bytes, as the control endpoint tells it."""
        return {
            "id": self.id,
            "account": self.account,
            "to": self.to,
            "from": self.mail.get("From"),
            "subject": self.mail.get("Subject"),
            "text": text.text_of(self.mail),
            "html": text.html_of(self.mail),
            "headers": [[line.name, line.value] for line in self.mail.headers],
            "message_id": self.mail.message_id,
            "conversation": self.conversation,
            "at": self.at.isoformat(),
            "raw": to_base64url(self.mail.raw),
        }


@dataclass(slots=True)
class Ledger:
    """All copies, in the order of arrival, and each recipient's conversations."""

    copies: list[Delivered] = field(default_factory=list)
    _told: dict[int, Json] = field(default_factory=dict)
    _conversations: dict[tuple[str, str], str] = field(default_factory=dict)

    def deliver(self, account: str, to: str, mail: Mail, at: datetime) -> Delivered:
        """Put a mail into a recipient's hands and return their copy."""
        copy = Delivered(
            id=len(self.copies) + 1,
            account=account,
            to=to,
            mail=mail,
            conversation=self.file(to, mail),
            at=at,
        )
        self.copies.append(copy)
        return copy

    def file(self, person: str, mail: Mail) -> str:
        """Return the conversation in which `person` sees this mail, by its headers alone.

        RFC 5322, 3.6.4: In-Reply-To and References name the mails it answers. Only one that the
        person holds ties it to a conversation; a thread id of the sender's Gmail never leaves it.
        """
        for reference in reversed(mail.references):
            known = self._conversations.get((person, reference))
            if known:
                break
        else:
            known = mail.message_id
        self._conversations.setdefault((person, mail.message_id), known)
        return known

    def tell(self, to: str, after_id: int) -> list[Json]:
        """Return the copies after one number, for one recipient or (with "") for all."""
        wanted = [copy for copy in self.copies[after_id:] if to in ("", copy.to)]
        for copy in wanted:
            if copy.id not in self._told:
                self._told[copy.id] = copy.as_json()
        return [self._told[copy.id] for copy in wanted]

    def copy(self, copy_id: int) -> Delivered:
        """Return one copy by its number; raises IndexError if there is none."""
        return self.copies[copy_id - 1]
