"""A model of Gmail: drafts that send once, a history, and a search that lags.

Google: `drafts.send` deletes the draft and creates a message with the SENT label under a new id;
a draft that was sent or deleted is not found any more. Message-IDs are replaced.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from quopri import decodestring

from engine.domain.connection import Mailbox
from engine.domain.errors import Permanent
from engine.domain.mime import DELIVERY_HEADER
from engine.ports import (
    Draft,
    DraftState,
    Mail,
    MailChanges,
    OwnDraft,
    Profile,
    SendAs,
    SentMail,
)
from tests.proof.faults import Faults
from tests.proof.gmail_records import Account, Kept, Stored
from tests.proof.ledger import Ledger
from tests.proof.loom import Loom
from tests.proof.wire import Wire

_MESSAGE_ID = re.compile(rb"^Message-ID: .*\r\n", re.MULTILINE)
_DELIVERY = re.compile(rf"^{DELIVERY_HEADER}: (\S+)\r$".encode(), re.MULTILINE)


@dataclass(slots=True, kw_only=True)
class Gmail:
    """Google's side; `EmailSender` and `Mailboxes` in one."""

    loom: Loom
    faults: Faults
    ledger: Ledger
    wire: Wire
    accounts: dict[int, Account] = field(default_factory=dict)
    on_call: Callable[[str], None] = lambda delivery_id: None
    on_arrival: Callable[[str], None] = lambda delivery_id: None
    on_look: Callable[[int], None] = lambda mailbox_id: None
    _ids: int = 0

    def account(self, mailbox_id: int) -> Account:
        """Return an account, made when it is first asked for."""
        return self.accounts.setdefault(mailbox_id, Account())

    # EmailSender ------------------------------------------------------------------------------
    def create_draft(self, mailbox: Mailbox, mime: bytes, thread_id: str | None) -> Draft:
        """Keep a draft."""

        def effect() -> Draft:
            found = _DELIVERY.search(mime)
            assert found is not None
            kept = Kept(
                id=self._id("d"),
                delivery_id=found[1].decode(),
                thread_id=thread_id or self._id("t"),
                mime=mime,
                at=self.loom.at(),
            )
            self.account(mailbox.id).drafts[kept.id] = kept
            return Draft(id=kept.id, thread_id=kept.thread_id)

        return self.wire.write("create_draft", effect)

    def send_draft(self, mailbox: Mailbox, draft_id: str) -> SentMail:
        """Send a draft, which is gone then."""
        account = self.account(mailbox.id)
        kept = account.drafts.get(draft_id)
        if kept is not None:
            self.on_call(kept.delivery_id)

        def effect() -> SentMail:
            kept = account.drafts.pop(draft_id, None)
            if kept is None:
                raise Permanent("404", kind="draft_gone", provider="gmail")
            stored = self._sent(mailbox, account, kept)
            return SentMail(message_id=stored.mail.gmail_id, thread_id=kept.thread_id)

        return self.wire.write("send_draft", effect)

    def draft_state(self, mailbox: Mailbox, draft_id: str) -> DraftState:
        """Return whether it waits."""

        def look() -> DraftState:
            waits = draft_id in self.account(mailbox.id).drafts
            return DraftState.WAITING if waits else DraftState.GONE

        return self.wire.read("draft_state", look)

    def delete_draft(self, mailbox: Mailbox, draft_id: str) -> None:
        """Delete it; a lost answer is no harm."""
        self.wire.write("delete_draft", lambda: self.account(mailbox.id).drafts.pop(draft_id, None))

    def own_drafts(self, mailbox: Mailbox, *, before: datetime) -> tuple[OwnDraft, ...]:
        """Return old ones."""

        def look() -> tuple[OwnDraft, ...]:
            drafts = self.account(mailbox.id).drafts.values()
            return tuple(
                OwnDraft(id=one.id, delivery_id=one.delivery_id)
                for one in drafts
                if one.at < before
            )

        return self.wire.read("own_drafts", look)

    def find_sent(
        self, mailbox: Mailbox, *, delivery_id: str, thread_id: str | None, to: str, since: datetime
    ) -> SentMail | None:
        """Return the mail that carries this id, once the search knows it."""

        def look() -> SentMail | None:
            for one in self.account(mailbox.id).messages:
                if one.delivery_id == delivery_id and one.findable_at <= self.loom.seconds:
                    return SentMail(
                        message_id=one.mail.gmail_id,
                        thread_id=one.mail.thread_id,
                        rfc822_id=one.rfc822_id,
                    )
            return None

        return self.wire.read("find_sent", look)

    def rfc822_id(self, mailbox: Mailbox, message_id: str) -> str:
        """Return the Message-ID that Gmail gave it."""

        def look() -> str:
            found = self._message(mailbox.id, message_id)
            if found is None:
                raise Permanent("404", kind="not_found", provider="gmail")
            return found.rfc822_id

        return self.wire.read("rfc822_id", look)

    # Mailboxes --------------------------------------------------------------------------------
    def profile(self, mailbox: Mailbox) -> Profile:
        """Return who it is."""
        newest = str(len(self.account(mailbox.id).messages))
        return self.wire.read("profile", lambda: Profile(email=mailbox.email, history_id=newest))

    def send_as(self, mailbox: Mailbox) -> tuple[SendAs, ...]:
        """Return no other addresses."""
        return ()

    def changes(self, mailbox: Mailbox, since_history_id: str) -> MailChanges:
        """Return what was added: a history id counts the messages."""

        def look() -> MailChanges:
            messages = self.account(mailbox.id).messages
            self.on_look(mailbox.id)
            return MailChanges(
                message_ids=tuple(one.mail.gmail_id for one in messages[int(since_history_id) :]),
                history_id=str(len(messages)),
            )

        return self.wire.read("changes", look)

    def since(self, mailbox: Mailbox, since: datetime) -> tuple[str, ...]:
        """Return all ids since then."""
        messages = self.account(mailbox.id).messages
        return tuple(one.mail.gmail_id for one in messages if one.mail.received_at >= since)

    def in_thread(self, mailbox: Mailbox, thread_id: str) -> tuple[str, ...]:
        """Return a thread's ids."""
        messages = self.account(mailbox.id).messages
        return tuple(one.mail.gmail_id for one in messages if one.mail.thread_id == thread_id)

    def mail(self, mailbox: Mailbox, gmail_id: str) -> Mail | None:
        """Return the message."""
        found = self._message(mailbox.id, gmail_id)
        return self.wire.read("mail", lambda: found.mail if found else None)

    # The world --------------------------------------------------------------------------------
    def receive(self, mailbox_id: int, raw: bytes, *, answering: Stored | None) -> None:
        """Put a mail of somebody else's into the inbox."""
        thread_id = answering.mail.thread_id if answering else self._id("t")
        self._store(mailbox_id, raw, thread_id, frozenset({"INBOX"}), "", "", 0.0)

    def newest_to(self, mailbox_id: int, address: str) -> Stored | None:
        """Return the last mail that this account sent to the address."""
        sent = [each for each in self.account(mailbox_id).messages if each.delivery_id]
        mine = [one for one in sent if address.encode() in one.mail.raw]
        return mine[-1] if mine else None

    def _sent(self, mailbox: Mailbox, account: Account, kept: Kept) -> Stored:
        rfc822_id = f"<{self._id('m')}@mail.gmail.example>"
        raw = _MESSAGE_ID.sub(f"Message-ID: {rfc822_id}\r\n".encode(), kept.mime, count=1)
        labels, lag = frozenset({"SENT"}), self.faults.lag_seconds()
        args = (raw, kept.thread_id, labels, kept.delivery_id, rfc822_id, lag)
        stored = self._store(mailbox.id, *args)
        self.ledger.add(
            seconds=self.loom.seconds,
            text=decodestring(raw).decode(),
            channel="email",
            message_id=stored.mail.gmail_id,
        )
        self.on_arrival(kept.delivery_id)
        return stored

    def _store(
        self,
        mailbox_id: int,
        raw: bytes,
        thread_id: str,
        labels: frozenset[str],
        delivery_id: str,
        rfc822_id: str,
        lag: float,
    ) -> Stored:
        mail = Mail(
            gmail_id=self._id("g"),
            thread_id=thread_id,
            label_ids=labels,
            received_at=self.loom.at(),
            raw=raw,
        )
        stored = Stored(
            mail=mail,
            delivery_id=delivery_id,
            rfc822_id=rfc822_id,
            findable_at=self.loom.seconds + lag,
        )
        self.account(mailbox_id).messages.append(stored)
        return stored

    def _message(self, mailbox_id: int, gmail_id: str) -> Stored | None:
        messages = self.account(mailbox_id).messages
        return next((one for one in messages if one.mail.gmail_id == gmail_id), None)

    def _id(self, kind: str) -> str:
        self._ids += 1
        return f"{kind}{self._ids:04}"
