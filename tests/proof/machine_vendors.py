"""Gmail and Salesmsg in memory: they do at once what they are asked, and remember it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from engine.domain.connection import Mailbox, SmsConnection
from engine.domain.errors import Permanent
from engine.domain.mime import DELIVERY_HEADER
from engine.domain.sms import SmsReport, SmsSent, SmsState, SmsStatus, SmsText
from engine.ports import (
    Clock,
    Draft,
    DraftState,
    Mail,
    MailChanges,
    OwnDraft,
    Profile,
    SendAs,
    SentMail,
)

_DELIVERY = re.compile(rf"^{DELIVERY_HEADER}: (\S+)\r$".encode(), re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A draft, or a mail that was sent."""

    id: str
    delivery_id: str
    thread_id: str
    mime: bytes
    at: datetime

    @property
    def rfc822_id(self) -> str:
        """The Message-ID that Gmail gives it."""
        return f"<{self.id}@mail.gmail.example>"


@dataclass(slots=True, kw_only=True)
class MemoryGmail:
    """`EmailSender` and `Mailboxes` of one account."""

    clock: Clock
    on_call: Callable[[str], None] = lambda delivery_id: None  # a draft is about to be sent
    drafts: dict[str, Letter] = field(default_factory=dict)
    sent: list[Letter] = field(default_factory=list)
    received: list[Mail] = field(default_factory=list)
    _ids: int = 0

    def create_draft(self, mailbox: Mailbox, mime: bytes, thread_id: str | None) -> Draft:
        """Keep a draft."""
        found = _DELIVERY.search(mime)
        assert found is not None
        kept = Letter(
            id=self._id(),
            delivery_id=found[1].decode(),
            thread_id=thread_id or f"t{self._id()}",
            mime=mime,
            at=self.clock.now(),
        )
        self.drafts[kept.id] = kept
        return Draft(id=kept.id, thread_id=kept.thread_id)

    def send_draft(self, mailbox: Mailbox, draft_id: str) -> SentMail:
        """Send a draft, which is gone then."""
        kept = self.drafts.pop(draft_id, None)
        if kept is None:
            raise Permanent("404", kind="draft_gone", provider="gmail")
        self.on_call(kept.delivery_id)
        self.sent.append(kept)
        return SentMail(message_id=kept.id, thread_id=kept.thread_id)

    def draft_state(self, mailbox: Mailbox, draft_id: str) -> DraftState:
        """Return whether it waits."""
        return DraftState.WAITING if draft_id in self.drafts else DraftState.GONE

    def delete_draft(self, mailbox: Mailbox, draft_id: str) -> None:
        """Forget it."""
        self.drafts.pop(draft_id, None)

    def own_drafts(self, mailbox: Mailbox, *, before: datetime) -> tuple[OwnDraft, ...]:
        """Return old ones."""
        kept = self.drafts.values()
        return tuple(
            OwnDraft(id=one.id, delivery_id=one.delivery_id) for one in kept if one.at < before
        )

    def find_sent(
        self, mailbox: Mailbox, *, delivery_id: str, thread_id: str | None, to: str, since: datetime
    ) -> SentMail | None:
        """Return the mail that carries this id."""
        for one in self.sent:
            if one.delivery_id == delivery_id:
                return SentMail(message_id=one.id, thread_id=one.thread_id, rfc822_id=one.rfc822_id)
        return None

    def rfc822_id(self, mailbox: Mailbox, message_id: str) -> str:
        """Return the Message-ID of a mail that was sent."""
        return next(one.rfc822_id for one in self.sent if one.id == message_id)

    def profile(self, mailbox: Mailbox) -> Profile:
        """Return who it is."""
        return Profile(email=mailbox.email, history_id=str(len(self.received)))

    def send_as(self, mailbox: Mailbox) -> tuple[SendAs, ...]:
        """Return no other addresses."""
        return ()

    def changes(self, mailbox: Mailbox, since_history_id: str) -> MailChanges:
        """Return what was received: a history id counts it."""
        new = self.received[int(since_history_id) :]
        return MailChanges(
            message_ids=tuple(one.gmail_id for one in new), history_id=str(len(self.received))
        )

    def since(self, mailbox: Mailbox, since: datetime) -> tuple[str, ...]:
        """Return what was received since then."""
        return tuple(one.gmail_id for one in self.received if one.received_at >= since)

    def in_thread(self, mailbox: Mailbox, thread_id: str) -> tuple[str, ...]:
        """Return what was received in a thread."""
        return tuple(one.gmail_id for one in self.received if one.thread_id == thread_id)

    def mail(self, mailbox: Mailbox, gmail_id: str) -> Mail | None:
        """Return what was received under this id."""
        return next((one for one in self.received if one.gmail_id == gmail_id), None)

    def receive(self, raw: bytes, thread_id: str) -> None:
        """Let somebody else's mail arrive."""
        self.received.append(
            Mail(
                gmail_id=self._id(),
                thread_id=thread_id,
                label_ids=frozenset({"INBOX"}),
                received_at=self.clock.now(),
                raw=raw,
            )
        )

    def _id(self) -> str:
        self._ids += 1
        return f"g{self._ids:04}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text of ours."""

    sent: SmsSent
    to: str
    body: str


@dataclass(slots=True, kw_only=True)
class MemorySalesmsg:
    """`SmsSender`: it takes a text as often as it is asked to."""

    clock: Clock
    on_call: Callable[[str, str], None] = lambda to, body: None  # a text is about to be sent
    sent: list[Text] = field(default_factory=list)
    received: list[SmsText] = field(default_factory=list)

    def send(self, connection: SmsConnection, *, to: str, body: str) -> SmsSent:
        """Send one text."""
        self.on_call(to, body)
        number = f"s{len(self.sent)}"
        at = self.clock.now()
        sent = SmsSent(message_id=number, conversation_id=to, status="sent", created_at=at)
        self.sent.append(Text(sent=sent, to=to, body=body))
        return sent

    def find_sent(
        self, connection: SmsConnection, *, to: str, body: str, since: datetime
    ) -> tuple[SmsSent, ...]:
        """Return what the conversation shows."""
        found = (one for one in self.sent if (one.to, one.body) == (to, body))
        return tuple(one.sent for one in found if (one.sent.created_at or since) >= since)

    def conversation(
        self, connection: SmsConnection, *, number: str, since: datetime
    ) -> tuple[SmsText, ...]:
        """Return the contact's own texts."""
        found = self.sweep(connection, since=since)
        return tuple(one for one in found if one.number == number)

    def sweep(self, connection: SmsConnection, *, since: datetime) -> tuple[SmsText, ...]:
        """Return everybody's."""
        return tuple(one for one in self.received if one.received_at >= since)

    def status(
        self, connection: SmsConnection, *, conversation_id: str, message_id: str
    ) -> SmsStatus | None:
        """Return that it arrived."""
        return SmsStatus(status="delivered")

    def check(self, connection: SmsConnection) -> SmsReport:
        """Return that all is well."""
        return SmsReport(state=SmsState.ACTIVE, sentence="Fine.")

    def inboxes(self, connection: SmsConnection) -> tuple[tuple[str, str], ...]:
        """Return the one there is."""
        return (("7", "Outreach"),)

    def expires_at(self, token: str) -> datetime | None:
        """Return that it does not say."""
        return None

    def refresh(self, connection: SmsConnection) -> SmsConnection:
        """Keep the token."""
        return connection

    def receive(self, number: str, body: str) -> None:
        """Let a contact write."""
        self.received.append(
            SmsText(
                message_id=f"r{len(self.received)}",
                conversation_id=number,
                number=number,
                body=body,
                received_at=self.clock.now(),
            )
        )
